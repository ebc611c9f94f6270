import { ServiceError } from '@panal/kernel/runtime';

const WAIT_MS = 5_000;
const WAITERS_MAX = 1_000;

/**
 * How far the graphs are behind what was acknowledged, in changes that no graph has ever held; writers wait when it is too far, so
 * that neither the time until a fact is seen nor the work after a restart grows without bound.
 */
export class ApplyLag {
  readonly #changesMax: number;
  #marks: { readonly position: number; readonly changes: number }[] = [];
  #first = 0;
  #applied = 0;
  #changes = 0;
  #waiters = 0;
  #moved = Promise.withResolvers<void>();

  constructor(changesMax: number) {
    this.#changesMax = changesMax;
  }

  get changes(): number {
    return this.#changes;
  }

  /** A record was flushed. */
  flushed(position: number, changes: number): void {
    if (position <= this.#applied) return;
    // A record without triples costs something, too.
    const counted = changes + 1;
    this.#marks.push({ position, changes: counted });
    this.#changes += counted;
  }

  /** Some graph holds everything up to a position. */
  applied(position: number): void {
    this.#applied = Math.max(this.#applied, position);
    for (let mark = this.#marks[this.#first]; mark && mark.position <= position; mark = this.#marks[this.#first]) {
      this.#changes -= mark.changes;
      this.#first += 1;
    }
    if (this.#first > this.#marks.length / 2) {
      this.#marks = this.#marks.slice(this.#first);
      this.#first = 0;
    }
    this.#moved.resolve();
    this.#moved = Promise.withResolvers();
  }

  /** Undefined while there is room; else resolves when there is, or rejects with `overloaded` after five seconds. */
  room(): Promise<void> | undefined {
    return this.#changes < this.#changesMax ? undefined : this.#wait();
  }

  async #wait(): Promise<void> {
    if (this.#waiters >= WAITERS_MAX) throw tooFarBehind();
    this.#waiters += 1;
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(() => late.reject(tooFarBehind()), WAIT_MS);
    try {
      while (this.#changes >= this.#changesMax) await Promise.race([this.#moved.promise, late.promise]);
    } finally {
      clearTimeout(timer);
      this.#waiters -= 1;
    }
  }
}

const tooFarBehind = (): ServiceError =>
  new ServiceError(
    'overloaded',
    'The graph is too far behind what was acknowledged (setting synapse.lagChangesMax). Nothing was written; try again shortly.',
  );
