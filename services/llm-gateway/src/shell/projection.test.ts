import { expect, test } from 'vitest';
import { projectLedgerEvent } from './projection.ts';

test('a settlement is a spend event with an exact decimal amount', () => {
  const changes = projectLedgerEvent(
    {
      kind: 'settled',
      requestId: 'r-1',
      leaseId: 't-9.2',
      missionId: 'm-1',
      project: 'p-1',
      agentId: 'coder-1',
      model: 'gpt "x"',
      upstream: 'openai',
      inputTokens: 1_000,
      cachedTokens: 0,
      outputTokens: 20,
      costNanoUsd: 1_063_761_250,
      estimated: false,
      outcome: 'ok',
      latencyMs: 5,
      priceVersion: 'v',
      scripted: false,
      day: '2026-07-14',
    },
    Date.UTC(2026, 6, 14),
  );
  const quads = changes.map((change) => change.quad);
  const xsd = 'http://www.w3.org/2001/XMLSchema#';
  expect(quads).toContain(
    '<http://swarm.os/spend/r-1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://swarm.os/ontology/SpendEvent> .',
  );
  expect(quads).toContain(`<http://swarm.os/spend/r-1> <http://swarm.os/ontology/amount> "1.06376125"^^<${xsd}decimal> .`);
  expect(quads).toContain('<http://swarm.os/spend/r-1> <http://swarm.os/ontology/date> "2026-07-14" .');
  expect(quads).toContain('<http://swarm.os/spend/r-1> <http://swarm.os/ontology/model> "gpt \\"x\\"" .');
  expect(quads).toContain('<http://swarm.os/spend/r-1> <http://swarm.os/ontology/relatedTask> <http://swarm.os/task/t-9> .');
  expect(changes.every((change) => !change.remove)).toBe(true);
});

test('other events say nothing', () => {
  expect(projectLedgerEvent({ kind: 'extended', leaseId: 'x', expiresMs: 1 }, 0)).toEqual([]);
});

const settled = {
  kind: 'settled' as const,
  requestId: 'r-2',
  leaseId: 'key:ci',
  missionId: '',
  project: 'shop',
  agentId: '',
  model: 'gpt',
  askedModel: 'default',
  upstream: 'openai',
  inputTokens: 10,
  cachedTokens: 4,
  outputTokens: 2,
  costNanoUsd: 5,
  estimated: true,
  outcome: 'orphan' as const,
  latencyMs: 0,
  priceVersion: 'genai-prices@1',
  scripted: false,
  day: '2026-07-14',
};

test('a key of its own spends for itself, not for a task', () => {
  const text = projectLedgerEvent(settled, 0)
    .map(({ quad }) => quad)
    .join('\n');
  expect(text).toContain('<http://swarm.os/spend/r-2> <http://swarm.os/ontology/virtualKey> "ci" .');
  expect(text).toContain('<http://swarm.os/ontology/askedModel> "default"');
  expect(text).toContain('<http://swarm.os/ontology/cachedTokens> "4"');
  expect(text).not.toContain('relatedTask');
  expect(text).not.toContain('wasGeneratedBy');
});

test('a correction replaces the amount, and the estimate', () => {
  const { requestId, leaseId, missionId, project, agentId, model, upstream, day } = settled;
  const ids = { requestId, leaseId, missionId, project, agentId, model, upstream, day };
  const correction = {
    ...ids,
    kind: 'corrected' as const,
    number: 1,
    fromNanoUsd: 5,
    wasEstimated: true,
    costNanoUsd: 9,
    reason: 'bill',
    by: 'anna',
  };
  const changes = projectLedgerEvent(correction, 0);
  const amounts = changes.filter(({ quad }) => quad.includes('ontology/amount'));
  expect(amounts.map(({ remove, quad }) => [remove, /"([^"]*)"/.exec(quad)?.[1]])).toEqual([
    [true, '0.000000005'],
    [false, '0.000000009'],
  ]);
  expect(changes).toHaveLength(4);
});
