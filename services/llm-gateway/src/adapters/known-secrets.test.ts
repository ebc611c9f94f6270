import fc from 'fast-check';
import { expect, test } from 'vitest';
import { secretsRemover } from './known-secrets.ts';

const KEY = 'Zx81QpLmN0secret+KEY/value77';
const clean = secretsRemover([KEY, 'other-key-of-it', undefined]);

test.each([
  KEY,
  KEY.toLowerCase(),
  encodeURIComponent(KEY),
  Buffer.from(KEY).toString('hex'),
  Buffer.from(KEY).toString('base64'),
  Buffer.from(KEY).toString('base64url'),
  'other-key-of-it',
])('removes %s', (form) => {
  expect(clean(`bad ${form}, and "${form}"`)).toBe('bad [secret removed], and "[secret removed]"');
});

test('removes a key from base64 of more than the key', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 9 }), fc.string({ maxLength: 9 }), (before, after) => {
      const text = Buffer.from(`${before}${KEY}${after}`).toString('base64');
      const left = clean(text).replace(/\[secret removed\]/g, '');
      expect(left.length).toBeLessThan(text.length - (KEY.length * 8) / 6 + 4);
    }),
  );
});

test('leaves other text as it is, and needs no key', () => {
  for (const remover of [clean, secretsRemover([]), secretsRemover(['x']), secretsRemover([undefined])])
    expect(remover('the model m does not exist')).toBe('the model m does not exist');
});
