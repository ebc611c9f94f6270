import { expect, test } from 'vitest';
import { rememberHashes } from './key-hashes.ts';

test('a key in use is hashed once, however many others come', () => {
  const hashed: string[] = [];
  const hashOf = rememberHashes((key) => {
    hashed.push(key);
    return `hash of ${key}`;
  });
  for (let index = 0; index < 10_000; index += 1) {
    expect(hashOf('busy')).toBe('hash of busy');
    expect(hashOf(`k-${index}`)).toBe(`hash of k-${index}`);
  }
  expect(hashed.filter((key) => key === 'busy')).toHaveLength(1);
  expect(hashOf('k-0')).toBe('hash of k-0');
  expect(
    hashed.filter((key) => key === 'k-0'),
    'what was used long ago is forgotten',
  ).toHaveLength(2);
});
