import { expect, it } from 'vitest';
import type { ReasoningReply } from '../ports.ts';
import { applyReasoning } from './apply-reasoning.ts';
import type { Synapse } from './synapse.ts';

const outcomeOf = (reply: ReasoningReply): Promise<unknown> => {
  const synapse = {
    gates: { alone: (_namespace: string, work: () => Promise<unknown>) => work() },
    store: { settled: async () => undefined },
    graph: { ask: async () => '' },
    reason: async () => reply,
  } as unknown as Synapse;
  const request = { namespace: 'n', strategy: 'rdfs', materialise: false } as const;
  return applyReasoning(synapse, request, new AbortController().signal).catch((error: unknown) => error);
};

it('a bound that is reached is said as one, and a defect is no bound of the caller', async () => {
  expect(await outcomeOf({ kind: 'out-of-memory' })).toMatchObject({ code: 'too-complex' });
  expect(await outcomeOf({ kind: 'too-many', count: 7 })).toMatchObject({ code: 'too-complex' });
  expect(await outcomeOf({ kind: 'too-long', timeoutMs: 5 })).toMatchObject({ code: 'deadline' });
  const failed = await outcomeOf({ kind: 'failed', reason: 'why' });
  expect(failed).toMatchObject({ message: 'inference failed: why' });
  expect(failed).not.toHaveProperty('code');
});
