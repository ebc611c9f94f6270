/** Time as a part that can be exchanged. */
export interface Clock {
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Calls back once, `ms` from now; the returned function prevents it. */
  after(ms: number, callback: () => void): () => void;
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: Date.now,
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
