import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Finished, readRunning, runDataDir, runPanal, temporaryDir, until, isAlive } from './panal-run.ts';

interface Report {
  readonly mission: {
    readonly state: string;
    readonly branch: string;
    readonly baseCommit: string;
    readonly pushedCommit: string;
    readonly findings: readonly { source: string; text: string; attempt: number }[];
    readonly failures: readonly { clusterId: string; ruleId: string; ruleText: string }[];
    readonly tasks: readonly { taskType: string; state: string; attempts: number; agentId: string }[];
    readonly verdicts: readonly { check: number; verdict: string; evidence: string; position: number }[];
  };
  readonly diff: string;
  readonly gates: readonly {
    passed: boolean;
    before?: { failed: number; total: number };
    after?: { failed: number; total: number; passed: number };
  }[];
  readonly spend: readonly { settledNanoUsd: number; heldNanoUsd: number }[];
  readonly usages: readonly { scripted: boolean; costNanoUsd: number; outcome: string }[];
  readonly clusters: readonly { clusterId: string; count: number }[];
  readonly rules: readonly {
    ruleId: string;
    stage: string;
    clusterId: string;
    derivedFrom: readonly string[];
    wordedBy: string;
  }[];
}

const folder = temporaryDir();
let finished: Finished;
let report: Report;
let children: Record<string, number>;

beforeAll(async () => {
  const run = runPanal(['demo', '--auto-ports', '--json'], { dataDir: folder.path });
  const running = await until(() => readRunning(folder.path), 'the start of every process');
  children = running.children;
  finished = await run.finished;
  expect(finished.stderr).not.toContain('panal:');
  report = JSON.parse(finished.stdout) as Report;
}, 120_000);
afterAll(() => folder.remove());

const git = (...args: string[]): string =>
  execFileSync('git', ['-C', join(runDataDir(folder.path)!, '..', 'sample', 'remote.git'), ...args], { encoding: 'utf8' }).trim();

describe('the first run', () => {
  it('ends done, with exit code 0 and no process left', () => {
    expect(finished.code).toBe(0);
    expect(report.mission.state).toBe('done');
    expect(Object.keys(children)).toHaveLength(9);
    expect(Object.values(children).filter(isAlive)).toEqual([]);
  });

  it('starts red, is rejected by the gate once, and passes at the second attempt', () => {
    expect(report.gates.map(({ passed }) => passed)).toEqual([false, true]);
    expect(report.gates[0]!.before!.failed).toBeGreaterThan(0);
    expect(report.gates[0]!.after!.failed).toBeGreaterThan(0);
    expect(report.gates[1]!.after).toMatchObject({ failed: 0 });
    expect(report.gates[1]!.after!.total).toBeGreaterThanOrEqual(report.gates[0]!.before!.total);
    expect(report.mission.findings.map(({ source, attempt }) => [source, attempt])).toEqual([['gate', 1]]);
  });

  it('pushes exactly the reviewed commit to a branch of the remote, and leaves main alone', () => {
    expect(git('rev-parse', `refs/heads/${report.mission.branch}`)).toBe(report.mission.pushedCommit);
    expect(git('rev-parse', 'main')).toBe(report.mission.baseCommit);
    expect(git('for-each-ref', '--format=%(refname)').split('\n').toSorted()).toEqual(
      [`refs/heads/${report.mission.branch}`, 'refs/heads/main'].toSorted(),
    );
  });

  it('shows a diff of the code and of the plan', () => {
    expect(report.diff).toContain('diff --git a/src/split-bill.js');
    expect(report.diff).toContain('openspec/changes/');
  });

  it('gives a verdict or "not-assessed" for each of the 25 checks, each with its place in the audit log', () => {
    expect(report.mission.verdicts.map(({ check }) => check).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 25 }, (_, index) => index + 1),
    );
    for (const verdict of report.mission.verdicts)
      expect(['pass', 'deny', 'hold', 'halt', 'not-assessed']).toContain(verdict.verdict);
    const passed = report.mission.verdicts.filter(({ verdict }) => verdict === 'pass');
    expect(passed.length).toBeGreaterThan(10);
    for (const { evidence } of passed) expect(evidence).not.toBe('');
  });

  it('spends nothing, holds nothing in the end, and labels every model call as scripted', () => {
    expect(report.spend).toMatchObject([{ settledNanoUsd: 0, heldNanoUsd: 0 }]);
    expect(report.usages.length).toBeGreaterThan(5);
    expect(report.usages.every(({ scripted, outcome }) => scripted && outcome === 'ok')).toBe(true);
  });

  it('learns one cluster and a candidate rule with its provenance', () => {
    expect(report.clusters).toMatchObject([{ count: 1 }]);
    expect(report.rules).toMatchObject([{ stage: 'candidate', clusterId: report.clusters[0]!.clusterId, wordedBy: 'template' }]);
    expect(report.rules[0]!.derivedFrom).toHaveLength(1);
    expect(report.mission.failures[0]).toMatchObject({
      clusterId: report.clusters[0]!.clusterId,
      ruleId: report.rules[0]!.ruleId,
    });
  });

  it('leaves no worktree behind', () => {
    const worktrees = join(runDataDir(folder.path)!, 'workspace', 'worktrees');
    expect(existsSync(worktrees) ? readdirSync(worktrees) : []).toEqual([]);
  });

  it('keeps an audit log that verifies offline, after everything has stopped', async () => {
    const verify = await runPanal(['audit', 'verify', '--json'], { dataDir: runDataDir(folder.path)! }).finished;
    expect(verify.stderr).toBe('');
    expect(verify.code).toBe(0);
    expect(JSON.parse(verify.stdout)).toMatchObject({ ok: true });
  });
});
