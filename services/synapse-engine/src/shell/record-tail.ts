import type { GraphEvent } from '../core/events.ts';

/** A journal record as it was decided. */
export interface TailRecord {
  readonly position: number;
  readonly event: GraphEvent;
}

const BYTES_MAX = 16 * 1024 * 1024;
const RECORDS_MAX = 50_000;
const HEAD_BYTES = 200;
/** Records given out at once. */
const BATCH_RECORDS_MAX = 2_000;

const bytesOf = ({ event }: TailRecord): number => HEAD_BYTES + ('body' in event ? event.body.length : 0);

/** The newest flushed records, at most 16 MiB, so that graphs which are nearly level need not read them back from the disk. */
export class RecordTail {
  #records: TailRecord[] = [];
  #dropped = 0;
  #bytes = 0;

  /** Takes the next record; a gap (none is expected) forgets those before it. */
  note(record: TailRecord): void {
    if (record.position !== (this.#records.at(-1)?.position ?? record.position - 1) + 1) this.#clear();
    this.#records.push(record);
    this.#bytes += bytesOf(record);
    while (this.#bytes > BYTES_MAX || this.#records.length - this.#dropped > RECORDS_MAX) this.#dropOldest();
    if (this.#dropped > RECORDS_MAX) this.#compact();
  }

  /** Up to 2,000 records from a position on; undefined when the first of them is not here. */
  from(position: number): Iterable<TailRecord> | undefined {
    const first = this.#records[this.#dropped]?.position;
    const last = this.#records.at(-1)?.position;
    if (first === undefined || last === undefined || position < first || position > last) return undefined;
    return this.#records.slice(this.#dropped + position - first, this.#dropped + position - first + BATCH_RECORDS_MAX);
  }

  #dropOldest(): void {
    const oldest = this.#records[this.#dropped];
    if (oldest) this.#bytes -= bytesOf(oldest);
    this.#dropped += 1;
  }

  #compact(): void {
    this.#records = this.#records.slice(this.#dropped);
    this.#dropped = 0;
  }

  #clear(): void {
    this.#records = [];
    this.#dropped = 0;
    this.#bytes = 0;
  }
}
