/** A short run of `npm run bench -- synapse-fuzz`; `PANAL_FUZZ_SEED` repeats one. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fuzzSynapse } from './fuzz-synapse.ts';
import { SynapseProcess } from './synapse-process.ts';

const TEXTS = 400;
const seed = Number(process.env['PANAL_FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 30));
const synapse = new SynapseProcess();

beforeAll(async () => {
  await synapse.initialise();
  await synapse.start();
});
afterAll(() => synapse.remove());

test(`broken texts are answered or refused with their place, and what was taken is there after a kill (PANAL_FUZZ_SEED=${seed})`, async () => {
  const { sent, placeless, problems } = await fuzzSynapse(synapse, { count: TEXTS, seed });
  expect(problems).toEqual([]);
  expect(sent).toBeGreaterThanOrEqual(TEXTS);
  // The parsers of the others do not say where all that they refuse stands.
  expect(placeless.filter((example) => /^(?:turtle|trig|nquads|ntriples):/.test(example))).toEqual([]);
}, 300_000);
