/** Names a batch of the kill tests; its records follow from it, so that anyone can say what they must be. */
export interface BatchName {
  readonly cycle: number;
  readonly writer: number;
  readonly number: number;
}

/** One to four records of up to 170 bytes. */
export function batchOf({ cycle, writer, number }: BatchName): Buffer[] {
  const mixed = (cycle * 7919 + writer * 104_729 + number * 1_299_709) >>> 0;
  const count = 1 + (mixed % 4);
  return Array.from({ length: count }, (_, at) => {
    const name = `${cycle}.${writer}.${number}.${at}.${count}|`;
    return Buffer.from(name.padEnd(name.length + ((mixed + at * 31) % 150), 'abcdefghij'));
  });
}

/** The batch that a record says it is of, and its place in it. */
export function parseName(record: Uint8Array): BatchName & { at: number; count: number } {
  const text = Buffer.from(record).toString('latin1');
  const [cycle, writer, number, at, count] = text.slice(0, text.indexOf('|')).split('.').map(Number);
  return { cycle: cycle!, writer: writer!, number: number!, at: at!, count: count! };
}
