import { type SandboxEvidence, type SandboxNetwork, runSandboxed } from '@panal/sandbox';
import type { TestPlan } from '../core/detect-tests.ts';
import type { TestRunFact } from '../core/gate-verdict.ts';
import type { Repository } from '../core/model.ts';
import type { TestFailure } from '../core/test-output/format.ts';
import { readTestOutput } from '../core/test-output/read-test-output.ts';
import type { WorkspaceContext } from './context.ts';
import { storeLog } from './log-store.ts';
import { maskSecrets } from './scan-secrets.ts';

/** Bytes of a run's output that are kept, head and tail. */
export const outputBytesMax = 2 * 1024 * 1024;

/** A run of the tests with what it printed, credentials covered. */
export interface TestRun {
  readonly fact: TestRunFact;
  readonly output: string;
  readonly failures: readonly TestFailure[];
  readonly durationMs: number;
  readonly evidence: SandboxEvidence | undefined;
  /** Credentials that were covered in the output. */
  readonly secrets: number;
  /** Whether an install command was given the machine's network. */
  readonly installed: boolean;
}

interface RunRequest {
  readonly repository: Repository;
  readonly plan: TestPlan;
  /** The checkout; the command may write there and nowhere else. */
  readonly path: string;
  readonly gitDir: string;
}

const environment = {
  CI: 'true',
  NO_COLOR: '1',
  FORCE_COLOR: '0',
  GOTOOLCHAIN: 'local',
  GOFLAGS: '-mod=mod',
  PYTHONDONTWRITEBYTECODE: '1',
};

/** Runs install and test command in a checkout, confined, and reads the counts. Never rejects for what they do. */
export async function runTests(context: WorkspaceContext, request: RunRequest): Promise<TestRun> {
  const { repository, plan } = request;
  const install = repository.installCommand === '' ? undefined : await runShell(context, request, installOf(context, repository));
  if (install && (!install.ok || install.exitCode !== 0)) return await installFailed(context, request, install);
  const outcome = await runShell(context, request, {
    command: plan.command,
    timeoutMs: context.config.gateTimeoutMs,
    network: 'none',
  });
  if (!outcome.ok) return notRun(plan.command, outcome.refusal.message);
  const { text, count } = await maskSecrets(context.scanner, outcome.output);
  const report = readTestOutput(text);
  const fact: TestRunFact = {
    command: plan.command,
    exitCode: outcome.exitCode,
    counts: report?.counts,
    timedOut: outcome.timedOut,
    logDigest: await storeLog(context.folders.logs, text),
    profile: outcome.evidence.profile,
    profileHash: outcome.evidence.profileHash,
    notRun: '',
  };
  const { durationMs, evidence } = outcome;
  return {
    fact,
    output: text,
    failures: report?.failures ?? [],
    durationMs,
    evidence,
    secrets: count,
    installed: install !== undefined,
  };
}

const installOf = (context: WorkspaceContext, repository: Repository) => ({
  command: repository.installCommand,
  timeoutMs: context.config.installTimeoutMs,
  network: 'host' as const,
});

/** A POSIX shell command in the sandbox of the repository. */
export function runShell(
  context: WorkspaceContext,
  place: Pick<RunRequest, 'repository' | 'path' | 'gitDir'>,
  run: { command: string; timeoutMs: number; network: SandboxNetwork },
) {
  context.log.debug({ command: run.command }, 'running in the sandbox');
  return runSandboxed({
    command: ['/bin/sh', '-c', run.command],
    cwd: place.path,
    env: environment,
    timeoutMs: run.timeoutMs,
    outputBytesMax,
    requirement: place.repository.sandbox,
    readOnlyPaths: [place.gitDir],
    network: run.network,
    signal: context.stopping,
  });
}

async function installFailed(
  context: WorkspaceContext,
  { repository }: RunRequest,
  install: Awaited<ReturnType<typeof runShell>>,
): Promise<TestRun> {
  if (!install.ok) return notRun(repository.installCommand, install.refusal.message);
  const { text, count } = await maskSecrets(context.scanner, install.output);
  const end = install.timedOut ? 'did not end in time' : `ended with exit code ${install.exitCode}`;
  const failed = notRun(repository.installCommand, `The install command ${end}, so no test was run.`);
  const fact = {
    ...failed.fact,
    exitCode: install.exitCode,
    timedOut: install.timedOut,
    logDigest: await storeLog(context.folders.logs, text),
    profile: install.evidence.profile,
    profileHash: install.evidence.profileHash,
  };
  return { ...failed, fact, output: text, durationMs: install.durationMs, secrets: count, installed: true };
}

/** The result of a run that did not take place. */
export function notRun(command: string, reason: string): TestRun {
  const fact: TestRunFact = {
    command,
    exitCode: -1,
    counts: undefined,
    timedOut: false,
    logDigest: '',
    profile: '',
    profileHash: '',
    notRun: reason,
  };
  return { fact, output: '', failures: [], durationMs: 0, evidence: undefined, secrets: 0, installed: false };
}
