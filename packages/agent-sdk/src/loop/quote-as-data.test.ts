import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clipMiddle, quoteAsData } from './quote-as-data.ts';

test('no text can close the block that it is quoted in', () => {
  const part = fc.oneof(fc.constantFrom('```', '````', '`', '\n', '\n```\n', '```text\n'), fc.string());
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const [open = '', ...body] = quoteAsData(parts.join('')).split('\n');
      const fence = open.replace('text', '');
      expect(body.at(-1)).toBe(fence);
      for (const line of body.slice(0, -1)) expect(line).not.toContain(fence);
    }),
  );
});

test('a long text keeps its head and its tail and says how much is missing', () => {
  expect(clipMiddle('abcdefghij', 4)).toBe('ab\n[… 6 characters left out …]\nij');
  expect(clipMiddle('abcd', 4)).toBe('abcd');
});
