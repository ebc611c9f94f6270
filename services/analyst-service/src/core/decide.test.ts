import { signatureOf } from '@panal/grouping';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { apply } from './apply.ts';
import { type AnalystCommand, decide } from './decide.ts';
import type { DecideRule } from './decide-rule.ts';
import { type ReportFailure, similarRulesMax } from './report-failure.ts';
import {
  type AnalystEvent,
  type AnalystState,
  failureKeysMax,
  historyMax,
  initialState,
  membersMax,
  rulesMax,
  trialsMax,
} from './state.ts';
import { ruleCharsMax } from './wording.ts';

const clustersMax = 50;
let state: AnalystState;
let log: { event: AnalystEvent; atMs: number }[];
let ids = 0;

beforeEach(() => {
  state = initialState();
  log = [];
});

const reportOf = (text: string, more: Partial<ReportFailure> = {}): ReportFailure => {
  ids += 1;
  return {
    type: 'report-failure',
    key: `key-${ids}`,
    failureId: `f-${ids}`,
    newClusterId: `c-${ids}`,
    newRuleId: `r-${ids}`,
    signature: signatureOf(text),
    earlier: [],
    excerpt: text,
    digest: 'd',
    agentId: 'coder-1',
    taskId: `m${ids}-implement.3`,
    missionId: `m${ids}`,
    source: 'gate',
    role: 'coder',
    stack: 'python',
    taskType: '',
    ruleThreshold: 2,
    clustersMax,
    ...more,
  };
};

function run(command: AnalystCommand, atMs = 1_000): readonly AnalystEvent[] | string {
  const before = JSON.stringify([...state.rules]);
  const decision = decide(state, command);
  expect(JSON.stringify([...state.rules]), 'deciding must not change the state').toBe(before);
  if (!decision.ok) {
    expect(decision.refusal.message).not.toBe('');
    return decision.refusal.code;
  }
  for (const [index, event] of decision.events.entries()) {
    log.push({ event, atMs });
    apply(state, event, { atMs });
    expect(index).toBeLessThan(2);
  }
  return decision.events;
}

const typesOf = (outcome: readonly AnalystEvent[] | string): readonly string[] | string =>
  typeof outcome === 'string' ? outcome : outcome.map(({ type }) => type);
const theRule = () => [...state.rules.values()][0]!;
const decision = (name: DecideRule['decision'], more: Partial<DecideRule> = {}): DecideRule => ({
  type: 'decide-rule',
  ruleId: theRule().ruleId,
  decision: name,
  actor: 'ada',
  text: 'Use the formatter.',
  reason: 'because',
  bindingMax: 3,
  ...more,
});
const propose = (text = 'ValueError: x'): void => {
  run(reportOf(text, { ruleThreshold: 1 }));
};

