import type { StoredBounds } from './stored-response.ts';

/** What is known of a stored response without reading it. */
export interface ShelfEntry {
  readonly id: string;
  readonly createdMs: number;
  readonly bytes: number;
}

/**
 * Which entries must go so that one more of `bytes` fits (none more where `bytes` is 0): those that are too old, and then the oldest
 * ones. Undefined where it would not fit an empty shelf either.
 */
export function toDrop<Entry extends ShelfEntry>(
  entries: readonly Entry[],
  bounds: StoredBounds,
  { bytes, nowMs }: { readonly bytes: number; readonly nowMs: number },
): readonly Entry[] | undefined {
  const more = bytes > 0 ? 1 : 0;
  if (more > bounds.responsesMax || bytes > bounds.bytesMax) return undefined;
  const oldestFirst = entries.toSorted((a, b) => a.createdMs - b.createdMs);
  let count = oldestFirst.length + more;
  let total = oldestFirst.reduce((sum, entry) => sum + entry.bytes, bytes);
  const drop: Entry[] = [];
  for (const entry of oldestFirst) {
    if (!isTooOld(entry, bounds, nowMs) && count <= bounds.responsesMax && total <= bounds.bytesMax) break;
    drop.push(entry);
    count -= 1;
    total -= entry.bytes;
  }
  return drop;
}

export const isTooOld = (entry: Pick<ShelfEntry, 'createdMs'>, { ageMs }: StoredBounds, nowMs: number): boolean =>
  entry.createdMs + ageMs <= nowMs;
