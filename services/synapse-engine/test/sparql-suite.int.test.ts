/** The W3C's own suites, run against a process over HTTP; the same as `npm run bench -- synapse-conformance`. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SuiteName, rdfTestsDir, runSuite } from './sparql-suite.ts';
import { SynapseProcess } from './synapse-process.ts';

const dir = rdfTestsDir() ?? '';
/** What passes with the engine of today, of how many. */
const expected: Readonly<Record<SuiteName, readonly [passed: number, total: number]>> = {
  query: [318, 328],
  update: [157, 157],
  results: [9, 10],
  federationSyntax: [3, 3],
  protocol: [34, 34],
  graphStore: [13, 13],
  serviceDescription: [3, 3],
};

describe.skipIf(dir === '')("the W3C's suites", () => {
  const synapse = new SynapseProcess();

  beforeAll(async () => {
    await synapse.initialise();
    await synapse.start();
  });

  afterAll(() => synapse.remove());

  test.each(Object.keys(expected) as SuiteName[])('%s', async (name) => {
    const { passed, total, failures } = await runSuite(synapse, dir, name);
    const [passedAtLeast, totalExpected] = expected[name];
    expect(total).toBe(totalExpected);
    expect(passed, failures.join('\n')).toBeGreaterThanOrEqual(passedAtLeast);
  });
});
