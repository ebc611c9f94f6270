import { describe, expect, it } from 'vitest';
import { limits } from './limits.ts';
import {
  type QuarantinedBatch,
  dropBatch,
  emptyQuarantine,
  keepBatch,
  restoredQuarantine,
  storedQuarantine,
} from './quarantine.ts';

const batch = (position: number, bytes = 3): QuarantinedBatch => ({
  position,
  atMs: position,
  namespace: 'panal',
  journalId: 'writer',
  lastPosition: position,
  reason: 'no amount',
  heldRuns: [bytes],
  count: 1,
  body: new TextEncoder().encode('x'.repeat(bytes)),
});

describe('batches in quarantine', () => {
  it('at the bound of their number the oldest is forgotten, and counted', () => {
    const quarantine = emptyQuarantine();
    for (let position = 1; position <= limits.quarantineBatchesMax + 2; position += 1) keepBatch(quarantine, batch(position));
    expect(quarantine.batches.size).toBe(limits.quarantineBatchesMax);
    expect([...quarantine.batches.keys()][0]).toBe(3);
    expect(quarantine.forgotten).toBe(2);
  });

  it('at the bound of their bytes too, but never the newest', () => {
    const quarantine = emptyQuarantine();
    keepBatch(quarantine, batch(1, limits.quarantineBytesMax - 1));
    keepBatch(quarantine, batch(2, 2));
    expect([...quarantine.batches.keys()]).toEqual([2]);
    keepBatch(quarantine, batch(3, limits.quarantineBytesMax + 1));
    expect([...quarantine.batches.keys()]).toEqual([3]);
    expect(quarantine.forgotten).toBe(2);
    dropBatch(quarantine, 3);
    expect(quarantine.bytes).toBe(0);
  });

  it('come back from a snapshot as they were', () => {
    const quarantine = emptyQuarantine();
    keepBatch(quarantine, batch(1));
    keepBatch(quarantine, batch(2, 5));
    quarantine.forgotten = 7;
    expect(restoredQuarantine(JSON.parse(JSON.stringify(storedQuarantine(quarantine))))).toEqual(quarantine);
  });
});
