import type { Output } from './output.ts';

const EVERY_MS = 2_000;

/** Tells on standard error how far a long command is, at most every two seconds. */
export class Progress {
  readonly #output: Output;
  readonly #what: string;
  readonly #total: number;
  #count = 0;
  #toldMs = Date.now();

  /** `total` 0: not known. */
  constructor(output: Output, what: string, total: number) {
    this.#output = output;
    this.#what = what;
    this.#total = total;
  }

  get count(): number {
    return this.#count;
  }

  add(count: number): void {
    this.#count += count;
    const nowMs = Date.now();
    if (nowMs - this.#toldMs < EVERY_MS) return;
    this.#toldMs = nowMs;
    const of = this.#total > 0 ? ` of ${this.#total} (${Math.floor((100 * this.#count) / this.#total)} %)` : '';
    this.#output.note(`${this.#what}: ${this.#count}${of}`);
  }
}
