/** Most buckets of a trend. */
export const trendBucketsMax = 48;

/** Counts along one axis (time, or place in the input) for many clusters, in buckets of one width that doubles as the range grows. */
export class Trends {
  #width: number;
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;
  readonly #counts = new Map<number, Map<number, number>>();

  constructor(width: number) {
    this.#width = width;
  }

  get width(): number {
    return this.#width;
  }

  /** Where the first bucket begins; NaN where there is none. */
  get start(): number {
    return this.#last < this.#first ? Number.NaN : this.#first * this.#width;
  }

  add(id: number, at: number, count: number): void {
    const bucket = Math.floor(at / this.#width);
    this.#first = Math.min(this.#first, bucket);
    this.#last = Math.max(this.#last, bucket);
    const counts = this.#counts.get(id) ?? new Map<number, number>();
    this.#counts.set(id, counts);
    counts.set(bucket, (counts.get(bucket) ?? 0) + count);
    while (this.#last - this.#first >= trendBucketsMax) this.#double();
  }

  /** Counts of each bucket, from the first to the last, of several ids together. */
  of(ids: readonly number[]): number[] {
    const length = this.#last < this.#first ? 0 : this.#last - this.#first + 1;
    const out = Array.from({ length }, () => 0);
    for (const id of ids) {
      for (const [bucket, count] of this.#counts.get(id) ?? [])
        out[bucket - this.#first] = (out[bucket - this.#first] ?? 0) + count;
    }
    return out;
  }

  #double(): void {
    this.#width *= 2;
    this.#first = Math.floor(this.#first / 2);
    this.#last = Math.floor(this.#last / 2);
    for (const [id, counts] of this.#counts) {
      const wider = new Map<number, number>();
      for (const [bucket, count] of counts) wider.set(Math.floor(bucket / 2), (wider.get(Math.floor(bucket / 2)) ?? 0) + count);
      this.#counts.set(id, wider);
    }
  }
}
