import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type FailureSignature, signatureOf } from './signature.ts';

/** Failing steps of real coding agents, kept beside the checkout; they are not ours to ship. */
const stepsFile = fileURLToPath(new URL('../../../../shared/data/agent-failures/steps.jsonl', import.meta.url));
const present = existsSync(stepsFile);
const message = present ? '' : ' (skipped: the recorded steps are not beside this checkout)';

test.skipIf(!present)(
  `recorded failures of real agents: the protocol error and the missing tool are the top two, one cluster each${message}`,
  () => {
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
    expect(second!.signature.missing).toBe('pytest');
    expect([...clusters.values()].filter(({ signature }) => signature.missing === 'pytest')).toHaveLength(1);
  },
);

interface Labelled {
  readonly step: string;
  readonly digest: string;
  readonly label: string;
  readonly half: string;
}

/** Share of steps whose label is the most frequent one of their cluster. */
function purityOf(steps: readonly { readonly id: string; readonly label: string }[]): number {
  const clusters = [...Map.groupBy(steps, ({ id }) => id).values()];
  const most = clusters.map((cluster) =>
    Math.max(...[...Map.groupBy(cluster, ({ label }) => label).values()].map(({ length }) => length)),
  );
  return most.reduce((sum, count) => sum + count, 0) / steps.length;
}

test.skipIf(!present)(`recorded failures of real agents: steps labelled by hand are not mixed${message}`, () => {
  const labels = JSON.parse(
    readFileSync(fileURLToPath(new URL('../test/agent-failures/labels.json', import.meta.url)), 'utf8'),
  ) as { steps: Labelled[] };
  const outputs = new Map(
    readFileSync(stepsFile, 'utf8')
      .trim()
      .split('\n')
      .map((line) => {
        const { instance, step, output } = JSON.parse(line) as { instance: string; step: number; output: string };
        return [`${instance}/${step}`, output];
      }),
  );
  for (const half of ['tuning', 'held-out']) {
    const steps = labels.steps
      .filter((each) => each.half === half)
      .map(({ step, digest, label }) => {
        const output = outputs.get(step)!;
        expect(createHash('sha256').update(output).digest('hex').slice(0, 16)).toBe(digest);
        return { label, id: signatureOf(output).signature };
      });
    expect(purityOf(steps)).toBeGreaterThanOrEqual(0.95);
  }
});
