/**
 * First-in first-out queue of at most `itemsMax` items. `offer` refuses when full, so that the caller chooses what a full queue
 * means; `take` waits for an item, and returns undefined once the queue is closed and empty.
 */
export class BoundedQueue<Item> {
  readonly itemsMax: number;
  #items: Item[] = [];
  #head = 0;
  #takers: ((item: Item | undefined) => void)[] = [];
  #closed = false;

  constructor(itemsMax: number) {
    this.itemsMax = itemsMax;
  }

  get size(): number {
    return this.#items.length - this.#head;
  }

  /** Adds an item; false when the queue is full or closed. */
  offer(item: Item): boolean {
    if (this.#closed) return false;
    const taker = this.#takers.shift();
    if (taker) {
      taker(item);
      return true;
    }
    if (this.size >= this.itemsMax) return false;
    this.#items.push(item);
    return true;
  }

  /** The oldest item, as soon as there is one. */
  take(): Promise<Item | undefined> {
    const item = this.poll();
    if (item !== undefined || this.#closed) return Promise.resolve(item);
    return new Promise((resolve) => this.#takers.push(resolve));
  }

  /** The oldest item, or undefined when there is none now. Amortised O(1). */
  poll(): Item | undefined {
    if (this.size === 0) return undefined;
    const item = this.#items[this.#head++];
    if (this.#head > 1024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  /** Refuses further items and releases those who wait. */
  close(): void {
    this.#closed = true;
    for (const taker of this.#takers.splice(0)) taker(undefined);
  }
}
