/**
 * Batches of feeds that break a shape. They are journalled and kept apart: the feed goes on, the graph doesn't take them, and a
 * person applies or discards them.
 *
 * | from | event                  | to   | what it means                                                |
 * |------|------------------------|------|--------------------------------------------------------------|
 * | –    | `changes-quarantined`  | kept | counted as taken from the feed, not in the graph               |
 * | kept | `quarantine-released`  | –    | a person had it applied after all, in the namespace it was for |
 * | kept | `quarantine-discarded` | –    | a person said that it is not wanted                           |
 *
 * Bound: `limits.quarantineBatchesMax` and `limits.quarantineBytesMax`; beyond them the oldest are forgotten, and counted.
 */
import type { ChangesQuarantined } from './events.ts';
import { limits } from './limits.ts';

export interface QuarantinedBatch extends Omit<ChangesQuarantined, 'type'> {
  /** Of its record in Synapse's journal; its name for people. */
  readonly position: number;
  readonly atMs: number;
}

export interface Quarantine {
  /** By position, oldest first. */
  readonly batches: Map<number, QuarantinedBatch>;
  bytes: number;
  /** Batches that were forgotten because of the bound. */
  forgotten: number;
}

export const emptyQuarantine = (): Quarantine => ({ batches: new Map(), bytes: 0, forgotten: 0 });

/** Keeps a batch, and forgets the oldest ones beyond the bounds (never the newest). */
export function keepBatch(quarantine: Quarantine, batch: QuarantinedBatch): void {
  quarantine.batches.set(batch.position, batch);
  quarantine.bytes += batch.body.length;
  const { quarantineBatchesMax, quarantineBytesMax } = limits;
  for (const oldest of quarantine.batches.values()) {
    if (quarantine.batches.size <= quarantineBatchesMax && quarantine.bytes <= quarantineBytesMax) return;
    if (oldest === batch) return;
    dropBatch(quarantine, oldest.position);
    quarantine.forgotten += 1;
  }
}

/** Takes a batch out; nothing happens where there is none. */
export function dropBatch(quarantine: Quarantine, position: number): void {
  const batch = quarantine.batches.get(position);
  if (!batch) return;
  quarantine.batches.delete(position);
  quarantine.bytes -= batch.body.length;
}

export interface StoredQuarantine {
  readonly batches: readonly (Omit<QuarantinedBatch, 'body'> & { readonly text: string })[];
  readonly forgotten: number;
}

/** As JSON; the quads are text anyway. */
export const storedQuarantine = ({ batches, forgotten }: Quarantine): StoredQuarantine => ({
  batches: [...batches.values()].map(({ body, ...rest }) => ({ ...rest, text: new TextDecoder().decode(body) })),
  forgotten,
});

export function restoredQuarantine(stored: StoredQuarantine | undefined): Quarantine {
  const quarantine = emptyQuarantine();
  for (const { text, ...rest } of stored?.batches ?? []) keepBatch(quarantine, { ...rest, body: new TextEncoder().encode(text) });
  quarantine.forgotten = stored?.forgotten ?? 0;
  return quarantine;
}
