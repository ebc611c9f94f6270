import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '@panal/testkit';
import { type Running, readRunning, runDataDir, runPanal, temporaryDir, until } from './panal-run.ts';
import { createSampleRepository, git, sampleArguments, sampleDir } from './sample-repository.ts';
import { type TrajectoryUpstream, startTrajectoryUpstream } from './trajectory-upstream.ts';

const processes = [
  'synapse-engine',
  'analyst-service',
  'llm-gateway',
  'workspace-service',
  'orchestrator-core',
  'trello-bridge',
  'product-manager',
  'coder',
  'reviewer',
];
/** Dollars per million tokens are thousands of nano-dollars per token. */
const PRICE = { input: 150, output: 600 };
const SEED = Number(process.env['PANAL_KILL_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
/** A run takes some ten seconds from the first event to the push; a kill falls anywhere in it. */
const KILL_WITHIN_MS = 9_000;

interface Report {
  readonly mission: {
    state: string;
    branch: string;
    pushedCommit: string;
    baseCommit: string;
    tasks: readonly { taskType: string; state: string }[];
  };
  readonly spend: readonly { settledNanoUsd: number; heldNanoUsd: number }[];
  readonly usages: readonly { inputTokens: number; outputTokens: number; costNanoUsd: number; estimated: boolean }[];
}

const costOf = (call: { inputTokens: number; outputTokens: number }): number =>
  call.inputTokens * PRICE.input + call.outputTokens * PRICE.output;

/** What was settled covers what the upstream billed, equals the usage log, and is exact wherever nothing had to be estimated. */
function expectExactSpend(report: Report, upstream: TrajectoryUpstream): void {
  const { settledNanoUsd, heldNanoUsd } = report.spend[0]!;
  const billedNanoUsd = upstream.billed.reduce((sum, call) => sum + costOf(call), 0);
  expect(heldNanoUsd).toBe(0);
  expect(report.usages.reduce((sum, usage) => sum + usage.costNanoUsd, 0)).toBe(settledNanoUsd);
  for (const usage of report.usages.filter(({ estimated }) => !estimated)) expect(usage.costNanoUsd).toBe(costOf(usage));
  if (report.usages.some(({ estimated }) => estimated)) expect(settledNanoUsd).toBeGreaterThanOrEqual(billedNanoUsd);
  else expect(settledNanoUsd).toBe(billedNanoUsd);
}

/** Runs a card and kills the process on its way; false where the card was through before. */
async function runWithKill(victim: string, afterMs: number): Promise<boolean> {
  const folder = temporaryDir();
  const upstream = await startTrajectoryUpstream(join(sampleDir, 'trajectory.yaml'));
  try {
    const sample = createSampleRepository(folder.path);
    const { remote } = sample;
    const args = sampleArguments(sample, { baseUrl: upstream.baseUrl, price: `${PRICE.input / 1000}/${PRICE.output / 1000}` });
    const run = runPanal(args, { dataDir: join(folder.path, 'data'), env: { PANAL_ANALYST_RULE_THRESHOLD: '1' } });
    const running: Running = await until(() => readRunning(run.dataDir), 'the start of every process');
    await new Promise((done) => setTimeout(done, afterMs));
    if (!killed(running.children[victim]!)) {
      await run.finished;
      return false;
    }
    const finished = await run.finished;
    expect(finished.code, finished.stderr).toBe(0);
    const report = JSON.parse(finished.stdout) as Report;

    expect(report.mission.state).toBe('done');
    expect(report.mission.tasks.filter(({ taskType, state }) => taskType === 'push' && state === 'succeeded')).toHaveLength(1);
    expect(git(remote, 'rev-parse', `refs/heads/${report.mission.branch}`)).toBe(report.mission.pushedCommit);
    expect(git(remote, 'for-each-ref', '--format=%(refname)').split('\n')).toHaveLength(2);
    expectExactSpend(report, upstream);
    const worktrees = join(runDataDir(run.dataDir)!, 'workspace', 'worktrees');
    expect(existsSync(worktrees) ? readdirSync(worktrees) : []).toEqual([]);
    const verified = await runPanal(['audit', 'verify'], { dataDir: runDataDir(run.dataDir)! }).finished;
    expect(verified.code, verified.stderr).toBe(0);
    return true;
  } finally {
    await upstream.stop();
    folder.remove();
  }
}

function killed(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

/** The faster the machine, the earlier a card is through: then sooner, until the death falls on its way. */
async function runUntilKilled(victim: string, afterMs: number): Promise<void> {
  for (let soonerMs = afterMs; !(await runWithKill(victim, soonerMs)); soonerMs = Math.floor(soonerMs / 2));
}

describe(`a card's whole way, with kill -9 of one process at a random moment (PANAL_KILL_SEED=${SEED})`, () => {
  const next = seededRandom(SEED);
  for (const victim of processes) {
    const afterMs = Math.round(next() * KILL_WITHIN_MS);
    it(`survives the death of ${victim} after ${afterMs} ms`, { timeout: 240_000 }, () => runUntilKilled(victim, afterMs));
  }
});
