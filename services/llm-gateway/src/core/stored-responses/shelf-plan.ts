import type { StoredBounds } from './stored-response.ts';

/** What is known of a stored response without reading it. */
export interface ShelfEntry {
  readonly id: string;
  /** Tells owners apart; '' for what was written before entries told. */
  readonly ownerTag: string;
  readonly createdMs: number;
  readonly bytes: number;
}

export interface ShelfWish {
  /** Of what is to be put; 0 for nothing. */
  readonly bytes: number;
  readonly ownerTag: string;
  readonly nowMs: number;
}

/**
 * Which entries must go so that one more of `bytes` fits (none more where `bytes` is 0): those that are too old, and then the oldest
 * of the owner who has the most, so that nobody pushes out others' by keeping many. Undefined where it would not fit an empty shelf
 * either.
 */
export function toDrop<Entry extends ShelfEntry>(
  entries: readonly Entry[],
  bounds: StoredBounds,
  { bytes, ownerTag, nowMs }: ShelfWish,
): readonly Entry[] | undefined {
  const more = bytes > 0 ? 1 : 0;
  if (more > bounds.responsesMax || bytes > bounds.bytesMax) return undefined;
  const oldestFirst = entries.toSorted((a, b) => a.createdMs - b.createdMs);
  const drop = oldestFirst.filter((entry) => isTooOld(entry, bounds, nowMs));
  const left = oldestFirst.slice(drop.length);
  let count = left.length + more;
  let total = left.reduce((sum, entry) => sum + entry.bytes, bytes);
  const shares = sharesOf(left, { ownerTag, count: more, bytes });
  while (count > bounds.responsesMax || total > bounds.bytesMax) {
    const entry = takeFromLargest(shares, count > bounds.responsesMax ? 'count' : 'bytes');
    if (!entry) break;
    drop.push(entry);
    count -= 1;
    total -= entry.bytes;
  }
  return drop;
}

interface Share<Entry> {
  count: number;
  bytes: number;
  /** The oldest first. */
  readonly entries: Entry[];
  next: number;
}

function sharesOf<Entry extends ShelfEntry>(
  oldestFirst: readonly Entry[],
  { ownerTag, count, bytes }: { readonly ownerTag: string; readonly count: number; readonly bytes: number },
): readonly Share<Entry>[] {
  const shares = new Map<string, Share<Entry>>([[ownerTag, { count, bytes, entries: [], next: 0 }]]);
  for (const entry of oldestFirst) {
    const share = shares.get(entry.ownerTag) ?? { count: 0, bytes: 0, entries: [], next: 0 };
    shares.set(entry.ownerTag, share);
    share.count += 1;
    share.bytes += entry.bytes;
    share.entries.push(entry);
  }
  return [...shares.values()];
}

/** The oldest entry of the owner with the most of that measure; of several such owners, the oldest of all of theirs. */
function takeFromLargest<Entry extends ShelfEntry>(
  shares: readonly Share<Entry>[],
  measure: 'count' | 'bytes',
): Entry | undefined {
  let largest: Share<Entry> | undefined;
  for (const share of shares) {
    const oldest = share.entries[share.next];
    if (!oldest) continue;
    const known = largest?.entries[largest.next];
    const isOlder = known !== undefined && oldest.createdMs < known.createdMs;
    if (!largest || share[measure] > largest[measure] || (share[measure] === largest[measure] && isOlder)) largest = share;
  }
  const entry = largest?.entries[largest.next];
  if (!largest || !entry) return undefined;
  largest.next += 1;
  largest.count -= 1;
  largest.bytes -= entry.bytes;
  return entry;
}

export const isTooOld = (entry: Pick<ShelfEntry, 'createdMs'>, { ageMs }: StoredBounds, nowMs: number): boolean =>
  entry.createdMs + ageMs <= nowMs;
