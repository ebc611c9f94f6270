const SLOTS_MIN = 1 << 12;

/** Ids by 64-bit signatures, in typed arrays: 12 bytes an entry at half load, one probe for most look-ups. Holds at most `entriesMax`. */
export class SignatureTable {
  readonly #entriesMax: number;
  #mask = SLOTS_MIN - 1;
  #keys = new Int32Array(SLOTS_MIN * 2);
  /** Ids plus one; 0 is an empty place. */
  #ids = new Uint32Array(SLOTS_MIN);
  #size = 0;

  constructor(entriesMax: number) {
    this.#entriesMax = entriesMax;
  }

  /** Whether no more signatures are taken. */
  get isFull(): boolean {
    return this.#size >= this.#entriesMax;
  }

  get size(): number {
    return this.#size;
  }

  /** The id of a signature, or -1. */
  get(high: number, low: number): number {
    for (let at = low & this.#mask; ; at = (at + 1) & this.#mask) {
      const id = this.#ids[at] as number;
      if (id === 0) return -1;
      if (this.#keys[at * 2] === high && this.#keys[at * 2 + 1] === low) return id - 1;
    }
  }

  /** Adds a signature that is not there yet; returns false where the table is full. */
  set(high: number, low: number, id: number): boolean {
    if (this.#size >= this.#entriesMax) return false;
    if (this.#size * 2 > this.#mask) this.#grow();
    this.#place(high, low, id + 1);
    this.#size += 1;
    return true;
  }

  /** All entries, three numbers each: high, low, id; `restore` takes them up again. */
  entries(): Int32Array {
    const out = new Int32Array(this.#size * 3);
    let at = 0;
    for (const [place, entry] of this.#ids.entries()) {
      if (entry === 0) continue;
      out[at] = this.#keys[place * 2] as number;
      out[at + 1] = this.#keys[place * 2 + 1] as number;
      out[at + 2] = entry - 1;
      at += 3;
    }
    return out;
  }

  restore(entries: Int32Array): void {
    for (let at = 0; at + 2 < entries.length; at += 3) {
      this.set(entries[at] as number, entries[at + 1] as number, entries[at + 2] as number);
    }
  }

  #place(high: number, low: number, entry: number): void {
    let at = low & this.#mask;
    while (this.#ids[at] !== 0) at = (at + 1) & this.#mask;
    this.#keys[at * 2] = high;
    this.#keys[at * 2 + 1] = low;
    this.#ids[at] = entry;
  }

  #grow(): void {
    const keys = this.#keys;
    const ids = this.#ids;
    this.#mask = ids.length * 2 - 1;
    this.#keys = new Int32Array(keys.length * 2);
    this.#ids = new Uint32Array(ids.length * 2);
    for (const [at, entry] of ids.entries()) {
      if (entry !== 0) this.#place(keys[at * 2] as number, keys[at * 2 + 1] as number, entry);
    }
  }
}
