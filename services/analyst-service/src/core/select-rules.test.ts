import { expect, test } from 'vitest';
import { targetOf } from './rule-target.ts';
import { type RuleScope, selectRules } from './select-rules.ts';
import type { Cluster, Rule } from './state.ts';
import { tellingWords } from './words.ts';

const rule = (ruleId: string, more: Partial<Rule> = {}): Rule => ({
  ruleId,
  text: 'Run the tests.',
  stage: 'binding',
  clusterId: 'c',
  clusterIds: [],
  remedy: '',
  role: '',
  stack: '',
  taskType: '',
  derivedFrom: [],
  wordedBy: 'template',
  createdMs: 1,
  decidedBy: 'ada',
  pinned: true,
  retiredMs: 0,
  evidence: { applied: 0, succeeded: 0, recurred: 0 },
  history: [],
  ...more,
});
const anywhere = { role: '', stack: '', taskType: '', text: '' };

interface Choice {
  readonly scope?: Partial<RuleScope>;
  readonly limit?: number;
  readonly stage?: Rule['stage'];
  readonly clusters?: ReadonlyMap<string, Cluster>;
}

function chosen(rules: readonly Rule[], { scope, limit = 10, stage = 'binding', clusters = new Map() }: Choice = {}): string[] {
  const state = { rules: new Map(rules.map((each) => [each.ruleId, each])), clusters: new Map(clusters) };
  return selectRules(state, { stage, scope: { ...anywhere, ...scope }, limit }).map(({ ruleId }) => ruleId);
}

test('only rules of the stage and of the scope apply', () => {
  const rules = [
    rule('any'),
    rule('coder', { role: 'coder' }),
    rule('reviewer', { role: 'reviewer' }),
    rule('go', { stack: 'Go' }),
    rule('fix', { taskType: 'fix' }),
    rule('candidate', { stage: 'candidate' }),
    rule('retired', { stage: 'retired' }),
  ];
  expect(chosen(rules, { scope: { role: 'coder', stack: 'python', taskType: 'feature' } })).toEqual(['coder', 'any']);
  expect(chosen(rules, { scope: { role: 'Coder', stack: 'go', taskType: 'fix' } })).toEqual(['coder', 'fix', 'go', 'any']);
  expect(chosen(rules)).toHaveLength(5);
});

test('words in common come before exact scopes, those before age, and age before the id', () => {
  const rules = [
    rule('b'),
    rule('a'),
    rule('new', { createdMs: 9 }),
    rule('words', { text: 'Round the shares of the bill.', wordedBy: 'person:ada', createdMs: 9 }),
    rule('scope', { role: 'coder', createdMs: 9 }),
  ];
  const scope = { role: 'coder', text: 'sharing a bill' };
  expect(chosen(rules, { scope })).toEqual(['words', 'scope', 'a', 'b', 'new']);
  expect(chosen(rules.toReversed(), { scope, limit: 2 })).toEqual(['words', 'scope']);
});

test('advice on a task that is described has words in common with it; what binds does not need any', () => {
  const scope = { text: 'Translate the landing page' };
  const advice = [rule('numpy', { stage: 'candidate', text: 'Seen before: missing: «numpy». Check it.' })];
  expect(chosen(advice, { scope, stage: 'candidate' })).toEqual([]);
  expect(chosen(advice, { stage: 'candidate' })).toEqual(['numpy']);
  expect(chosen(advice, { stage: 'candidate', scope: { text: 'a model with numpy' } })).toEqual(['numpy']);
  expect(chosen([rule('bound')], { scope })).toEqual(['bound']);
});

test('a word that few rules have weighs more than one that many have, and saying it often helps little', () => {
  const about = (ruleId: string, text: string, createdMs = 1) => rule(ruleId, { text, wordedBy: 'person:ada', createdMs });
  const rules = [
    about('a', 'Parse dates, dates and dates.'),
    about('b', 'Parse dates quickly.'),
    about('c', 'Parse dates slowly.'),
    about('leap', 'Think of leap years.', 9),
    about('e', 'Quote commas.'),
  ];
  expect(chosen(rules, { scope: { text: 'parse a leap' } })[0]).toBe('leap');
});

test('words are split, stemmed and without those that tell nothing', () => {
  expect(tellingWords('The splitBill rounds shares_of 12 guests; it FAILED with an Error')).toEqual([
    'split',
    'bill',
    'round',
    'shar',
    'guest',
  ]);
});

