/**
 * A worker's side of slices: what it may spend without asking, and for how long.
 *
 * | from   | what happens                  | to      | then                                                                 |
 * |--------|-------------------------------|---------|----------------------------------------------------------------------|
 * | none   | a call comes                  | asked   | the call's hold is made by the ledger; a slice is asked for           |
 * | asked  | `granted`                     | held    | so much more may be drawn                                            |
 * | held   | a call fits, the life lasts   | held    | the draw is told, then the call is sent; the amount is gone from the slice |
 * | held   | less than half is left        | held    | more is asked for, calls go on                                       |
 * | any    | `recalled`, or idle for 3 s   | none    | the rest is given back, behind every draw that was told before       |
 *
 * Its life: `lifeMs` from the moment at which it last *asked* the ledger for a sign of life and got one, by its own clock. The
 * ledger counts a longer one from the moment at which it *heard* the question, by its own clock. Only the rate of the two clocks
 * must agree, and the worker's life always ends first. Without it nothing is drawn and nothing is served.
 *
 * Pure: the time is given, messages are told. At most `slicesMax` slices.
 */
export interface HolderOptions {
  readonly lifeMs: number;
  readonly slicesMax: number;
}

/** What a worker asks for: so much more of a slice. */
export interface Wish {
  readonly number: number;
  readonly moreNanoUsd: number;
}

interface Slice {
  leftNanoUsd: number;
  /** Number of the wish that is not answered yet; 0: none. An answer to another one is of a slice that was given back. */
  asking: number;
  notBeforeMs: number;
  usedMs: number;
  /** Its size when it was last full. */
  fullNanoUsd: number;
}

const CALLS_PER_SLICE = 8;
const CALLS_PER_SLICE_MAX = 128;
const ASK_AGAIN_MS = 1_000;
const IDLE_MS = 3_000;

export class SliceHolder {
  readonly #options: HolderOptions;
  readonly #slices = new Map<string, Slice>();
  readonly #asked = new Map<number, number>();
  #freshUntilMs = -Infinity;
  #pings = 0;
  #wishes = 0;

  constructor(options: HolderOptions) {
    this.#options = options;
  }

  /** Whether its life lasts. */
  isFresh(nowMs: number): boolean {
    return nowMs < this.#freshUntilMs;
  }

  /** It asks for a sign of life: the number of the question. Older questions than a life are forgotten. */
  ping(nowMs: number): number {
    this.#pings += 1;
    this.#asked.set(this.#pings, nowMs);
    for (const [number, askedMs] of this.#asked) if (nowMs - askedMs > this.#options.lifeMs) this.#asked.delete(number);
    return this.#pings;
  }

  /** The answer to a question: its life goes on from when it asked. */
  pong(number: number): void {
    const askedMs = this.#asked.get(number);
    if (askedMs === undefined) return;
    this.#asked.delete(number);
    this.#freshUntilMs = Math.max(this.#freshUntilMs, askedMs + this.#options.lifeMs);
  }

  /** Takes a call's amount out of the slice; false: the ledger must be asked. */
  draw(sliceId: string, amountNanoUsd: number, nowMs: number): boolean {
    const slice = this.#slices.get(sliceId);
    if (!slice || !this.isFresh(nowMs)) return false;
    slice.usedMs = nowMs;
    if (slice.leftNanoUsd < amountNanoUsd || amountNanoUsd === 0) return false;
    slice.leftNanoUsd -= amountNanoUsd;
    return true;
  }

  /** How much more to ask for after a call of that amount, if any. */
  want(sliceId: string, amountNanoUsd: number, at: { readonly nowMs: number; readonly drawn: boolean }): Wish | undefined {
    if (amountNanoUsd === 0) return undefined;
    const slice = this.#slices.get(sliceId) ?? this.#open(sliceId, at.nowMs);
    if (!slice || slice.asking || at.nowMs < slice.notBeforeMs) return undefined;
    // A busy key has a larger one, so that it asks less often.
    const most = CALLS_PER_SLICE_MAX * amountNanoUsd;
    const fullNanoUsd = Math.min(
      Math.max(CALLS_PER_SLICE * amountNanoUsd, at.drawn ? 0 : 2 * slice.fullNanoUsd, slice.fullNanoUsd),
      most,
    );
    if (slice.leftNanoUsd * 2 >= fullNanoUsd) return undefined;
    this.#wishes += 1;
    slice.asking = this.#wishes;
    return { number: slice.asking, moreNanoUsd: fullNanoUsd - slice.leftNanoUsd };
  }

  /** The ledger's answer to a wish; 0: there was no room. */
  granted(sliceId: string, wish: { readonly number: number; readonly amountNanoUsd: number }, nowMs: number): void {
    const slice = this.#slices.get(sliceId);
    if (slice?.asking !== wish.number) return;
    const { amountNanoUsd } = wish;
    slice.asking = 0;
    slice.leftNanoUsd += amountNanoUsd;
    slice.fullNanoUsd = slice.leftNanoUsd;
    if (amountNanoUsd === 0) slice.notBeforeMs = nowMs + ASK_AGAIN_MS;
  }

  /** Gives up slices: those that are to be told as given back. What is granted to them later counts for nothing. */
  giveBack(sliceIds: Iterable<string>): string[] {
    const back: string[] = [];
    for (const sliceId of sliceIds) {
      const slice = this.#slices.get(sliceId);
      if (!slice) continue;
      this.#slices.delete(sliceId);
      back.push(sliceId);
    }
    return back;
  }

  /** Slices that no call needed for 3 seconds. */
  idle(nowMs: number): string[] {
    const idle: string[] = [];
    for (const [sliceId, slice] of this.#slices) if (slice.asking === 0 && nowMs - slice.usedMs >= IDLE_MS) idle.push(sliceId);
    return idle;
  }

  get sliceIds(): IterableIterator<string> {
    return this.#slices.keys();
  }

  #open(sliceId: string, nowMs: number): Slice | undefined {
    if (this.#slices.size >= this.#options.slicesMax) return undefined;
    const slice: Slice = { leftNanoUsd: 0, asking: 0, notBeforeMs: 0, usedMs: nowMs, fullNanoUsd: 0 };
    this.#slices.set(sliceId, slice);
    return slice;
  }
}
