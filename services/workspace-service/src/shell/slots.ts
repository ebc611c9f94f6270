import { ServiceError } from '@panal/kernel/runtime';

/** At most `slotsMax` operations at a time; `waitersMax` may wait for their turn, a further one is refused as `overloaded`. */
export class Slots {
  readonly #waitersMax: number;
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(options: { slotsMax: number; waitersMax: number }) {
    this.#free = options.slotsMax;
    this.#waitersMax = options.waitersMax;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#take();
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }

  async #take(): Promise<void> {
    if (this.#free > 0) {
      this.#free--;
      return;
    }
    if (this.#waiting.length >= this.#waitersMax) throw new ServiceError('overloaded');
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
