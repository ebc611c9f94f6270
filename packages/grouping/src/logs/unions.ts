/** What had the id `from` is part of `to` from now on. */
export interface Join {
  readonly from: number;
  readonly to: number;
}

/** A union of ids, the smallest of each being its name. */
export class Unions {
  readonly #parents: number[] = [];
  readonly #joins: Join[] = [];

  get size(): number {
    return this.#parents.length;
  }

  /** All joins in their order: fewer than there are ids. */
  get joins(): readonly Join[] {
    return this.#joins;
  }

  add(): number {
    return this.#parents.push(this.#parents.length) - 1;
  }

  find(id: number): number {
    let root = id;
    for (let parent = this.#parents[root]; parent !== undefined && parent !== root; parent = this.#parents[root]) root = parent;
    for (let at = id; at !== root;) {
      const next = this.#parents[at] ?? root;
      this.#parents[at] = root;
      at = next;
    }
    return root;
  }

  join(a: number, b: number): number {
    const [older, newer] = [this.find(a), this.find(b)].toSorted((x, y) => x - y) as [number, number];
    this.#parents[newer] = older;
    if (newer !== older) this.#joins.push({ from: newer, to: older });
    return older;
  }
}
