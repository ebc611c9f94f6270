import { runMounts, systemMounts } from './mounts.ts';
import type { Mount } from './mounts.ts';
import type { RunPlan } from './plan-run.ts';

/** What this machine's bubblewrap can do beyond the oldest that we support. */
export interface BubblewrapFeatures {
  disableUserns: boolean;
  sizedTmpfs: boolean;
}

/** Reads the features from `bwrap --help`. */
export function bubblewrapFeatures(help: string): BubblewrapFeatures {
  return { disableUserns: help.includes('--disable-userns'), sizedTmpfs: help.includes('--size') };
}

/** Fixed flags: every namespace, no capabilities, a session of its own, the end with its parent. */
export const bubblewrapFlags = [
  '--unshare-user',
  '--unshare-all',
  '--new-session',
  '--die-with-parent',
  '--cap-drop',
  'ALL',
  '--hostname',
  'sandbox',
] as const;

/** Sealed after everything is mounted. Sealing /proc matters as root: its owner could write /proc/sys without any capability. */
export const bubblewrapSeals = ['/dev', '/proc', '/'] as const;

/** How `bwrap` is to be called: its arguments, and the texts it reads from pipes, the first at `firstFileFd`. */
export interface BubblewrapCall {
  args: string[];
  files: string[];
}

/** The call that runs `/bin/sh` with `shellArguments` in the view of the plan. */
export function bubblewrapCall(
  plan: RunPlan,
  shellArguments: readonly string[],
  options: { features: BubblewrapFeatures; ids: { uid: number; gid: number }; firstFileFd: number },
): BubblewrapCall {
  const { features, ids, firstFileFd } = options;
  const files: string[] = [];
  const size = features.sizedTmpfs ? ['--size', String(plan.limits.tmpBytesMax)] : [];
  const place = (mount: Mount): string[] => {
    if (mount.kind === 'link') return ['--symlink', mount.target, mount.path];
    if (mount.kind === 'file') return ['--ro-bind-data', String(firstFileFd + files.push(mount.content) - 1), mount.path];
    return [mount.kind === 'writable' ? '--bind' : '--ro-bind', mount.path, mount.path];
  };
  const ownFolders = ['--dev', '/dev', ...['/dev/shm', '/tmp'].flatMap((path) => [...size, '--tmpfs', path])];
  const args = [
    ...bubblewrapFlags,
    ...(features.disableUserns ? ['--disable-userns'] : []),
    ...(plan.network === 'host' ? ['--share-net'] : []),
    ...systemMounts(plan.network, ids).flatMap(place),
    '--proc',
    '/proc',
    ...ownFolders,
    ...runMounts(plan).flatMap(place),
    ...bubblewrapSeals.flatMap((path) => ['--remount-ro', path]),
    '--chdir',
    plan.cwd,
    '--',
    '/bin/sh',
    ...shellArguments,
  ];
  return { args, files };
}
