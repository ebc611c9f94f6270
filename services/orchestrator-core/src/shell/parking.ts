import type { ParkedWorker } from './worker.ts';

/** Workers that wait, by kind, in the order of their arrival; at most `workersMax` in all. */
export class Parking {
  readonly #workersMax: number;
  readonly #byKind = new Map<string, Set<ParkedWorker>>();
  #count = 0;

  constructor(workersMax: number) {
    this.#workersMax = workersMax;
  }

  get count(): number {
    return this.#count;
  }

  /** Parks a worker; false when the parking is full. */
  add(worker: ParkedWorker): boolean {
    if (this.#count >= this.#workersMax) return false;
    const { kind } = worker.actor;
    let line = this.#byKind.get(kind);
    if (!line) this.#byKind.set(kind, (line = new Set()));
    if (line.has(worker)) return true;
    line.add(worker);
    this.#count += 1;
    return true;
  }

  /** Takes a worker out; false where it is not parked (a task is on its way to it). */
  remove(worker: ParkedWorker): boolean {
    const line = this.#byKind.get(worker.actor.kind);
    if (!line?.delete(worker)) return false;
    if (line.size === 0) this.#byKind.delete(worker.actor.kind);
    this.#count -= 1;
    return true;
  }

  /** Kinds for which somebody waits. */
  kinds(): string[] {
    return [...this.#byKind.keys()];
  }

  /** Takes out the worker that waits longest of those that fit. O(1) when the first one fits. */
  takeFit(kind: string, fits: (worker: ParkedWorker) => boolean): ParkedWorker | undefined {
    for (const worker of this.#byKind.get(kind) ?? []) {
      if (!fits(worker)) continue;
      this.remove(worker);
      return worker;
    }
    return undefined;
  }
}
