import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unpackPublished } from './npm-source.ts';
import { type Finished, rootDir, runDataDir, runPanal, temporaryDir } from './panal-run.ts';
import { type BilledCall, type TrajectoryUpstream, startTrajectoryUpstream } from './trajectory-upstream.ts';
import { commitAll, fingerprint, gitIn } from './user-repository.ts';

const RUN_MS_MAX = 240_000;
const cases = join(import.meta.dirname, 'trajectories');

/** Its tests are in the tarball, need nothing but Node, and run with `node --test`. */
const published = {
  spec: 'process-warning@5.0.0',
  integrity: 'sha512-a39t9ApHNx2L4+HBnQKqxxHNs1r7KF+Intd8Q/g1bUh6q0WIp9voPXJ/x0j+ZL45KF1pJd9+q2jLIRMfvEshkA==',
};

/** Nano-dollars per million tokens. */
interface Price {
  readonly input: bigint;
  readonly output: bigint;
}

/** What OpenAI publishes for gpt-4o-mini: $0.15 in, $0.60 out per million tokens. */
const gpt4oMini: Price = { input: 150_000_000n, output: 600_000_000n };
/** Given as `--price`; a token costs a fraction of a nano-dollar more than a whole number, so that rounding shows. */
const oddPrice: Price = { input: 37_500_000n, output: 150_300_000n };
const ODD_PRICE_OPTION = '0.0375/0.1503';

/** Usage times price, each call rounded half up to the nano-dollar; the sum over all calls. */
function billedNanoUsd(calls: readonly BilledCall[], price: Price): number {
  const exact = calls.map(
    ({ inputTokens, outputTokens }) => BigInt(inputTokens) * price.input + BigInt(outputTokens) * price.output,
  );
  return Number(exact.reduce((sum, cost) => sum + (cost + 500_000n) / 1_000_000n, 0n));
}

interface Report {
  readonly mission: {
    readonly state: string;
    readonly reason: string;
    readonly branch: string;
    readonly baseCommit: string;
    readonly pushedCommit: string;
    readonly findings: readonly { source: string; attempt: number }[];
    readonly verdicts: readonly { check: number; verdict: string; evidence: string }[];
  };
  readonly diff: string;
  readonly gates: readonly { passed: boolean; before?: Counts; after?: Counts }[];
  readonly spend: readonly { settledNanoUsd: number; heldNanoUsd: number; limitNanoUsd: number }[];
  readonly usages: readonly {
    inputTokens: number;
    outputTokens: number;
    costNanoUsd: number;
    scripted: boolean;
    estimated: boolean;
  }[];
}
interface Counts {
  readonly command: string;
  readonly passed: number;
  readonly failed: number;
  readonly total: number;
  readonly sandbox: string;
}

let folder: ReturnType<typeof temporaryDir>;
let upstream: TrajectoryUpstream;
beforeEach(() => {
  folder = temporaryDir();
});
afterEach(async () => {
  await upstream?.stop();
  folder.remove();
});

async function runCard(name: string, repository: string, options: readonly string[]): Promise<Finished & { report: Report }> {
  upstream = await startTrajectoryUpstream(join(cases, `${name}.yaml`));
  const own = ['--repo', repository, '--card', join(cases, `${name}.md`), '--base-url', upstream.baseUrl];
  const args = ['demo', ...own, ...options, '--yes', '--auto-ports', '--json'];
  const finished = await runPanal(args, { dataDir: join(folder.path, 'data') }).finished;
  expect(finished.stdout, finished.stderr).not.toBe('');
  return { ...finished, report: JSON.parse(finished.stdout) as Report };
}

/** The published source as a git repository of its own, in a folder of the given name. */
function publishedRepository(name: string): string {
  unpackPublished(published, join(folder.path, 'published'));
  const repository = join(folder.path, name);
  mkdirSync(join(repository, '..'), { recursive: true });
  execFileSync('mv', [join(folder.path, 'published', 'package'), repository]);
  commitAll(repository);
  return repository;
}

/** The commit under test, on a branch `main` of a clone: a checkout in CI may stand on no branch at all. */
function panalClone(): string {
  const clone = join(folder.path, 'clone');
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', rootDir, clone], { stdio: 'pipe' });
  gitIn(clone, 'checkout', '--quiet', '-B', 'main');
  return clone;
}

function bareClone(source: string, name: string, ...options: string[]): string {
  const clone = join(folder.path, name);
  const url = pathToFileURL(source).href;
  execFileSync('git', ['clone', '--quiet', '--bare', '--branch', 'main', ...options, url, clone], { stdio: 'pipe' });
  return clone;
}

function expectExactSpend(report: Report, price: Price): void {
  const { settledNanoUsd, heldNanoUsd } = report.spend[0]!;
  expect(heldNanoUsd).toBe(0);
  expect(settledNanoUsd).toBe(billedNanoUsd(upstream.billed, price));
  const usages = report.usages.map((usage) => `${usage.inputTokens} in, ${usage.outputTokens} out: ${usage.costNanoUsd}`);
  const billed = upstream.billed.map(
    (call) => `${call.inputTokens} in, ${call.outputTokens} out: ${billedNanoUsd([call], price)}`,
  );
  expect(usages.toSorted()).toEqual(billed.toSorted());
  expect(report.usages.some(({ scripted, estimated }) => scripted || estimated)).toBe(false);
}

