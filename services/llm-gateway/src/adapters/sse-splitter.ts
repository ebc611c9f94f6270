/** One server-sent event: its bytes as they came, and its data lines joined. */
export interface SseEvent {
  readonly raw: Buffer;
  readonly event: string;
  readonly data: string;
}

const NOTHING: Buffer = Buffer.alloc(0);
const LF = 10;
const CR = 13;
export const EVENT_BYTES_MAX = 8 * 1024 * 1024;

/** Cuts a byte stream into server-sent events wherever the chunks begin and end. Throws for an event above 8 MiB. */
export class SseSplitter {
  #rest: Buffer = NOTHING;
  /** Bytes of the rest that hold no end of an event for certain. */
  #scanned = 0;

  /** Events completed by this chunk. */
  push(chunk: Buffer): SseEvent[] {
    return this.pushRaw(chunk).flatMap((raw) => readEvent(raw) ?? []);
  }

  /** Their bytes, to be read by `readEvent`. */
  pushRaw(chunk: Buffer): Buffer[] {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const events: Buffer[] = [];
    let start = 0;
    for (let end = endOfEvent(bytes, this.#scanned); end >= 0; end = endOfEvent(bytes, start)) {
      events.push(start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end));
      start = end;
    }
    // A copy, since what waits must not keep alive all that came with it.
    this.#rest = start === bytes.length ? NOTHING : start === 0 ? bytes : Buffer.from(bytes.subarray(start));
    this.#scanned = Math.max(0, this.#rest.length - 3);
    if (this.#rest.length > EVENT_BYTES_MAX) throw new Error('an event of the upstream is larger than 8 MiB');
    return events;
  }

  /** What came after the last complete event, as an event of its own where it is one. */
  flush(): SseEvent | undefined {
    const rest = this.#rest;
    this.#rest = NOTHING;
    this.#scanned = 0;
    return rest.length > 0 ? readEvent(rest) : undefined;
  }
}

/** Where the event ends that begins before `from`: after the blank line; -1 when it is not complete. */
function endOfEvent(bytes: Buffer, from: number): number {
  for (let index = bytes.indexOf(LF, from); index >= 0; index = bytes.indexOf(LF, index + 1)) {
    const next = bytes[index + 1];
    if (next === LF) return index + 2;
    if (next === CR && bytes[index + 2] === LF) return index + 3;
  }
  return -1;
}

const DATA_FIELD = Buffer.from('data: ');

/** The data of an event of one line, which most are; undefined for all others. */
function onlyLine(raw: Buffer): string | undefined {
  const end = raw.length - 2;
  if (raw.indexOf(LF) !== end || raw[end + 1] !== LF || DATA_FIELD.compare(raw, 0, DATA_FIELD.length) !== 0) return undefined;
  return raw.toString('utf8', DATA_FIELD.length, end);
}

/** The event of some bytes, if it has data. */
export function readEvent(raw: Buffer): SseEvent | undefined {
  const line = onlyLine(raw);
  if (line !== undefined) return { raw, event: '', data: line };
  let event = '';
  const data: string[] = [];
  for (const line of raw.toString('utf8').split(/\r?\n/)) {
    if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5));
    else if (line.startsWith('event:')) event = line.slice(6).trim();
  }
  return data.length > 0 ? { raw, event, data: data.join('\n') } : undefined;
}
