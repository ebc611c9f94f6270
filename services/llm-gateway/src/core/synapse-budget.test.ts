import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BudgetRow, readBudgets } from './synapse-budget.ts';

const FINANCE = 'http://swarm.os/ontology/Finance';

const row = (given: Partial<BudgetRow>): BudgetRow => ({
  subject: FINANCE,
  amount: '25',
  period: undefined,
  scope: undefined,
  hard: undefined,
  ...given,
});

test('the budget of finance is the global one, hard, in total', () => {
  expect(readBudgets([row({})])).toEqual({
    budgets: [{ scope: '', window: 'total', limitNanoUsd: 25_000_000_000, hard: true }],
    problems: [],
  });
  expect(readBudgets([row({ period: 'daily', hard: 'false' })]).budgets).toEqual([
    { scope: '', window: 'daily', limitNanoUsd: 25_000_000_000, hard: false },
  ]);
});

test('scopes are texts or entities', () => {
  const of = (scope: BudgetRow['scope']) => readBudgets([row({ subject: 'http://x/b', scope })]).budgets[0]?.scope;
  expect(of({ value: 'project:shop', isIri: false })).toBe('project:shop');
  expect(of({ value: 'global', isIri: false })).toBe('');
  expect(of({ value: FINANCE, isIri: true })).toBe('');
  expect(of({ value: 'http://swarm.os/agent/coder-1', isIri: true })).toBe('agent:coder-1');
  expect(of({ value: 'http://swarm.os/project/my%20shop', isIri: true })).toBe('project:my shop');
});

test.each([
  ['no amount', { amount: 'lots' }, 'is no amount'],
  ['a negative one', { amount: '-1' }, 'is no amount'],
  ['an exponent', { amount: '1e3' }, 'is no amount'],
  ['finer than a nano-dollar', { amount: '0.0000000001' }, 'is no amount'],
  ['more than can be kept exactly', { amount: '999999999' }, 'is no amount'],
  ['an unknown period', { period: 'weekly' }, 'is no period'],
  ['no scope at all', { subject: 'http://x/b' }, 'names no scope'],
  ['a scope of no kind', { scope: { value: 'team:a', isIri: false } }, 'names no scope'],
  ['an entity of no kind', { scope: { value: 'http://swarm.os/cat/felix', isIri: true } }, 'names no scope'],
  ['a hard that is no truth value', { hard: 'maybe' }, 'true or false'],
])('%s is reported and not applied', (_name, given, message) => {
  const read = readBudgets([row(given)]);
  expect(read.budgets).toEqual([]);
  expect(read.problems).toEqual([expect.stringContaining(message)]);
});

test('of two limits of one scope and period the stricter one counts, in any order, and both are reported', () => {
  const rows = [row({ amount: '5' }), row({ amount: '3' }), row({ amount: '1', hard: 'false' })];
  for (const order of [rows, rows.toReversed()]) {
    const { budgets, problems } = readBudgets(order);
    expect(budgets).toEqual([{ scope: '', window: 'total', limitNanoUsd: 3_000_000_000, hard: true }]);
    expect(problems).toEqual([expect.stringContaining('several total limits of global')]);
  }
});

test('amounts are exact to the nano-dollar', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9_000_000 }), fc.integer({ min: 0, max: 999_999_999 }), (whole, nano) => {
      const { budgets } = readBudgets([row({ amount: `${whole}.${String(nano).padStart(9, '0')}` })]);
      fc.pre(whole * 1e9 + nano <= Number.MAX_SAFE_INTEGER);
      expect(budgets[0]?.limitNanoUsd).toBe(whole * 1e9 + nano);
    }),
  );
});

test('whatever Synapse holds, reading never throws and never gives a limit that the ledger would refuse', () => {
  const text = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          subject: text,
          amount: text,
          period: fc.option(text, { nil: undefined }),
          scope: fc.option(fc.record({ value: text, isIri: fc.boolean() }), { nil: undefined }),
          hard: fc.option(text, { nil: undefined }),
        }),
      ),
      (rows) => {
        for (const { limitNanoUsd } of readBudgets(rows).budgets) expect(Number.isSafeInteger(limitNanoUsd)).toBe(true);
      },
    ),
  );
});
