import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type FailureSignature, signatureOf } from './signature.ts';

/** Failing steps of real coding agents, kept beside the checkout; they are not ours to ship. */
const stepsFile = fileURLToPath(new URL('../../../../shared/data/agent-failures/steps.jsonl', import.meta.url));
const present = existsSync(stepsFile);
const message = present ? '' : ' (skipped: the recorded steps are not beside this checkout)';

test.skipIf(!present)(`recorded failures of real agents: the protocol error is one cluster, and the largest${message}`, () => {
  const clusters = new Map<string, { count: number; signature: FailureSignature }>();
  let steps = 0;
  for (const line of readFileSync(stepsFile, 'utf8').trim().split('\n')) {
    const { output } = JSON.parse(line) as { output: string };
    if (output.trim() === '') continue;
    steps += 1;
    const signature = signatureOf(output);
    const cluster = clusters.get(signature.signature) ?? { count: 0, signature };
    cluster.count += 1;
    clusters.set(signature.signature, cluster);
  }
  const [first, second] = [...clusters.values()].sort((a, b) => b.count - a.count);
  expect(first!.signature.kind).toBe('protocol');
  expect([...clusters.values()].filter(({ signature }) => signature.kind === 'protocol')).toHaveLength(1);
  expect(first!.count / steps).toBeGreaterThan(0.3);
  expect(second!.signature).toMatchObject({ kind: 'missing-module', missing: 'pytest' });
});
