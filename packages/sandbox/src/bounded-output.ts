/**
 * Keeps the first and the last bytes of a stream and counts the rest, in memory of the stated bound whatever the sizes of
 * the chunks.
 */
export class BoundedOutput {
  readonly #head: Buffer;
  readonly #tail: Buffer;
  #headBytes = 0;
  #tailBytesSeen = 0;

  /** `bytesMax` is shared: the larger half for the head. */
  constructor(bytesMax: number) {
    this.#head = Buffer.allocUnsafe(Math.ceil(bytesMax / 2));
    this.#tail = Buffer.allocUnsafe(Math.floor(bytesMax / 2));
  }

  push(chunk: Buffer): void {
    const intoHead = chunk.copy(this.#head, this.#headBytes);
    this.#headBytes += intoHead;
    this.#pushTail(chunk.subarray(intoHead));
  }

  /** The text kept and the bytes left out. Where some were left out a line in the middle says how many; characters cut in half count as left out. */
  read(): { text: string; droppedBytes: number } {
    const head = this.#head.subarray(0, this.#headBytes);
    const overflow = this.#tailBytesSeen - this.#tail.length;
    if (overflow <= 0) {
      const whole = Buffer.concat([head, this.#tail.subarray(0, this.#tailBytesSeen)]);
      return { text: whole.toString('utf8'), droppedBytes: 0 };
    }
    const keptHead = withoutCutEnd(head);
    const keptTail = withoutCutStart(this.#unrolledTail());
    const droppedBytes = overflow + (head.length - keptHead.length) + (this.#tail.length - keptTail.length);
    const text = `${keptHead.toString('utf8')}\n[${droppedBytes} bytes dropped here]\n${keptTail.toString('utf8')}`;
    return { text, droppedBytes };
  }

  // The tail is a ring: byte n of what did not fit the head lies at n modulo its length.
  #pushTail(bytes: Buffer): void {
    const length = this.#tail.length;
    if (length > 0) {
      const skipped = Math.max(bytes.length - length, 0);
      const at = (this.#tailBytesSeen + skipped) % length;
      const copied = bytes.copy(this.#tail, at, skipped);
      bytes.copy(this.#tail, 0, skipped + copied);
    }
    this.#tailBytesSeen += bytes.length;
  }

  #unrolledTail(): Buffer {
    const start = this.#tail.length === 0 ? 0 : this.#tailBytesSeen % this.#tail.length;
    return Buffer.concat([this.#tail.subarray(start), this.#tail.subarray(0, start)]);
  }
}

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

function withoutCutStart(bytes: Buffer): Buffer {
  let start = 0;
  while (start < 3 && isContinuation(bytes[start])) start += 1;
  return bytes.subarray(start);
}

function withoutCutEnd(bytes: Buffer): Buffer {
  let lead = bytes.length - 1;
  while (lead > bytes.length - 4 && isContinuation(bytes[lead])) lead -= 1;
  const first = bytes[lead] ?? 0;
  const expected = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  return bytes.length - lead < expected ? bytes.subarray(0, lead) : bytes;
}
