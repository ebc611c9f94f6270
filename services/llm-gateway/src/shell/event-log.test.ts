import { createLogger } from '@panal/kernel/runtime';
import { expect, test } from 'vitest';
import type { LedgerEvent } from '../core/ledger/index.ts';
import { eventLogger } from './event-log.ts';

const SECRET = 'sk-proj-abcdefghijklmnop1234';

const settled = (changed: Partial<Extract<LedgerEvent, { kind: 'settled' }>>): LedgerEvent => ({
  kind: 'settled',
  requestId: 'r-1',
  leaseId: 't-1.1',
  missionId: 'm-1',
  project: 'p-1',
  agentId: 'coder-1',
  model: 'm',
  upstream: 'u',
  inputTokens: 3,
  cachedTokens: 0,
  outputTokens: 2,
  costNanoUsd: 11,
  estimated: false,
  outcome: 'ok',
  latencyMs: 4,
  priceVersion: 'v',
  scripted: false,
  day: '2026-11-22',
  ...changed,
});

test('a settlement is one line with its ids and figures; what looks like a secret in a name is removed', () => {
  const written: string[] = [];
  const write = eventLogger(createLogger({ service: 'test', level: 'info', stream: { write: (line) => written.push(line) } }));
  write(settled({}));
  write(settled({ requestId: 'r-2', costNanoUsd: 12, estimated: true, outcome: 'orphan' }));
  write(settled({ model: `"${SECRET}` }));
  write(settled({ leaseId: 't-2.1', missionId: '' }));
  const lines = written.map((line) => JSON.parse(line) as Record<string, unknown>);
  const first = { taskId: 't-1.1', missionId: 'm-1', requestId: 'r-1', model: 'm', upstream: 'u', inputTokens: 3 };
  expect(lines[0]).toMatchObject({ ...first, outputTokens: 2, costNanoUsd: 11, estimated: false, outcome: 'ok', latencyMs: 4 });
  expect(lines[0]).toMatchObject({ level: 'info', msg: 'request settled' });
  expect(lines[1]).toMatchObject({ ...first, requestId: 'r-2', costNanoUsd: 12, estimated: true, outcome: 'orphan' });
  expect(written.join('')).not.toContain(SECRET);
  expect(lines[2]!['model']).toContain('[secret removed]');
  expect(lines[3]).toMatchObject({ taskId: 't-2.1', missionId: '', model: 'm' });
});
