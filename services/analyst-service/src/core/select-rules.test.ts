import { expect, test } from 'vitest';
import { selectRules } from './select-rules.ts';
import type { Rule } from './state.ts';
import { targetOf } from './rule-target.ts';

const rule = (ruleId: string, more: Partial<Rule> = {}): Rule => ({
  ruleId,
  text: 'Run the tests.',
  stage: 'binding',
  clusterId: 'c',
  role: '',
  stack: '',
  taskType: '',
  derivedFrom: [],
  wordedBy: 'template',
  createdMs: 1,
  decidedBy: 'ada',
  pinned: true,
  ...more,
});
const anywhere = { role: '', stack: '', taskType: '', text: '' };
const chosen = (rules: Rule[], scope: Partial<typeof anywhere> = {}, limit = 10): string[] =>
  selectRules(rules, { stage: 'binding', scope: { ...anywhere, ...scope }, limit }).map(({ ruleId }) => ruleId);

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
  expect(chosen(rules, { role: 'coder', stack: 'python', taskType: 'feature' })).toEqual(['coder', 'any']);
  expect(chosen(rules, { role: 'Coder', stack: 'go', taskType: 'fix' })).toEqual(['coder', 'fix', 'go', 'any']);
  expect(chosen(rules)).toHaveLength(5);
});

test('exact scopes come before words in common, those before age, and age before the id', () => {
  const rules = [
    rule('b'),
    rule('a'),
    rule('new', { createdMs: 9 }),
    rule('words', { text: 'Round the shares of the bill.', createdMs: 9 }),
    rule('scope', { role: 'coder', createdMs: 9 }),
  ];
  expect(chosen(rules, { role: 'coder', text: 'shares of a bill' })).toEqual(['scope', 'words', 'a', 'b', 'new']);
  expect(chosen(rules.toReversed(), { role: 'coder', text: 'shares of a bill' }, 2)).toEqual(['scope', 'words']);
});

test('the target is the most special scope named', () => {
  expect(targetOf({ role: 'coder', stack: 'c++', taskType: 'bug fix' })).toBe('http://swarm.os/task-type/bug%20fix');
  expect(targetOf({ role: 'coder', stack: 'c++', taskType: '' })).toBe('http://swarm.os/stack/c%2B%2B');
  expect(targetOf({ role: 'coder', stack: '', taskType: '' })).toBe('http://swarm.os/role/coder');
  expect(targetOf({ role: '', stack: '', taskType: '' })).toBe('http://swarm.os/role/any');
});
