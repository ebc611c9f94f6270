import { loadConfig } from '@panal/kernel/runtime';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { agentsSchema } from './run-agent.ts';

const coder = agentsSchema('coder', z.strictObject({ stepsMax: z.int().default(40) }));
const read = (env: Record<string, string>) => loadConfig({ section: 'agents', schema: coder, env, cwd: import.meta.dirname }).own;

test('an agent reads what all share and its own part, from the environment too', () => {
  expect(read({})).toMatchObject({ heartbeatMs: 5_000, coder: { stepsMax: 40 } });
  expect(read({ PANAL_AGENTS_CODER_STEPS_MAX: '7', PANAL_AGENTS_HEARTBEAT_MS: '250' })).toMatchObject({
    heartbeatMs: 250,
    coder: { stepsMax: 7 },
  });
});

test('a setting that is not valid is named', () => {
  expect(() => read({ PANAL_AGENTS_CODER_STEPS_MAX: 'many' })).toThrow('PANAL_AGENTS_CODER_STEPS_MAX');
});

test('the parts of other kinds are left alone, unknown settings are not', () => {
  expect(coder.safeParse({ reviewer: { stepsMax: 'x' } }).success).toBe(true);
  expect(coder.safeParse({ coder: { stepMax: 1 } }).success).toBe(false);
  expect(coder.safeParse({ tester: {} }).success).toBe(false);
});
