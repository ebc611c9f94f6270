/** A sequence of numbers that a seed determines (the generator "mulberry32"); not for secrets. */
export class SeededNumbers {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** The next whole number from 0 to `below` - 1; `below` is at most 2^32. */
  next(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  }
}

/** One of `items` by their whole weights; undefined when there are none, or none weighs anything. */
export function chooseWeighted<T extends { readonly weight: number }>(
  items: readonly T[],
  numbers: SeededNumbers,
): T | undefined {
  if (items.length < 2) return items[0]?.weight ? items[0] : undefined;
  const sum = items.reduce((total, { weight }) => total + weight, 0);
  if (sum === 0) return undefined;
  let point = numbers.next(sum);
  return items.find(({ weight }) => (point -= weight) < 0);
}
