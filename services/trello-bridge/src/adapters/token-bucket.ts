/**
 * Allows at most `burst + rate × seconds` requests in any span. Starts empty, since the process before may have spent everything
 * just now. Pure: the caller gives the time, Unix ms.
 */
export class TokenBucket {
  readonly #burst: number;
  readonly #perSecond: number;
  #tokens = 0;
  #atMs: number;
  #pausedUntilMs = 0;

  constructor(options: { burst: number; perSecond: number; nowMs: number }) {
    this.#burst = options.burst;
    this.#perSecond = options.perSecond;
    this.#atMs = options.nowMs;
  }

  /** Takes one request: 0 when it may go now, else the milliseconds to wait before asking again. */
  take(nowMs: number): number {
    // A clock that was set back must not stop everything until it has caught up.
    if (nowMs < this.#atMs) this.#atMs = nowMs;
    this.#tokens = Math.min(this.#burst, this.#tokens + ((nowMs - this.#atMs) / 1000) * this.#perSecond);
    this.#atMs = nowMs;
    if (nowMs < this.#pausedUntilMs) return this.#pausedUntilMs - nowMs;
    if (this.#tokens < 1) return Math.ceil(((1 - this.#tokens) / this.#perSecond) * 1000);
    this.#tokens -= 1;
    return 0;
  }

  /** Lets nothing through for a while: Trello said 429. */
  pause(untilMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, untilMs);
    this.#tokens = 0;
  }
}
