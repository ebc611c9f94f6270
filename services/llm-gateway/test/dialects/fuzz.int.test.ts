import { afterAll, beforeAll, expect, test } from 'vitest';
import { GatewayHome } from '../gateway-process.ts';
import { fuzzDialects } from './dialect-fuzz.ts';

/** More for a long run: PANAL_FUZZ_COUNT=900. */
const COUNT = Number(process.env['PANAL_FUZZ_COUNT'] ?? 300);
const SEED = Number(process.env['PANAL_FAULT_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

let home: GatewayHome;
beforeAll(async () => {
  home = await GatewayHome.create();
});
afterAll(() => home.remove());

test(
  `${COUNT} damaged requests and answers in every dialect: each ends in its dialect, with one record, within the budget (PANAL_FAULT_SEED=${SEED})`,
  async () => {
    const result = await fuzzDialects({ home, count: COUNT, seed: SEED });
    expect(result.problems).toEqual([]);
    expect(result.requests).toBe(COUNT);
    expect(Object.keys(result.outcomes)).toEqual(expect.arrayContaining(['200', '400', '502', 'stream 200']));
  },
  60_000 + COUNT * 500,
);
