import { createMemoryJournalStorage, openMemoryJournal } from '@panal/journal';
import { expect, test } from 'vitest';
import type { PromotionGate } from '../ports.ts';
import { Analyst, openAnalystStore } from './analyst.ts';
import { decodeState, encodeState } from './snapshot.ts';

const limits = { clustersMax: 100, bindingRulesMax: 10 };
const failure = (key: string, text: string) => ({
  key,
  text,
  agentId: 'coder-1',
  taskId: 't.1',
  missionId: 'm',
  source: 'gate',
  role: 'coder',
  stack: 'go',
  taskType: '',
});

test('the state survives a restart, by records and by snapshot', async () => {
  const storage = createMemoryJournalStorage();
  const store = await openAnalystStore(openMemoryJournal({ storage }));
  const analyst = new Analyst({ ...limits, ruleThreshold: 1 }, store);
  const { rule, counted, proposed } = await analyst.report(failure('a', 'KeyError: 1'));
  expect({ counted, proposed }).toEqual({ counted: true, proposed: true });
  await analyst.report(failure('b', 'KeyError: 2 x'));
  await analyst.decide({ ruleId: rule!.ruleId, decision: 'pin', actor: 'ada', text: '', reason: '' });
  expect(decodeState(encodeState(store.state))).toEqual(store.state);
  const before = structuredClone(store.state);
  await store.close();

  const reopened = await openAnalystStore(openMemoryJournal({ storage }));
  expect(reopened.state).toEqual(before);
  const again = await new Analyst({ ...limits, ruleThreshold: 1 }, reopened).report(failure('a', 'KeyError: 1'));
  expect(again).toMatchObject({ counted: false, proposed: false, cluster: { count: 1 }, rule: { stage: 'binding' } });
  await reopened.close();
});

test('a snapshot of another version is not read', () => {
  expect(() => decodeState(Buffer.from('{"version":1}'))).toThrow('version 1');
});

test('the example of a cluster is bounded and steers no terminal', async () => {
  const store = await openAnalystStore(openMemoryJournal());
  const { cluster } = await new Analyst({ ...limits, ruleThreshold: 9 }, store).report(
    failure('a', `\u001b]0;title\u0007\u001b[31mValueError: x\u001b[0m\r\n${'😀y\u0007'.repeat(50_000)}`),
  );
  expect(cluster.example.length).toBeLessThanOrEqual(2_010);
  expect(cluster.example).toMatch(/^ValueError: x\n/);
  expect(cluster.example).not.toMatch(/[\u0000-\u0009\u000B-\u001F]/);
  expect(cluster.example.isWellFormed()).toBe(true);
  await store.close();
});

test('trials are counted, and the gate retires what evidence speaks against, but nothing that a person pinned', async () => {
  const store = await openAnalystStore(openMemoryJournal());
  const asked: unknown[] = [];
  const gate: PromotionGate = {
    judge(rule, evidence) {
      asked.push([rule.stage, evidence]);
      return evidence.applied >= 2 && evidence.succeeded === 0 ? 'retire' : 'stay';
    },
  };
  const analyst = new Analyst({ ...limits, ruleThreshold: 1 }, store, gate);
  const { ruleId } = (await analyst.report(failure('a', 'KeyError: 1'))).rule!;
  const trial = (key: string) => analyst.trial({ key, taskId: 't', ruleIds: [ruleId], succeeded: false });
  await analyst.decide({ ruleId, decision: 'pin', actor: 'ada', text: '', reason: '' });
  expect(await trial('l1')).toBe(1);
  expect(await trial('l1')).toBe(0);
  await trial('l2');
  expect(asked).toEqual([]);
  expect(store.state.rules.get(ruleId)).toMatchObject({ stage: 'binding', evidence: { applied: 2, succeeded: 0, recurred: 0 } });
  // Bound by evidence, as statistics will; a person's pin is another matter.
  store.state.rules.get(ruleId)!.pinned = false;
  await trial('l3');
  expect(asked).toHaveLength(1);
  expect(store.state.rules.get(ruleId)).toMatchObject({ stage: 'retired', decidedBy: 'statistics' });
  await store.close();
});

test('a refusal names its code', async () => {
  const store = await openAnalystStore(openMemoryJournal());
  const deciding = new Analyst({ ...limits, ruleThreshold: 1 }, store).decide({
    ruleId: 'r-none',
    decision: 'pin',
    actor: 'ada',
    text: '',
    reason: '',
  });
  await expect(deciding).rejects.toMatchObject({ code: 'unknown-rule' });
  await store.close();
});
