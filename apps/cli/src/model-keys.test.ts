import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findModelKeys } from './model-keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'panal-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

const settings = (gateway: unknown): string => {
  const path = join(folder, 'panal.yaml');
  writeFileSync(path, JSON.stringify({ gateway }));
  return path;
};

test('without listed upstreams the usual variables count', () => {
  expect(findModelKeys({ OPENAI_API_KEY: 'x' }, folder)).toEqual({ found: ['OPENAI_API_KEY'], missing: [] });
});

test('of listed upstreams the variables that they name count, and missing ones are named', () => {
  const upstreams = [
    { name: 'a', kind: 'openai', apiKeyEnv: 'FIRST_KEY' },
    { name: 'b', kind: 'openai', apiKeyEnv: ['SECOND_KEY', { env: 'THIRD_KEY', weight: 2 }] },
    { name: 'c', kind: 'openai' },
  ];
  const env = {
    PANAL_CONFIG: settings({ upstreams, timeZone: 'UTC' }),
    OPENAI_API_KEY: 'unused',
    FIRST_KEY: '1',
    THIRD_KEY: '3',
  };
  expect(findModelKeys(env, folder)).toEqual({
    found: ['FIRST_KEY', 'THIRD_KEY', 'upstream "c" (needs no key)'],
    missing: [{ upstream: 'b', variable: 'SECOND_KEY' }],
  });
});
