import { createMemoryJournalStorage, openMemoryJournal } from '@panal/journal';
import { expect, test } from 'vitest';
import { Analyst, openAnalystStore } from './analyst.ts';
import { decodeState, encodeState } from './snapshot.ts';

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
  const analyst = new Analyst({ ruleThreshold: 1 }, store);
  const { rule, counted, proposed } = await analyst.report(failure('a', 'KeyError: 1'));
  expect({ counted, proposed }).toEqual({ counted: true, proposed: true });
  await analyst.report(failure('b', 'KeyError: 2 x'));
  await analyst.decide({ ruleId: rule!.ruleId, decision: 'pin', actor: 'ada', text: '', reason: '' });
  expect(decodeState(encodeState(store.state))).toEqual(store.state);
  const before = structuredClone(store.state);
  await store.close();

  const reopened = await openAnalystStore(openMemoryJournal({ storage }));
  expect(reopened.state).toEqual(before);
  const again = await new Analyst({ ruleThreshold: 1 }, reopened).report(failure('a', 'KeyError: 1'));
  expect(again).toMatchObject({ counted: false, proposed: false, cluster: { count: 1 }, rule: { stage: 'binding' } });
  await reopened.close();
});

test('a snapshot of another version is not read', () => {
  expect(() => decodeState(Buffer.from('{"version":2}'))).toThrow('version 2');
});

test('the example of a cluster is bounded and steers no terminal', async () => {
  const store = await openAnalystStore(openMemoryJournal());
  const { cluster } = await new Analyst({ ruleThreshold: 9 }, store).report(
    failure('a', `\u001b]0;title\u0007\u001b[31mValueError: x\u001b[0m\r\n${'😀y\u0007'.repeat(50_000)}`),
  );
  expect(cluster.example.length).toBeLessThanOrEqual(2_010);
  expect(cluster.example).toMatch(/^ValueError: x\n/);
  expect(cluster.example).not.toMatch(/[\u0000-\u0009\u000B-\u001F]/);
  expect(cluster.example.isWellFormed()).toBe(true);
  await store.close();
});

test('a refusal names its code', async () => {
  const store = await openAnalystStore(openMemoryJournal());
  const deciding = new Analyst({ ruleThreshold: 1 }, store).decide({
    ruleId: 'r-none',
    decision: 'pin',
    actor: 'ada',
    text: '',
    reason: '',
  });
  await expect(deciding).rejects.toMatchObject({ code: 'unknown-rule' });
  await store.close();
});