/** What a hundred rules are about, and how somebody who never saw the failure would put a task on it. */
const subjects: readonly (readonly [slot: string, template: string, task: string])[] = [
  [
    'splits a bill among guests',
    'AssertionError: shares <num> do not add up',
    'Let guests split the bill at the end of the evening',
  ],
  ['numpy', "ModuleNotFoundError: No module named 'numpy'", 'Compute the covariance matrix with numpy arrays'],
  [
    'parses dates in leap years',
    'ValueError: day is out of range for month',
    'Accept birthdays on the 29th of February when parsing dates',
  ],
  ['tox', 'bash: tox: command not found', 'Make tox run on three versions of the interpreter'],
  [
    'login locks after five attempts',
    'AssertionError: account is not locked',
    'Lock the account of a user who mistypes the password at login',
  ],
  ['csv export quotes commas', 'AssertionError: expected quoted cell', 'Export the customer list as CSV'],
  ['cache expires entries', 'TimeoutError: cache entry was not evicted', 'Entries of the cache should expire after an hour'],
  ['websocket reconnects', 'Error: socket hang up ECONNRESET', 'Keep the websocket alive when the network drops'],
  [
    'migration adds a column',
    'OperationalError: no such column: <quoted>',
    'Write the database migration for the nickname column',
  ],
  ['thumbnail keeps aspect ratio', 'AssertionError: width <num> height <num>', 'Generate a thumbnail of every uploaded picture'],
  ['protobuf', "ModuleNotFoundError: No module named 'google.protobuf'", 'Send the messages as protobuf instead of JSON'],
  ['search ranks titles first', 'AssertionError: ranking differs', 'The search should rank matches in titles higher'],
  ['retries with backoff', 'AssertionError: retried <num> times', 'Retry the payment provider with backoff'],
  [
    'currency conversion',
    'KeyError: exchange rate',
    'Show prices in the currency of the visitor by the exchange rate of the day',
  ],
  ['unicode normalisation', 'UnicodeDecodeError: invalid continuation byte', 'Names with umlauts are stored as broken Unicode'],
  ['pagination of orders', 'IndexError: page out of range', 'Add pagination to the list of orders'],
  [
    'timezone of reminders',
    'AssertionError: offset-naive and offset-aware datetimes',
    'Reminders arrive an hour late in another timezone',
  ],
  ['webhook signature', 'AssertionError: signature mismatch', 'Verify the signature of each incoming webhook'],
  ['pdf invoices', 'FileNotFoundError: wkhtmltopdf', 'Attach the invoice as PDF'],
  ['sorting is stable', 'AssertionError: order of equal elements', 'Keep the order of equal elements when sorting'],
];
const unrelated = [
  'Rename the product in the footer',
  'Choose a warmer colour for the buttons',
  'Write the minutes of the kick-off meeting',
  'Describe the architecture in the readme',
  'Replace the logo',
];

function world(stage: Rule['stage']): { rules: Rule[]; clusters: Map<string, Cluster> } {
  const clusters = new Map<string, Cluster>();
  const rules = Array.from({ length: 5 * subjects.length }, (_, index) => {
    const [slot, template] = subjects[index % subjects.length]!;
    const original = index < subjects.length;
    const clusterId = `c-${index}`;
    const told = original ? template : `AssertionError: case ${index} of module x${index}`;
    clusters.set(clusterId, { clusterId, template: told } as Cluster);
    const quoted = original ? slot : `case y${index}`;
    const text = `Applies when a coder works on python. Seen before: tests failed: «${quoted}». Before submitting, run the whole test suite.`;
    return rule(`r-${index}`, { stage, role: 'coder', stack: 'python', text, clusterIds: [clusterId], createdMs: 1_000 - index });
  });
  return { rules, clusters };
}

test('of a hundred rules the right one is among the first four, and none for tasks on other things', () => {
  for (const stage of ['candidate', 'binding'] as const) {
    const { rules, clusters } = world(stage);
    const ranks = subjects.map(([, , text], index) =>
      chosen(rules, { scope: { role: 'coder', stack: 'python', text }, limit: 4, stage, clusters }).indexOf(`r-${index}`),
    );
    expect(ranks.filter((rank) => rank >= 0).length / subjects.length, 'recall at 4').toBeGreaterThanOrEqual(0.95);
    expect(ranks.filter((rank) => rank === 0).length / subjects.length, 'recall at 1').toBeGreaterThanOrEqual(0.85);
  }
  const { rules, clusters } = world('candidate');
  for (const text of unrelated)
    expect(chosen(rules, { scope: { text }, limit: 4, stage: 'candidate', clusters }), text).toEqual([]);
  const [, , numpy] = subjects[1]!;
  const otherStack = { role: 'coder', stack: 'go', text: numpy };
  expect(chosen(rules, { scope: otherStack, limit: 4, stage: 'candidate', clusters })).toEqual([]);
});

test('the target is the most special scope named', () => {
  expect(targetOf({ role: 'coder', stack: 'c++', taskType: 'bug fix' })).toBe('http://swarm.os/task-type/bug%20fix');
  expect(targetOf({ role: 'coder', stack: 'c++', taskType: '' })).toBe('http://swarm.os/stack/c%2B%2B');
  expect(targetOf({ role: 'coder', stack: '', taskType: '' })).toBe('http://swarm.os/role/coder');
  expect(targetOf({ role: '', stack: '', taskType: '' })).toBe('http://swarm.os/role/any');
});
