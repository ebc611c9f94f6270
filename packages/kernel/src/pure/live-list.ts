/** Where an item stands in its list; given back to take it out. */
export interface Place<T> {
  index: number;
  item: T | undefined;
}

/**
 * Items that come and go often, such as calls under way: added and taken out in constant time, in no order. A `Set` would do, but
 * its outgrown tables stay linked to each other until a full collection, and keep what passed through them alive until then.
 */
export class LiveList<T extends object> {
  readonly #places: Place<T>[] = [];

  get size(): number {
    return this.#places.length;
  }

  add(item: T): Place<T> {
    const place = { index: this.#places.length, item };
    this.#places.push(place);
    return place;
  }

  /** The second time nothing happens. */
  remove(place: Place<T>): void {
    if (place.item === undefined) return;
    place.item = undefined;
    const last = this.#places.pop()!;
    if (last === place) return;
    this.#places[place.index] = last;
    last.index = place.index;
  }

  /** The items of this moment: what is added or taken out meanwhile changes nothing in it. */
  items(): T[] {
    return this.#places.map(({ item }) => item!);
  }
}
