import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bubblewrapFeatures } from './bubblewrap.ts';
import { planRun } from './plan-run.ts';
import type { SandboxDetection, SandboxOptions, SandboxProfile } from './request.ts';
import { runInProfile } from './run-in-profile.ts';
import type { AvailableProfile } from './run-in-profile.ts';

/** All profiles, strongest first. */
export const allProfiles: readonly SandboxProfile[] = ['bubblewrap', 'unshare', 'none'];

/** Where the programs are looked for. Fixed, so that nobody's PATH chooses what confines a command. */
const toolFolders = ['/usr/bin', '/bin', '/usr/sbin', '/sbin', '/usr/local/bin'];

const probeMsMax = 10_000;

/** Whether a profile works here, found out by running a command in it. */
export type ProfileProbe = { works: true; available: AvailableProfile } | { works: false; installed: boolean; why: string };

const probes = new Map<SandboxProfile, Promise<ProfileProbe>>();

/** The probe of a profile; run once in the life of this process. */
export function probeProfile(profile: SandboxProfile): Promise<ProfileProbe> {
  const known = probes.get(profile);
  if (known) return known;
  const probe = runProbe(profile);
  probes.set(profile, probe);
  return probe;
}

/** The strongest of the profiles that works, and what was wrong with the stronger ones. `none` works wherever it is allowed. */
export async function strongestProfile(
  profiles: readonly SandboxProfile[],
): Promise<{ available?: AvailableProfile; missed: Missed[] }> {
  const missed: Missed[] = [];
  for (const profile of allProfiles.filter((name) => profiles.includes(name))) {
    const probe = await probeProfile(profile);
    if (probe.works) return { available: probe.available, missed };
    missed.push({ profile, installed: probe.installed, why: probe.why });
  }
  return { missed };
}

/** A profile that does not work here. */
export interface Missed {
  profile: SandboxProfile;
  installed: boolean;
  why: string;
}

/** Finds the strongest profile by running a command in each, and says what to do for a better one. Cached for the life of the process. */
export async function detectSandbox(options: SandboxOptions = {}): Promise<SandboxDetection> {
  const { available, missed } = await strongestProfile(options.profiles ?? allProfiles);
  const chosen = available ?? { profile: 'none' };
  const version = 'version' in chosen ? { version: chosen.version } : {};
  const advice = missed.length > 0 ? { advice: adviseOn(missed) } : {};
  const found =
    chosen.profile === 'none' ? 'no way to confine a command was found' : `a test command ran confined by ${chosen.profile}`;
  return { profile: chosen.profile, ...version, why: [found, ...missed.map(describeMissed)].join('; '), ...advice };
}

/** A missed profile in words. */
export function describeMissed({ profile, why }: Missed): string {
  return `${profile}: ${why}`;
}

/** What to install or change, given what does not work. */
export function adviseOn(missed: readonly Missed[]): string {
  const bubblewrap = missed.find(({ profile }) => profile === 'bubblewrap');
  if (bubblewrap && !bubblewrap.installed) {
    return 'install bubblewrap (Debian and Ubuntu: apt install bubblewrap; Fedora: dnf install bubblewrap; Alpine: apk add bubblewrap)';
  }
  return `allow unprivileged user namespaces${namespaceHint()}; in a container, its runtime must allow them and an unmasked /proc, too`;
}

function namespaceHint(): string {
  const closed = [
    {
      file: '/proc/sys/kernel/apparmor_restrict_unprivileged_userns',
      closedBy: '1',
      setting: 'kernel.apparmor_restrict_unprivileged_userns=0',
    },
    { file: '/proc/sys/kernel/unprivileged_userns_clone', closedBy: '0', setting: 'kernel.unprivileged_userns_clone=1' },
    { file: '/proc/sys/user/max_user_namespaces', closedBy: '0', setting: 'user.max_user_namespaces=15000' },
  ].filter(({ file, closedBy }) => readSetting(file) === closedBy);
  return closed.length === 0 ? '' : ` (sysctl ${closed.map(({ setting }) => setting).join(' ')})`;
}

function readSetting(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}

async function runProbe(profile: SandboxProfile): Promise<ProfileProbe> {
  if (profile === 'none') return { works: true, available: { profile } };
  const found = profile === 'bubblewrap' ? await findBubblewrap() : await findUnshare();
  if ('why' in found) return { works: false, installed: false, why: found.why };
  const why = await tryProfile(found);
  return why === undefined ? { works: true, available: found } : { works: false, installed: true, why };
}

async function tryProfile(available: AvailableProfile): Promise<string | undefined> {
  const cwd = mkdtempSync(join(realpathSync(tmpdir()), 'panal-probe-'));
  try {
    const planned = planRun({ command: ['true'], cwd, timeoutMs: probeMsMax, outputBytesMax: 4096, requirement: 'required' });
    if ('problem' in planned) return planned.problem;
    const outcome = await runInProfile(available, planned.plan);
    if (!outcome.ok) return outcome.refusal.message;
    return outcome.exitCode === 0 ? undefined : `a test command ended with ${outcome.exitCode}: ${outcome.output.trim()}`;
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

async function findBubblewrap(): Promise<AvailableProfile | { why: string }> {
  const path = findTool('bwrap');
  if (path === undefined) return { why: 'bwrap is not installed' };
  const version = await firstLine(path, '--version');
  const help = await outputOf(path, '--help');
  if (version === undefined || help === undefined) return { why: `${path} does not run` };
  return { profile: 'bubblewrap', path, version, features: bubblewrapFeatures(help) };
}

async function findUnshare(): Promise<AvailableProfile | { why: string }> {
  const needed = ['unshare', 'setpriv', 'mount', 'umount', 'pivot_root'];
  const absent = needed.filter((name) => findTool(name) === undefined);
  if (absent.length > 0) return { why: `${absent.join(', ')} of util-linux not installed` };
  const version = await firstLine(findTool('unshare') as string, '--version');
  return version === undefined
    ? { why: 'unshare does not run' }
    : { profile: 'unshare', path: findTool('setpriv') as string, version };
}

function findTool(name: string): string | undefined {
  return toolFolders
    .map((folder) => join(folder, name))
    .find((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true);
}

async function firstLine(path: string, argument: string): Promise<string | undefined> {
  return (await outputOf(path, argument))?.split('\n')[0];
}

async function outputOf(path: string, argument: string): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await promisify(execFile)(path, [argument], { timeout: probeMsMax, env: {} });
    return stdout || stderr;
  } catch {
    return undefined;
  }
}
