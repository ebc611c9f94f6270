import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { bubblewrapCall } from './bubblewrap.ts';
import type { BubblewrapFeatures } from './bubblewrap.ts';
import { buildEvidence, confinementProblem, profileHash } from './evidence.ts';
import type { EvidenceParts } from './evidence.ts';
import type { RunPlan } from './plan-run.ts';
import { canCountProcesses } from './process-watch.ts';
import type { ProcessGroup } from './process-watch.ts';
import type { ProcessLimitEnforcement, SandboxOutcome } from './request.ts';
import { firstFileFd, runProcess } from './run-process.ts';
import type { ProcessEnd, ProcessPlan, Release } from './run-process.ts';
import { environmentScript, launcherArguments } from './shell-launcher.ts';
import type { LauncherReport } from './shell-launcher.ts';
import { unshareArguments } from './unshare.ts';

/** A profile that this machine has the programs for. */
export type AvailableProfile =
  | { profile: 'bubblewrap'; path: string; version: string; features: BubblewrapFeatures }
  | { profile: 'unshare'; path: string; version: string }
  | { profile: 'none' };

/** The whole environment of the programs that build the sandbox: nothing of the caller's reaches them. */
const toolEnvironment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C' };

/** Runs the plan in one profile. A refusal says that the profile could not be put in force; nothing of the command ran then. */
export async function runInProfile(available: AvailableProfile, plan: RunPlan): Promise<SandboxOutcome> {
  const scratch = available.profile === 'none' ? mkdtempSync(join(tmpdir(), 'panal-run-')) : undefined;
  try {
    return await run(available, plan, scratch ?? '/tmp');
  } finally {
    if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true });
  }
}

async function run(available: AvailableProfile, plan: RunPlan, home: string): Promise<SandboxOutcome> {
  const ids = ownIds();
  const processLimit = processLimitFor(available, ids.uid);
  const call = callFor(available, plan, { ids, processLimit });
  const environment = environmentScript({ HOME: home, TMPDIR: home, PATH: plan.path, ...plan.env });
  const release = (report: LauncherReport, pid: number): Release => {
    const problem = available.profile === 'none' ? undefined : confinementProblem(report, plan, processLimit);
    if (problem !== undefined) return { refuse: problem };
    const group = groupOf(available, report, pid);
    return processLimit === 'watch'
      ? { start: environment, watch: { group, max: plan.limits.processesMax } }
      : { start: environment };
  };
  const { stdin, timeoutMs, outputBytesMax, signal } = plan;
  const end = await runProcess({ ...call, env: toolEnvironment, stdin, timeoutMs, outputBytesMax, signal, release });
  return outcomeOf(end, plan, { ...evidenceParts(available, plan), processLimit });
}

type CallOptions = { ids: { uid: number; gid: number }; processLimit: ProcessLimitEnforcement };

function callFor(
  available: AvailableProfile,
  plan: RunPlan,
  options: CallOptions,
): Pick<ProcessPlan, 'file' | 'args' | 'files' | 'cwd'> {
  const { ids, processLimit } = options;
  const shell = launcherArguments(plan.command, plan.limits, processLimit === 'kernel');
  switch (available.profile) {
    case 'bubblewrap': {
      const { features, path } = available;
      return { file: path, cwd: '/', ...bubblewrapCall(plan, shell, { features, ids, firstFileFd }) };
    }
    case 'unshare':
      return { file: available.path, cwd: '/', args: unshareArguments(plan, shell, ids), files: [] };
    case 'none':
      return { file: '/bin/sh', cwd: plan.cwd, args: shell, files: [] };
  }
}

// The kernel exempts root from RLIMIT_NPROC, and outside a user namespace of its own it counts all that the user runs.
function processLimitFor({ profile }: AvailableProfile, uid: number): ProcessLimitEnforcement {
  if (profile !== 'none' && uid !== 0) return 'kernel';
  return canCountProcesses() ? 'watch' : 'none';
}

function groupOf({ profile }: AvailableProfile, report: LauncherReport, pid: number): ProcessGroup {
  const pidNamespace = report.namespaces['pid'];
  return profile === 'none' || pidNamespace === undefined ? { session: pid } : { pidNamespace };
}

function ownIds(): { uid: number; gid: number } {
  return { uid: process.getuid?.() ?? 65_534, gid: process.getgid?.() ?? 65_534 };
}

function evidenceParts(available: AvailableProfile, plan: RunPlan): Omit<EvidenceParts, 'processLimit'> {
  const { profile } = available;
  if (profile === 'none') return { profile, hash: profileHash(profile, plan, []) };
  const features = profile === 'bubblewrap' ? Object.entries(available.features).map(([name, on]) => `${name}=${on}`) : [];
  return { profile, version: available.version, hash: profileHash(profile, plan, features) };
}

function outcomeOf(end: ProcessEnd, plan: RunPlan, parts: EvidenceParts): SandboxOutcome {
  if (end.kind === 'not-started') return unprepared(parts.profile, `it could not be started (${end.why})`);
  if (end.refusal !== undefined) return unprepared(parts.profile, end.refusal);
  if (!end.report && !end.stop) return unprepared(parts.profile, lastLines(end.stderr) || 'it ended without saying why');
  const { stdout, stderr, output, droppedBytes, durationMs } = end;
  const signal = end.stop ? 'SIGKILL' : end.signal;
  return {
    ok: true,
    exitCode: signal ? 128 + constants.signals[signal] : (end.code ?? 1),
    ...(signal ? { signal } : {}),
    ...(end.stop === 'processes' ? { limitExceeded: 'processes' } : {}),
    stdout,
    stderr,
    output,
    droppedBytes,
    durationMs,
    timedOut: end.stop === 'timeout',
    evidence: buildEvidence(parts, plan, end.report),
  };
}

function unprepared(profile: string, why: string): SandboxOutcome {
  return {
    ok: false,
    refusal: { code: 'no-sandbox', message: `The ${profile} profile could not be put in force, so nothing was run: ${why}` },
  };
}

const messageCharsMax = 400;

function lastLines(text: string): string {
  return text.trim().slice(-messageCharsMax);
}
