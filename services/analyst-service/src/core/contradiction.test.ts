import { expect, test } from 'vitest';
import { contradicts } from './contradiction.ts';

const rule = (text: string, more: { role?: string; stack?: string; taskType?: string } = {}) => ({
  text,
  role: '',
  stack: '',
  taskType: '',
  ...more,
});
const opposite = [
  ['Always run prettier on changed sources.', 'Never run prettier on changed sources.'],
  ['Use mocks for the database.', "Don't use mocks for the database."],
  ['Commit generated code.', 'Commit no generated code.'],
] as const;

test.each(opposite)('%s / %s', (one, other) => {
  expect(contradicts(rule(one), rule(other))).toBe(true);
  expect(contradicts(rule(other), rule(one))).toBe(true);
  expect(contradicts(rule(one, { role: 'coder' }), rule(other, { stack: 'go' }))).toBe(true);
  expect(contradicts(rule(one, { role: 'coder' }), rule(other, { role: 'reviewer' }))).toBe(false);
  expect(contradicts(rule(one, { stack: 'go' }), rule(other, { stack: 'Go' }))).toBe(true);
});

test.each([
  ['Always run prettier on changed sources.', 'Run prettier on changed sources, always.'],
  ['Never mock the database.', 'Do not mock the database.'],
  ['Commit generated code.', 'Never push to the main branch.'],
  ['', 'Not.'],
])('not opposite: %s / %s', (one, other) => {
  expect(contradicts(rule(one), rule(other))).toBe(false);
});
