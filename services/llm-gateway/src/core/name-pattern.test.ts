import fc from 'fast-check';
import { expect, test } from 'vitest';
import { namePattern } from './name-pattern.ts';

test.each([
  ['*', '', true],
  ['*', 'any/thing', true],
  ['gpt-5*', 'gpt-5', true],
  ['gpt-5*', 'gpt-4', false],
  ['*/*-preview', 'a/b-preview', true],
  ['*/*-preview', 'b-preview', false],
  ['a*a', 'a', false],
  ['m', 'm', true],
  ['m', 'mm', false],
  ['a.c', 'abc', false],
])('%s fits %j: %s', (pattern, name, fits) => expect(namePattern(pattern)(name)).toBe(fits));

test('agrees with the regular expression that says the same', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', '*'), maxLength: 8 });
  fc.assert(
    fc.property(letters, letters, (pattern, name) => {
      const same = new RegExp(
        `^${pattern
          .split('*')
          .map((part) => part.replace(/\./g, '\\.'))
          .join('.*')}$`,
        's',
      );
      expect(namePattern(pattern)(name)).toBe(same.test(name));
    }),
  );
});

test('looks at each character once for each part, however often the pattern could fit', () => {
  // A regular expression takes minutes for these.
  expect(namePattern('*/*-preview')('/'.repeat(4_000_000))).toBe(false);
  expect(namePattern('*a*a*a*a*b')('a'.repeat(4_000_000))).toBe(false);
});
