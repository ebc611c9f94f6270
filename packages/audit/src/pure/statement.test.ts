import { expect, test } from 'vitest';
import { buildStatement } from './statement.ts';

test('a statement names its type and keeps what it is given', () => {
  const subject = [{ name: 'worktree', digest: { gitCommit: 'ab12' } }];
  const statement = buildStatement({ subject, predicateType: 'https://example.com/gate/v1', predicate: { passed: true } });
  expect(statement).toEqual({
    _type: 'https://in-toto.io/Statement/v1',
    subject,
    predicateType: 'https://example.com/gate/v1',
    predicate: { passed: true },
  });
});

test('a statement about nothing is refused', () => {
  const rest = { predicateType: 'https://example.com/gate/v1', predicate: null };
  expect(() => buildStatement({ subject: [], ...rest })).toThrow(/subject/);
  expect(() => buildStatement({ subject: [{ name: 'x', digest: {} }], ...rest })).toThrow(/digest/);
});