function expectPushed(repository: string, { mission }: Report, changed: readonly string[]): void {
  expect(gitIn(repository, 'rev-parse', `refs/heads/${mission.branch}`)).toBe(mission.pushedCommit);
  expect(gitIn(repository, 'merge-base', mission.pushedCommit, mission.baseCommit)).toBe(mission.baseCommit);
  const names = gitIn(repository, 'diff', '--name-only', mission.baseCommit, mission.pushedCommit).split('\n');
  expect(names.filter((name) => !name.startsWith('openspec/')).toSorted()).toEqual(changed.toSorted());
  expect(names.some((name) => name.startsWith('openspec/changes/'))).toBe(true);
}

async function expectAuditVerifies(): Promise<void> {
  const verified = await runPanal(['audit', 'verify', '--json'], { dataDir: runDataDir(join(folder.path, 'data'))! }).finished;
  expect(verified.code, verified.stderr).toBe(0);
  expect(JSON.parse(verified.stdout)).toMatchObject({ ok: true });
}

const panalOptions = [
  '--model',
  'gpt-4o-mini',
  '--gate-command',
  'node --conditions=panal-source --test "packages/kernel/test/*.node.ts"',
];
const panalChanges = ['packages/kernel/src/pure/units.ts', 'packages/kernel/test/format-duration.node.ts'];

describe('a card on a clone of Panal’s own repository', { timeout: RUN_MS_MAX }, () => {
  it('ends on a branch of that clone, at the published price of the model, with nothing else touched', async () => {
    const clone = panalClone();
    const before = fingerprint(clone);
    const { code, stderr, report } = await runCard('panal-itself', clone, panalOptions);
    expect(code, stderr).toBe(0);
    expect(report.mission.state).toBe('done');
    expect(upstream.billed.map(({ step }) => step)).toEqual([
      'plan',
      'coder-look',
      'coder-edit',
      'coder-test',
      'coder-submit',
      'review',
    ]);
    expectExactSpend(report, gpt4oMini);
    expectPushed(clone, report, panalChanges);
    expect(report.diff).toContain('+  if (durationMs < 0) return `-${formatDuration(-durationMs)}`;');
    expect(report.gates.map(({ passed, after }) => [passed, after?.passed, after?.failed])).toEqual([[true, 2, 0]]);
    expect(report.mission.verdicts.find(({ check }) => check === 15)).toMatchObject({ verdict: 'pass' });
    expect(report.gates[0]!.after!.sandbox).not.toBe('none');
    expect(fingerprint(clone)).toEqual(before);
    await expectAuditVerifies();
  });

  it('works on a bare clone without history, and pushes to another remote where one is named', async () => {
    const source = panalClone();
    const bare = bareClone(source, 'bare.git', '--depth', '1');
    const remote = bareClone(source, 'remote.git');
    const before = [fingerprint(bare), fingerprint(remote)];
    const { code, stderr, report } = await runCard('panal-itself', bare, [...panalOptions, '--push-remote', remote]);
    expect(code, stderr).toBe(0);
    expectExactSpend(report, gpt4oMini);
    expectPushed(remote, report, panalChanges);
    expect([fingerprint(bare), fingerprint(remote)]).toEqual(before);
    expect(gitIn(bare, 'for-each-ref', 'refs/heads/panal')).toBe('');
  });
});

const packageOptions = ['--model', 'panal-test-model', '--price', ODD_PRICE_OPTION, '--gate-command', 'node --test'];

describe('a card on the source of a published package', { timeout: RUN_MS_MAX }, () => {
  it('is refused once by the package’s own tests, then ends on a branch, from a subfolder of a path with spaces and accents', async () => {
    const repository = publishedRepository(join('my projects', 'café “čas” (1)'));
    writeFileSync(join(repository, 'notes.tmp'), 'ignored by git\n');
    writeFileSync(join(repository, '.git', 'info', 'exclude'), '*.tmp\n');
    const before = fingerprint(repository);
    const { code, stderr, report } = await runCard('process-warning', join(repository, 'test'), packageOptions);
    expect(code, stderr).toBe(0);
    expect(report.mission.state).toBe('done');
    expectExactSpend(report, oddPrice);
    expectPushed(repository, report, ['index.js', 'test/format-falsy.test.js']);
    expect(report.mission.findings).toMatchObject([{ source: 'gate', attempt: 1 }]);
    expect(report.gates.map(({ passed }) => passed)).toEqual([false, true]);
    expect(report.gates[0]).toMatchObject({ before: { failed: 0, passed: 23 } });
    expect(report.gates[1]).toMatchObject({ after: { failed: 0, passed: 24 } });
    expect(fingerprint(repository)).toEqual(before);
    await expectAuditVerifies();
  });

  it.each([
    { budget: '0.000001', asks: false },
    { budget: '0.002', asks: true },
  ])('is held with the reason, and nothing pushed, when the budget is $budget dollars', async ({ budget, asks }) => {
    const repository = publishedRepository('package');
    const before = fingerprint(repository);
    const { code, stderr, report } = await runCard('process-warning', repository, [...packageOptions, '--budget', budget]);
    const budgetNanoUsd = Math.round(Number(budget) * 1e9);
    expect(code).toBe(1);
    expect(report.mission).toMatchObject({ state: 'held', pushedCommit: '' });
    expect(report.mission.reason).toMatch(/budget|limit/i);
    expect(stderr).toContain(report.mission.reason.split('\n')[0]);
    expect(report.spend[0]).toMatchObject({ limitNanoUsd: budgetNanoUsd });
    expect(upstream.billed.length > 0).toBe(asks);
    expect(billedNanoUsd(upstream.billed, oddPrice)).toBeLessThanOrEqual(budgetNanoUsd);
    expectExactSpend(report, oddPrice);
    expect(gitIn(repository, 'for-each-ref', 'refs/heads/panal')).toBe('');
    expect(fingerprint(repository)).toEqual(before);
  });
});
