/** A whole answer as it went to the client. */
export interface CachedAnswer {
  readonly body: Uint8Array;
  readonly stream: boolean;
  /** Who answered, for the headers of a repetition. */
  readonly upstream: string;
  readonly storedMs: number;
}

export interface CacheBounds {
  /** 0: nothing is kept. */
  readonly bytesMax: number;
  readonly ageMaxMs: number;
}

/** What a key, its entry and its place in the map take, besides the answer. */
const ENTRY_OVERHEAD_BYTES = 512;
const ENTRY_BYTES_MAX = 1024 * 1024;

/** Answers by key, the least recently used of them dropped first; time is an input. */
export class AnswerCache {
  readonly #answers = new Map<string, CachedAnswer>();
  #bounds: CacheBounds;
  #bytes = 0;

  constructor(bounds: CacheBounds) {
    this.#bounds = bounds;
  }

  /** Never above `bytesMax`. */
  get bytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#answers.size;
  }

  /** The longest answer that is kept, in bytes: 1 MiB, or an eighth of all where that is less. */
  get answerBytesMax(): number {
    return Math.min(ENTRY_BYTES_MAX, Math.floor(this.#bounds.bytesMax / 8));
  }

  get(key: string, nowMs: number): CachedAnswer | undefined {
    const answer = this.#answers.get(key);
    if (!answer) return undefined;
    this.#drop(key, answer);
    if (nowMs - answer.storedMs >= this.#bounds.ageMaxMs) return undefined;
    this.#add(key, answer);
    return answer;
  }

  put(key: string, answer: CachedAnswer): void {
    if (answer.body.length > this.answerBytesMax) return;
    const old = this.#answers.get(key);
    if (old) this.#drop(key, old);
    this.#add(key, answer);
    this.#shrink();
  }

  /** Changes the bounds; what no longer fits is dropped at once. */
  resize(bounds: CacheBounds): void {
    this.#bounds = bounds;
    this.#shrink();
  }

  #shrink(): void {
    for (const [key, answer] of this.#answers) {
      if (this.#bytes <= this.#bounds.bytesMax) return;
      this.#drop(key, answer);
    }
  }

  #add(key: string, answer: CachedAnswer): void {
    this.#answers.set(key, answer);
    this.#bytes += answer.body.length + ENTRY_OVERHEAD_BYTES;
  }

  #drop(key: string, answer: CachedAnswer): void {
    this.#answers.delete(key);
    this.#bytes -= answer.body.length + ENTRY_OVERHEAD_BYTES;
  }
}
