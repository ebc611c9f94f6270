import { earlierSignaturesOf, signatureOf } from '@panal/grouping';
import { beforeEach, expect, test } from 'vitest';
import { decodeState, encodeState } from './snapshot.ts';
import { apply } from '../core/apply.ts';
import { decide } from '../core/decide.ts';
import { type AnalystEvent, type AnalystState, aliasesMax, initialState } from '../core/state.ts';

let state: AnalystState;
let ids = 0;

beforeEach(() => {
  state = initialState();
});

type Counted = Extract<AnalystEvent, { type: 'failure-counted' }>;

/** Counts a failure; what was journalled of it. */
function report(text: string, clustersMax = 50): Counted {
  ids += 1;
  const more = {
    excerpt: text,
    digest: 'd',
    agentId: 'a',
    taskId: '',
    missionId: '',
    source: 'gate',
    role: '',
    stack: '',
    taskType: '',
  };
  const named = { key: `key-${ids}`, failureId: `f-${ids}`, newClusterId: `c-${ids}`, newRuleId: `r-${ids}` };
  const decision = decide(state, {
    type: 'report-failure',
    ...named,
    ...more,
    signature: signatureOf(text),
    earlier: earlierSignaturesOf(text),
    ruleThreshold: 100,
    clustersMax,
  });
  const events = decision.ok ? decision.events : [];
  for (const event of events) apply(state, event, { atMs: ids });
  return events.find((event) => event.type === 'failure-counted')!;
}

const trace = (name: string, ...calls: string[]): string =>
  [`RangeError: no seat for ${name}`, ...calls.map((call) => `    at ${call} (/srv/shop/${call}.js:3:1)`)].join('\n');

test('a near miss of a stack trace is of its cluster, then and ever after', () => {
  const first = report(trace('ada', 'book', 'sell', 'run', 'main'));
  const near = report(trace('bob', 'book', 'sell', 'retry', 'run', 'main'));
  expect(near.signature).not.toBe(first.signature);
  expect(near.clusterId).toBe(first.clusterId);
  expect(first.trace).toBeDefined();
  expect(near.trace).toBeUndefined();
  expect(report(trace('ada', 'book', 'give', 'run', 'main')).clusterId).not.toBe(first.clusterId);
  expect(state.clusters.get(first.clusterId)!.count).toBe(2);
});

test('a snapshot and a journal read again give the same clusters', () => {
  const calls = [
    ['book', 'sell', 'run'],
    ['book', 'sell', 'try', 'run'],
    ['pay', 'sell', 'run'],
    ['pay', 'x', 'sell', 'run'],
  ];
  const again = initialState();
  for (const each of calls) apply(again, report(trace('ada', ...each)), { atMs: ids });
  const kept = decodeState(encodeState(state));
  expect(encodeState(kept)).toEqual(encodeState(state));
  expect(encodeState(again)).toEqual(encodeState(state));
  const next = signatureOf(trace('eve', 'pay', 'y', 'sell', 'run', 'main'));
  expect(kept.traces.nearest(next.trace!)).toBe(state.traces.nearest(next.trace!));
  expect(kept.traces.nearest(next.trace!)).toBeDefined();
});

test.each([0, 1])('a cluster that version %s before founded goes on, and learns its trace', (index) => {
  const text = trace('ada', 'book', 'sell', 'run', 'main');
  const previous = earlierSignaturesOf(text);
  const { template } = signatureOf(text);
  const told = { failureId: 'f', agentId: '', taskId: '', missionId: '', source: 'gate', digest: '', kind: 'exception' } as const;
  const old = {
    type: 'failure-counted',
    key: 'old',
    clusterId: 'c-old',
    signature: previous[index]!,
    template,
    example: text,
  } as const;
  apply(state, { ...told, ...old }, { atMs: 1 });
  const met = report(text);
  expect(met).toMatchObject({ clusterId: 'c-old', trace: expect.anything() });
  expect(met.example).toBeUndefined();
  expect(report(trace('bob', 'book', 'sell', 'retry', 'run', 'main')).clusterId).toBe('c-old');
  expect(state.clusters.size).toBe(1);
});

test('a snapshot from before aliases opens', () => {
  report('odd');
  const {
    aliases: _aliases,
    traces: _traces,
    traced: _traced,
    ...plain
  } = JSON.parse(Buffer.from(encodeState(state)).toString()) as Record<string, unknown>;
  const opened = decodeState(Buffer.from(JSON.stringify({ ...plain, version: 2 })));
  expect([...opened.clusters]).toEqual([...state.clusters]);
  expect(opened.aliases.size).toBe(0);
});

test('no room for a further cluster: near misses are still found, others are counted in the catch-all, which learns nothing', () => {
  const first = report(trace('ada', 'book', 'sell', 'run', 'main'), 1);
  expect(report(trace('bob', 'book', 'sell', 'x', 'run', 'main'), 1).clusterId).toBe(first.clusterId);
  const crowded = report(trace('ada', 'other', 'place', 'run'), 1);
  expect(crowded).toMatchObject({ signature: 'catch-all', template: '(failures of further forms)' });
  expect(crowded.trace).toBeUndefined();
  expect(report('KeyError: x', 1).clusterId).toBe(crowded.clusterId);
  expect(state.clusters.get(crowded.clusterId)!.count).toBe(2);
});

test('of other signatures the newest used are kept', () => {
  const { clusterId, ...event } = report('odd');
  const known = (signature: string): void => apply(state, { ...event, clusterId, key: signature, signature }, { atMs: 1 });
  for (let index = 0; index < aliasesMax; index += 1) known(`s${index}`);
  known('s0');
  known('one more');
  expect(state.aliases.size).toBe(aliasesMax);
  expect(state.aliases.has('s0')).toBe(true);
  expect(state.aliases.has('s1')).toBe(false);
});
