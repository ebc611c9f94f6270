import { createHash } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { bubblewrapFlags, bubblewrapSeals } from './bubblewrap.ts';
import type { RunPlan } from './plan-run.ts';
import type { ProcessLimitEnforcement, SandboxEvidence, SandboxLimits, SandboxProfile } from './request.ts';
import { launcherScript, reportedNamespaces } from './shell-launcher.ts';
import type { LauncherReport } from './shell-launcher.ts';
import { unshareFlags, unshareScript } from './unshare.ts';

/** Raised whenever a profile's rules change in a way that its own texts below do not show. */
const rulesVersion = 1;

const profileRules: Readonly<Record<SandboxProfile, readonly unknown[]>> = {
  bubblewrap: [bubblewrapFlags, bubblewrapSeals],
  unshare: [unshareFlags, unshareScript],
  none: [],
};

/** The hash that names a profile's rules: same rules, limits and network, same hash, on any machine and for any paths. */
export function profileHash(
  profile: SandboxProfile,
  plan: Pick<RunPlan, 'network' | 'limits'>,
  extra: readonly string[],
): string {
  const { network, limits } = plan;
  const sortedLimits = Object.entries(limits).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const rules = [rulesVersion, profile, profileRules[profile], extra, launcherScript, network, sortedLimits];
  return createHash('sha256').update(JSON.stringify(rules)).digest('hex');
}

/** The namespaces in which the report differs from this process, sorted. */
function separateNamespaces(report: LauncherReport): string[] {
  return reportedNamespaces.filter((name) => {
    const seen = report.namespaces[name];
    return seen !== undefined && seen !== readlinkSync(`/proc/self/ns/${name}`);
  });
}

/** Why a confined run must not start: a namespace that is ours, or a limit that did not take. Undefined when all is as it should be. */
export function confinementProblem(
  report: LauncherReport,
  plan: RunPlan,
  processLimit: ProcessLimitEnforcement,
): string | undefined {
  const wanted = plan.network === 'none' ? reportedNamespaces : reportedNamespaces.filter((name) => name !== 'net');
  const separate = separateNamespaces(report);
  const shared = wanted.filter((name) => !separate.includes(name));
  if (shared.length > 0) return `these namespaces are not separate: ${shared.join(', ')}`;
  const loose = looseLimits(report, plan.limits, processLimit);
  return loose.length > 0 ? `these limits did not take: ${loose.join(', ')}` : undefined;
}

/** Names of the limits that are not in force as asked (a stricter one is fine). */
function looseLimits(report: LauncherReport, asked: SandboxLimits, processLimit: ProcessLimitEnforcement): string[] {
  const names = Object.keys(report.limits) as (keyof LauncherReport['limits'])[];
  const byKernel = names.filter((name) => name !== 'processesMax' || processLimit === 'kernel');
  return byKernel.filter((name) => !(report.limits[name] <= asked[name]));
}

/** What else is worth saying about a run's confinement, in plain sentences. */
function describeGaps(profile: SandboxProfile, plan: RunPlan, processLimit: ProcessLimitEnforcement): string[] {
  const none = [
    'not confined: the command could read, write and reach whatever this user can',
    'a process that starts a session of its own outlives the command, and a sudden end of Panal ends neither',
  ];
  const unshare = ['no pseudo-terminals'];
  return [
    ...(profile === 'none' ? none : []),
    ...(profile === 'unshare' ? unshare : []),
    'no system-call filter',
    'memory is bounded for each process, not for all together',
    ...(profile !== 'none' && plan.network === 'host' ? ['the network of the machine is open'] : []),
    ...(processLimit === 'watch' ? ['processes are counted ten times a second, so the limit can be passed for a moment'] : []),
    ...(processLimit === 'none' ? ['the number of processes is not limited'] : []),
  ];
}

/** Parts of the evidence that are known before the run. */
export interface EvidenceParts {
  profile: SandboxProfile;
  version?: string;
  hash: string;
  processLimit: ProcessLimitEnforcement;
}

/** The evidence of a run. Without a report (it ended before the command started) no namespace and no limit counts as seen. */
export function buildEvidence(parts: EvidenceParts, plan: RunPlan, report: LauncherReport | undefined): SandboxEvidence {
  const { profile, version, hash, processLimit } = parts;
  const gaps = describeGaps(profile, plan, processLimit);
  const loose = report ? looseLimits(report, plan.limits, processLimit) : [];
  const asked = plan.limits;
  const observed = report ? { ...asked, ...strictest(report, asked) } : asked;
  return {
    profile,
    profileHash: hash,
    ...(version === undefined ? {} : { version }),
    network: profile === 'none' ? 'host' : plan.network,
    namespaces: report && profile !== 'none' ? separateNamespaces(report) : [],
    limits: observed,
    processLimit,
    seccomp: 'absent',
    gaps: [
      ...gaps,
      ...loose.map((name) => `the limit ${name} is not in force`),
      ...(report ? [] : ['the run ended before the command started, so nothing was observed']),
    ],
  };
}

function strictest(report: LauncherReport, asked: SandboxLimits): Partial<SandboxLimits> {
  const names = Object.keys(report.limits) as (keyof LauncherReport['limits'])[];
  return Object.fromEntries(names.map((name) => [name, Math.min(report.limits[name], asked[name])]));
}
