import type { Journal, JournalRecord } from '@panal/journal';

/** Reads a journal record by record without starting a new read for each batch. One caller at a time. */
export class JournalCursor {
  readonly #journal: Journal;
  #iterator: AsyncIterator<JournalRecord> | undefined;
  #ahead: JournalRecord | undefined;
  #position: number;

  constructor(journal: Journal, position: number) {
    this.#journal = journal;
    this.#position = position;
  }

  /** Position of the next record. */
  get position(): number {
    return this.#position;
  }

  /** The next record without passing it, or undefined where the journal ends now. */
  async peek(): Promise<JournalRecord | undefined> {
    if (this.#ahead) return this.#ahead;
    if (this.#journal.flushedPosition < this.#position) return undefined;
    this.#iterator ??= this.#journal.read(this.#position)[Symbol.asyncIterator]();
    const step = await this.#iterator.next();
    if (step.done) this.#iterator = undefined;
    else this.#ahead = step.value;
    return this.#ahead;
  }

  /** Passes the record that `peek` showed. */
  advance(): void {
    if (!this.#ahead) return;
    this.#position = this.#ahead.position + 1;
    this.#ahead = undefined;
  }

  /** Ends the read under way and goes to a position. */
  async seek(position: number): Promise<void> {
    await this.#iterator?.return?.();
    this.#iterator = undefined;
    this.#ahead = undefined;
    this.#position = position;
  }
}