describe('failures', () => {
  test('are counted in the cluster of their signature, once per key', () => {
    const first = reportOf('ValueError: 1');
    expect(typesOf(run(first, 5))).toEqual(['failure-counted']);
    expect(run({ ...first, signature: signatureOf('KeyError: 2') })).toEqual([]);
    expect(typesOf(run(reportOf('ValueError: 2'), 9))).toEqual(['failure-counted', 'rule-proposed']);
    run(reportOf('KeyError: 2'));
    expect([...state.clusters.values()]).toMatchObject([
      {
        count: 2,
        firstSeenMs: 5,
        lastSeenMs: 9,
        example: 'ValueError: 1',
        ruleId: theRule().ruleId,
        members: [first.failureId, expect.any(String)],
      },
      { count: 1, ruleId: '' },
    ]);
    expect(state.failureCount).toBe(3);
  });

  test('propose one rule when their cluster reaches the threshold, with what it comes from', () => {
    for (let index = 0; index < 5; index += 1) run(reportOf(`ValueError: ${index}`, { ruleThreshold: 3 }));
    expect([...state.rules.values()]).toMatchObject([
      {
        stage: 'candidate',
        role: 'coder',
        stack: 'python',
        wordedBy: 'template',
        decidedBy: '',
        pinned: false,
        derivedFrom: { length: 3 },
      },
    ]);
    expect(theRule().derivedFrom).toEqual([...state.clusters.values()][0]!.members.slice(0, 3));
  });

  test('of one task, however often it is tried, count as one occasion', () => {
    for (let epoch = 1; epoch <= 9; epoch += 1) run(reportOf('ValueError: x', { taskId: `m1-implement.${epoch}` }));
    expect(theRule()).toBeUndefined();
    expect([...state.clusters.values()]).toMatchObject([{ count: 9, tasks: ['m1-implement'] }]);
    expect(typesOf(run(reportOf('ValueError: x', { taskId: 'm2-implement.1' })))).toEqual(['failure-counted', 'rule-proposed']);
  });

  test('of ever new tests share one rule that names none, after a few that name theirs', () => {
    const outcomes = Array.from({ length: similarRulesMax + 3 }, (_, index) =>
      typesOf(run(reportOf(`✖ case ${'abcdefghij'[index]}\n  AssertionError: x`, { ruleThreshold: 1 }))),
    );
    expect(outcomes.filter((types) => types.includes('rule-proposed'))).toHaveLength(similarRulesMax + 1);
    expect(outcomes.at(-1)).toEqual(['failure-counted', 'rule-shared']);
    const general = [...state.rules.values()].at(-1)!;
    expect(general.text).not.toContain('«');
    expect(general.clusterIds).toHaveLength(3);
  });

  test('of a rule that binds are counted as evidence against it', () => {
    propose();
    run(reportOf('ValueError: x'));
    run(decision('pin'));
    run(reportOf('ValueError: x'));
    expect(theRule().evidence).toEqual({ applied: 0, succeeded: 0, recurred: 1 });
  });

  test('share a rule that says the same of the same target', () => {
    propose('ValueError: a');
    expect(typesOf(run(reportOf('ValueError: b c d', { ruleThreshold: 1 })))).toEqual(['failure-counted', 'rule-shared']);
    expect([...state.clusters.values()].map(({ ruleId }) => ruleId)).toEqual([theRule().ruleId, theRule().ruleId]);
    expect(typesOf(run(reportOf('ValueError: b c d', { ruleThreshold: 1 })))).toEqual(['failure-counted']);
    expect(typesOf(run(reportOf('ValueError: of another stack', { ruleThreshold: 1, stack: 'go' })))).toEqual([
      'failure-counted',
      'rule-proposed',
    ]);
  });

  test('of a cluster whose rule was refused propose none again', () => {
    propose();
    run(decision('veto'));
    expect(typesOf(run(reportOf('ValueError: x', { ruleThreshold: 1 })))).toEqual(['failure-counted']);
    expect(typesOf(run(reportOf('ValueError: another y', { ruleThreshold: 1 })))).toEqual(['failure-counted', 'rule-shared']);
  });

  test('keep the newest members of a cluster', () => {
    for (let index = 0; index < membersMax + 5; index += 1) run(reportOf('ValueError: x'));
    const [cluster] = state.clusters.values();
    expect(cluster!.members).toHaveLength(membersMax);
    expect(cluster!.members.at(-1)).toBe(`f-${ids}`);
    expect(cluster!.count).toBe(membersMax + 5);
  });

  test('of further forms are counted in one cluster when there are too many, and propose nothing', () => {
    const [known] = (run(reportOf('ValueError: x')), [...state.clusters.values()]);
    for (let index = 1; index < clustersMax; index += 1)
      state.clusters.set(`filler-${index}`, { ...known!, clusterId: `filler-${index}` });
    for (const text of ['KeyError: new', 'OSError: newer']) {
      expect(typesOf(run(reportOf(text, { ruleThreshold: 1 })))).toEqual(['failure-counted']);
    }
    expect(state.clusters.size).toBe(clustersMax + 1);
    expect([...state.clusters.values()].at(-1)).toMatchObject({ count: 2, template: '(failures of further forms)', ruleId: '' });
    expect(run(reportOf('ValueError: x'))).toMatchObject([{ clusterId: known!.clusterId }, {}]);
  });

  test('propose nothing beyond the number of rules', () => {
    propose();
    const rule = theRule();
    for (let index = 1; index < rulesMax; index += 1) state.rules.set(`filler-${index}`, { ...rule, ruleId: `filler-${index}` });
    expect(typesOf(run(reportOf('KeyError: x', { ruleThreshold: 1 })))).toEqual(['failure-counted']);
  });

  test('forget the oldest keys beyond their number', () => {
    const first = reportOf('ValueError: x');
    run(first);
    for (let index = 1; index < failureKeysMax; index += 1)
      state.failures.set(`filler-${index}`, { failureId: 'f', clusterId: 'c' });
    run(reportOf('ValueError: x'));
    expect(state.failures.size).toBe(failureKeysMax);
    expect(state.failures.has(first.key)).toBe(false);
  });
});

