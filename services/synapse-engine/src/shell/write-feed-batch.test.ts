import { expect, it } from 'vitest';
import { parseChanges } from '../core/change-set.ts';
import { limits } from '../core/limits.ts';
import type { Synapse } from './synapse.ts';
import { writeFeedBatch } from './write-feed-batch.ts';

it('a batch beyond those that may wait to be checked is told to come back, and nothing is written', async () => {
  const set = parseChanges([{ remove: false, quad: '<urn:s> <urn:p> "o" .' }], 'j');
  if (!set.ok) throw new Error(set.refusal);
  const store = { state: { feeds: new Map() }, execute: () => expect.unreachable('nothing may be decided') };
  const shapes = { waiting: limits.checksWaitingMax, check: () => expect.unreachable('nothing may be checked') };
  const synapse = { config: { checkedNamespaces: ['panal'] }, store, shapes } as unknown as Synapse;
  const batch = { namespace: 'panal', journalId: 'j', firstPosition: 1, lastPosition: 1, changes: set.value, quarantine: false };
  await expect(writeFeedBatch(synapse, batch, new AbortController())).rejects.toMatchObject({ code: 'overloaded' });
});
