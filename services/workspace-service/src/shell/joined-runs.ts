/**
 * Shares work whose result is the same for all who ask at about the same time. Who asks while a run is under way gets the next
 * one, which begins when that has ended: a run that began earlier might have missed what the asker knows of. At most one run is
 * under way and one waits for each key, however many ask.
 */
export class JoinedRuns {
  readonly #running = new Map<string, Promise<void>>();
  readonly #waiting = new Map<string, Promise<void>>();

  run(key: string, work: () => Promise<void>): Promise<void> {
    const waiting = this.#waiting.get(key);
    if (waiting) return waiting;
    const next = this.#runAfter(this.#running.get(key), key, work);
    this.#waiting.set(key, next);
    return next;
  }

  async #runAfter(earlier: Promise<void> | undefined, key: string, work: () => Promise<void>): Promise<void> {
    await earlier?.catch(() => undefined);
    await Promise.resolve();
    const own = this.#waiting.get(key)!;
    this.#waiting.delete(key);
    this.#running.set(key, own);
    try {
      await work();
    } finally {
      if (this.#running.get(key) === own) this.#running.delete(key);
    }
  }
}