describe('decisions', () => {
  // Row: stage before, decision, outcome. The table in the header of state.ts.
  test.each([
    ['candidate', 'pin', 'binding'],
    ['candidate', 'edit', 'candidate'],
    ['candidate', 'veto', 'retired'],
    ['candidate', 'retire', 'rule-not-binding'],
    ['candidate', 'unpin', 'rule-not-binding'],
    ['candidate', 'reopen', 'rule-not-retired'],
    ['binding', 'unpin', 'candidate'],
    ['binding', 'reopen', 'rule-not-retired'],
    ['retired', 'unpin', 'rule-retired'],
    ['retired', 'reopen', 'candidate'],
    ['binding', 'pin', 'binding'],
    ['binding', 'edit', 'binding'],
    ['binding', 'veto', 'retired'],
    ['binding', 'retire', 'retired'],
    ['retired', 'pin', 'rule-retired'],
    ['retired', 'edit', 'rule-retired'],
    ['retired', 'veto', 'rule-retired'],
    ['retired', 'retire', 'rule-retired'],
  ] as const)('%s: %s leads to %s', (stage, name, outcome) => {
    propose();
    if (stage !== 'candidate') run(decision('pin'));
    if (stage === 'retired') run(decision('retire'));
    expect(theRule().stage).toBe(stage);
    const before = structuredClone(theRule());
    const result = run(decision(name, { actor: 'grace' }));
    if (typeof result === 'string') {
      expect(result).toBe(outcome);
      expect(theRule()).toEqual(before);
      return;
    }
    const { stage: after, pinned } = theRule();
    expect(after).toBe(outcome);
    expect(pinned).toBe(outcome === 'binding');
    for (const event of result) expect(event).toMatchObject({ actor: 'grace', before: { stage, text: before.text } });
    if (result.length > 0) expect(theRule().decidedBy).toBe('grace');
    expect(theRule().text).toBe(name === 'edit' ? 'Use the formatter.' : before.text);
    expect(theRule().wordedBy).toBe(name === 'edit' ? 'person:grace' : 'template');
  });

  test('stand in the history of the rule, the newest fifty', () => {
    propose();
    for (let index = 0; index < historyMax; index += 1) run(decision(index % 2 ? 'unpin' : 'pin', { reason: `${index}` }), index);
    run(decision('edit', { text: 'New words.' }), 99);
    expect(theRule().history).toHaveLength(historyMax);
    expect(theRule().history[0]).toEqual({ atMs: 1, decision: 'unpinned', actor: 'ada', reason: '1', text: '' });
    expect(theRule().history.at(-1)).toEqual({
      atMs: 99,
      decision: 'edited',
      actor: 'ada',
      reason: 'because',
      text: 'New words.',
    });
  });

  test('bind no more rules than may bind', () => {
    for (const type of ['ValueError', 'KeyError', 'OSError', 'EOFError']) propose(`${type}: x`);
    const pins = [...state.rules.keys()].map((ruleId) => typesOf(run(decision('pin', { ruleId }))));
    expect(pins).toEqual([['rule-pinned'], ['rule-pinned'], ['rule-pinned'], 'too-many-rules']);
  });

  test('refuse to bind what says the opposite of a rule that binds', () => {
    propose('ValueError: x');
    propose('KeyError: x');
    const [one, two] = [...state.rules.keys()] as [string, string];
    run(decision('edit', { ruleId: one, text: 'Always format the sources with prettier.' }));
    run(decision('pin', { ruleId: one }));
    run(decision('edit', { ruleId: two, text: 'Never format sources with prettier.' }));
    expect(run(decision('pin', { ruleId: two }))).toBe('contradiction');
    run(decision('edit', { ruleId: two, text: 'Keep the sources small.' }));
    run(decision('pin', { ruleId: two }));
    expect(run(decision('edit', { ruleId: two, text: "Don't format the sources with prettier." }))).toBe('contradiction');
  });

  test('pinning twice changes nothing', () => {
    propose();
    run(decision('pin'));
    expect(run(decision('pin', { actor: 'grace' }))).toEqual([]);
    expect(theRule().decidedBy).toBe('ada');
  });

  test('on a rule that is not there are refused', () => {
    propose();
    expect(run(decision('pin', { ruleId: 'r-none' }))).toBe('unknown-rule');
  });

  test.each([
    '',
    '  ',
    'two\nlines',
    'a\u001b[1mb',
    'turned \u202E around',
    'a\u2028b',
    'half \ud800',
    'x'.repeat(ruleCharsMax + 1),
  ])('refuse the text %j', (text) => {
    propose();
    expect(run(decision('edit', { text }))).toBe('invalid-text');
  });

  test('accept the longest text, without the blanks around it', () => {
    propose();
    run(decision('edit', { text: ` ${'x'.repeat(ruleCharsMax)} ` }));
    expect(theRule().text).toBe('x'.repeat(ruleCharsMax));
  });

  test('refuse a text that another rule of the target has', () => {
    propose('ValueError: x');
    propose('KeyError: x');
    const [one, two] = [...state.rules.values()];
    expect(run(decision('edit', { ruleId: two!.ruleId, text: one!.text }))).toBe('duplicate-rule');
    expect(typesOf(run(decision('edit', { ruleId: two!.ruleId, text: two!.text })))).toEqual(['rule-edited']);
  });
});

