/**
 * Which calls may be sent before their own hold is on the disk: those for which a durable block has room.
 *
 * | from    | what happens                         | to      | then                                                           |
 * |---------|--------------------------------------|---------|----------------------------------------------------------------|
 * | none    | a call finds no block                | asked   | the call waits for its flush; a block of a few such calls is asked for |
 * | asked   | the block's record is flushed        | open    | its whole amount covers                                        |
 * | asked   | there was no room for it             | none    | not asked for again for a second                               |
 * | open    | a call fits beside the unflushed ones | open   | it is sent at once and counts as unflushed                     |
 * | open    | a hold is flushed                    | open    | it has a record of its own, and its cover is free again        |
 * | open    | a call doesn't fit, or fits only just | asked  | twice as much is asked for; the present amount covers on       |
 * | any     | the ledger closes the block          | none    | calls sent before are safe: their holds are in the journal before the closing |
 *
 * Pure: time and what is flushed are told. At most `coversMax` blocks; calls beyond wait for their flush.
 */
export interface Cover {
  readonly blockId: string;
  /** What is durably held in every state that the disk may be found in from now on. */
  coverNanoUsd: number;
  unflushedNanoUsd: number;
  /** The day that it counts in: no call of another day draws from it. */
  day: string;
  asking: boolean;
  notBeforeMs: number;
  usedMs: number;
}

export interface Asking {
  readonly cover: Cover;
  readonly wantedNanoUsd: number;
}

const CALLS_PER_BLOCK = 4;
const CALLS_PER_BLOCK_MAX = 64;
const ASK_AGAIN_MS = 1_000;
const IDLE_MS = 3_000;

export class BlockCover {
  readonly #covers = new Map<string, Cover>();
  readonly #coversMax: number;

  constructor(coversMax: number) {
    this.#coversMax = coversMax;
  }

  get size(): number {
    return this.#covers.size;
  }

  /** The cover that a call was drawn from, to be given to `flushed` once; undefined: the call waits for its flush. */
  draw(blockId: string, amountNanoUsd: number, at: { readonly day: string; readonly nowMs: number }): Cover | undefined {
    const cover = this.#covers.get(blockId);
    if (!cover) return undefined;
    cover.usedMs = at.nowMs;
    if (cover.day !== at.day || cover.unflushedNanoUsd + amountNanoUsd > cover.coverNanoUsd) return undefined;
    cover.unflushedNanoUsd += amountNanoUsd;
    return cover;
  }

  /** The hold of a call is on the disk. */
  flushed(cover: Cover, amountNanoUsd: number): void {
    cover.unflushedNanoUsd -= amountNanoUsd;
  }

  /** What to ask the ledger for, now that such a call came; undefined: there is enough, or it is asked for already. */
  ask(
    blockId: string,
    amountNanoUsd: number,
    at: { readonly day: string; readonly nowMs: number; readonly drawn: boolean },
  ): Asking | undefined {
    const cover = this.#covers.get(blockId) ?? this.#add(blockId, at.nowMs);
    if (!cover || cover.asking || at.nowMs < cover.notBeforeMs) return undefined;
    const coverNanoUsd = cover.day === at.day ? cover.coverNanoUsd : 0;
    if (at.drawn && 2 * amountNanoUsd <= coverNanoUsd) return undefined;
    const few = CALLS_PER_BLOCK * amountNanoUsd;
    const wantedNanoUsd = at.drawn ? few : Math.min(Math.max(few, 2 * coverNanoUsd), CALLS_PER_BLOCK_MAX * amountNanoUsd);
    if (wantedNanoUsd <= coverNanoUsd) return undefined;
    cover.asking = true;
    return { cover, wantedNanoUsd };
  }

  /** What came of asking, once its record is flushed; undefined: the ledger had no room for more. */
  asked({ cover }: Asking, block: { readonly amountNanoUsd: number; readonly day: string } | undefined, nowMs: number): void {
    cover.asking = false;
    if (block) {
      cover.coverNanoUsd = block.amountNanoUsd;
      cover.day = block.day;
    } else cover.notBeforeMs = nowMs + ASK_AGAIN_MS;
  }

  /** The ledger closed it: it covers nothing any more, at once. */
  closed(blockId: string): void {
    this.#covers.delete(blockId);
  }

  /** Blocks that no call needed for 3 seconds. */
  idle(nowMs: number): string[] {
    const idle: string[] = [];
    for (const { blockId, usedMs, asking } of this.#covers.values()) if (!asking && nowMs - usedMs >= IDLE_MS) idle.push(blockId);
    return idle;
  }

  #add(blockId: string, nowMs: number): Cover | undefined {
    if (this.#covers.size >= this.#coversMax) return undefined;
    const cover: Cover = { blockId, coverNanoUsd: 0, unflushedNanoUsd: 0, day: '', asking: false, notBeforeMs: 0, usedMs: nowMs };
    this.#covers.set(blockId, cover);
    return cover;
  }
}
