import { openMemoryJournal } from '@panal/journal';
import { expect, test } from 'vitest';
import type { FailedRecord } from '../ports.ts';
import { Analyst, openAnalystStore } from './analyst.ts';
import { Consolidation } from './consolidation.ts';

const NOW_MS = 1_000_000;
const found = (id: string, more: Partial<FailedRecord> = {}): FailedRecord => ({
  record: `http://swarm.os/execution/${id}`,
  taskId: `m${id}-implement`,
  missionId: `m${id}`,
  agentId: 'old-coder',
  stack: 'python',
  note: 'KeyError: x',
  endedMs: 0,
  ...more,
});

async function world(records: readonly FailedRecord[], pageSize = 2) {
  const store = await openAnalystStore(openMemoryJournal());
  const analyst = new Analyst({ ruleThreshold: 3, clustersMax: 100, bindingRulesMax: 10 }, store);
  const outcomes: string[] = [];
  const consolidation = new Consolidation({
    analyst,
    records: {
      page: (after) => Promise.resolve(records.filter(({ record }) => record > after).slice(0, pageSize)),
    },
    log: undefined as never,
    pollMs: 0,
    graceMs: 60_000,
    clock: () => NOW_MS,
    consolidated: (outcome) => outcomes.push(outcome),
  });
  return { store, analyst, consolidation, outcomes };
}

test('every record is taken once, over all pages, and in the next round, before it is marked, not again', async () => {
  const { store, consolidation, outcomes } = await world(['1', '2', '3', '4', '5'].map((id) => found(id)));
  await consolidation.round();
  await consolidation.round();
  expect(outcomes).toEqual(Array(5).fill('counted'));
  expect([...store.state.clusters.values()]).toMatchObject([{ count: 5, tasks: { length: 5 } }]);
  expect(store.state.rules.size).toBe(1);
});

test('what was told of task or mission since, what says nothing, and what is too young', async () => {
  const { store, analyst, consolidation, outcomes } = await world([
    found('1'),
    found('2', { taskId: '', endedMs: 900_000 }),
    found('3', { note: '  ' }),
    found('4', { endedMs: NOW_MS - 59_000 }),
    found('5', { taskId: 'm1-implement.7', missionId: '' }),
    found('6', { missionId: 'm1', taskId: 'm1-review', endedMs: Date.now() + 60_000 - 10_000_000 }),
  ]);
  const told = { text: 'KeyError: x', agentId: '', source: '', role: '', stack: '', taskType: '' };
  await analyst.report({ ...told, key: 'a', taskId: 'm1-implement.3', missionId: 'm1' });
  await analyst.report({ ...told, key: 'b', taskId: 'm2-implement.1', missionId: 'm2' });
  await consolidation.round();
  expect(outcomes).toEqual(['told-before', 'told-before', 'without-text', 'told-before']);
  expect(store.state.failureCount).toBe(2);
});

test('a failure of a task after the last one that was told is a new one', async () => {
  const endedMs = Date.now() + 60_000;
  const { analyst, store, consolidation, outcomes } = await world([found('1', { endedMs })]);
  const told = { text: 'KeyError: x', agentId: '', source: '', role: '', stack: '', taskType: '' };
  await analyst.report({ ...told, key: 'a', taskId: 'm1-implement.3', missionId: 'm1' });
  await consolidation.round();
  expect(outcomes, 'too young for a clock that stands before it').toEqual([]);
  expect(store.state.failureCount).toBe(1);
});