describe('trials', () => {
  const trial = (key: string, ruleIds: readonly string[], succeeded: boolean): AnalystCommand => ({
    type: 'report-trial',
    key,
    taskId: 't',
    ruleIds,
    succeeded,
  });

  test('are counted once per rule and key, for rules that are known', () => {
    propose();
    const { ruleId } = theRule();
    expect(typesOf(run(trial('a', [ruleId, ruleId, 'r-none'], true)))).toEqual(['trial-counted']);
    expect(run(trial('a', [ruleId], false))).toEqual([]);
    run(trial('b', [ruleId], false));
    expect(theRule().evidence).toEqual({ applied: 2, succeeded: 1, recurred: 0 });
  });

  test('forget the oldest keys beyond their number', () => {
    propose();
    for (let index = 0; index < trialsMax; index += 1) state.trials.add(`filler-${index}`);
    run(trial('a', [theRule().ruleId], true));
    expect(state.trials.size).toBe(trialsMax);
    expect(state.trials.has('filler-0')).toBe(false);
  });
});

describe('records of Synapse', () => {
  test('are marked once', () => {
    const consolidate: AnalystCommand = { type: 'consolidate-record', key: 'record:1', record: 'urn:x' };
    expect(typesOf(run(consolidate))).toEqual(['record-consolidated']);
    expect(run(consolidate)).toEqual([]);
    expect(state.failureCount).toBe(0);
  });
});

test('events of the first version, without what was added since, still apply', () => {
  run(reportOf('ValueError: x', { taskId: '' }));
  const [clusterId] = state.clusters.keys();
  const scope = { role: 'coder', stack: 'python', taskType: '' };
  const proposed = { type: 'rule-proposed', ruleId: 'r-old', clusterId: clusterId!, text: 'Old words.', ...scope } as const;
  apply(state, { ...proposed, derivedFrom: [], wordedBy: 'template' }, { atMs: 1 });
  const before = { text: 'Old words.', stage: 'candidate', ...scope } as const;
  apply(state, { type: 'rule-edited', ruleId: 'r-old', actor: 'ada', text: 'New words.', before }, { atMs: 2 });
  expect(theRule()).toMatchObject({ text: 'New words.', remedy: 'Old words.', clusterIds: [clusterId], retiredMs: 0 });
  expect(typesOf(run(reportOf('ValueError: x', { ruleThreshold: 1 })))).toEqual(['failure-counted']);
});

describe('whatever happens', () => {
  const texts = [
    'ValueError: 1',
    'ValueError: 22',
    'KeyError: x',
    'KeyError: x y',
    'bash: tox: command not found',
    'bash: nox: command not found',
    'odd',
  ];
  const step = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        text: fc.constantFrom(...texts),
        key: fc.nat(12),
        stack: fc.constantFrom('', 'go'),
        threshold: fc.integer({ min: 1, max: 3 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        decision: fc.constantFrom('pin', 'unpin', 'veto', 'retire', 'reopen', 'edit'),
        nth: fc.nat(4),
        text: fc.constantFrom('', 'one', 'two'),
      }),
    },
  );
  const commandOf = (
    drawn:
      | { text: string; key: number; stack: string; threshold: number }
      | { decision: DecideRule['decision']; nth: number; text: string },
  ): AnalystCommand =>
    'decision' in drawn
      ? {
          type: 'decide-rule',
          ruleId: [...state.rules.keys()][drawn.nth] ?? 'r-none',
          decision: drawn.decision,
          actor: 'ada',
          text: drawn.text,
          reason: '',
          bindingMax: 2,
        }
      : reportOf(drawn.text, { key: `k${drawn.key}`, stack: drawn.stack, ruleThreshold: drawn.threshold });

  test('a key is counted once, counts add up, no two rules say the same, and replay gives the same state', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        state = initialState();
        log = [];
        const keys = new Map<string, string>();
        for (const [index, drawn] of steps.entries()) {
          const command = commandOf(drawn as Parameters<typeof commandOf>[0]);
          run(command, index);
          if (command.type === 'report-failure' && !keys.has(command.key)) keys.set(command.key, command.signature.signature);
        }
        const expected = Map.groupBy(keys.values(), (signature) => signature);
        const counted = new Map([...state.clusters.values()].map(({ signature, count }) => [signature, count]));
        expect(counted).toEqual(new Map([...expected].map(([signature, all]) => [signature, all.length])));
        expect(state.failureCount).toBe(keys.size);
        const said = [...state.rules.values()].map(({ text, role, stack }) => JSON.stringify([text, role, stack]));
        expect(new Set(said).size).toBe(said.length);
        for (const { ruleId } of state.clusters.values()) if (ruleId) expect(state.rules.has(ruleId)).toBe(true);
        const replayed = initialState();
        for (const { event, atMs } of log) apply(replayed, JSON.parse(JSON.stringify(event)) as AnalystEvent, { atMs });
        expect(replayed).toEqual(state);
      }),
    );
  });
});
