import { lstatSync, realpathSync, statSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { mergeLimits } from './limits.ts';
import { isWithin, nodeRuntime } from './mounts.ts';
import type { SandboxLimits, SandboxNetwork, SandboxRequest } from './request.ts';
import { isEnvironmentName } from './shell-launcher.ts';

/** A request that was found sound, with its paths resolved and its defaults filled in. */
export interface RunPlan {
  command: readonly string[];
  cwd: string;
  readOnly: readonly string[];
  writable: readonly string[];
  /** Without PATH, HOME and TMPDIR, which depend on the profile. */
  env: Readonly<Record<string, string>>;
  path: string;
  stdin: string | undefined;
  timeoutMs: number;
  outputBytesMax: number;
  network: SandboxNetwork;
  limits: SandboxLimits;
  signal: AbortSignal | undefined;
}

/** Longest run, and most bytes kept of each stream. */
export const timeoutMsMax = 86_400_000;
export const outputBytesLimit = 16_777_216;

/** Most arguments, and their total length in bytes: Linux takes at most 131,072 in one. */
export const argumentsMax = 4096;
export const argumentBytesMax = 120_000;

// What no command may be given: the interfaces of the kernel and the configuration of the machine.
const closedFolders = ['/dev', '/etc', '/proc', '/sys', '/boot'];
const systemTrees = ['/usr', '/bin', '/sbin', '/lib', '/lib64', '/tmp', '/var', ...closedFolders];

/** The plan for a request, or what is wrong with it in a sentence. Looks at the file system, changes nothing. */
export function planRun(request: SandboxRequest): { plan: RunPlan } | { problem: string } {
  const problem = commandProblem(request.command) ?? environmentProblem(request.env ?? {}) ?? numbersProblem(request);
  if (problem) return { problem };
  const merged = mergeLimits(request.limits ?? {});
  if ('unusable' in merged) return { problem: `the limit ${merged.unusable} must be a positive whole number` };
  const paths = resolvePaths(request);
  if ('problem' in paths) return paths;
  const runtime = nodeRuntime(process.execPath);
  const { PATH = '/usr/local/bin:/usr/bin:/bin', ...rest } = request.env ?? {};
  const plan: RunPlan = {
    command: request.command,
    cwd: paths.cwd,
    readOnly: [...runtime.paths, ...paths.readOnly],
    writable: paths.writable,
    env: { LANG: 'C.UTF-8', ...rest },
    path: `${runtime.binFolder}:${PATH}`,
    stdin: request.stdin,
    timeoutMs: request.timeoutMs,
    outputBytesMax: request.outputBytesMax,
    network: request.network ?? 'none',
    limits: merged.limits,
    signal: request.signal,
  };
  return { plan };
}

function commandProblem(command: readonly string[]): string | undefined {
  const [program] = command;
  if (program === undefined || program === '') return 'the command is empty';
  if (program.startsWith('-')) return 'the name of the program must not begin with "-"';
  if (command.some((part) => part.includes('\0'))) return 'an argument of the command holds a NUL character';
  const bytes = command.reduce((sum, part) => sum + Buffer.byteLength(part), 0);
  if (command.length <= argumentsMax && bytes <= argumentBytesMax) return undefined;
  return `the command is longer than ${argumentsMax} arguments or ${argumentBytesMax} bytes: pass the rest by standard input or a file`;
}

function environmentProblem(env: Readonly<Record<string, string>>): string | undefined {
  const entries = Object.entries(env);
  const wrongName = entries.find(([name]) => !isEnvironmentName(name));
  if (wrongName) return `the environment variable name ${JSON.stringify(wrongName[0])} cannot be used`;
  const wrongValue = entries.find(([, value]) => value.includes('\0'));
  // The name only: a value may be a secret.
  return wrongValue ? `the environment variable ${wrongValue[0]} holds a NUL character` : undefined;
}

function numbersProblem({ timeoutMs, outputBytesMax }: SandboxRequest): string | undefined {
  if (!Number.isSafeInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > timeoutMsMax)
    return `timeoutMs must be from 1 to ${timeoutMsMax}`;
  if (Number.isSafeInteger(outputBytesMax) && outputBytesMax >= 0 && outputBytesMax <= outputBytesLimit) return undefined;
  return `outputBytesMax must be from 0 to ${outputBytesLimit}`;
}

type ResolvedPaths = { cwd: string; readOnly: string[]; writable: string[] };

function resolvePaths(request: SandboxRequest): ResolvedPaths | { problem: string } {
  const cwd = resolvePath(request.cwd, 'cwd');
  if ('problem' in cwd) return cwd;
  if (!statSync(cwd.path).isDirectory()) return { problem: `cwd ${request.cwd} is not a folder` };
  const readOnly = (request.readOnlyPaths ?? []).map((path) => resolvePath(path, 'readOnlyPaths'));
  const writable = (request.writablePaths ?? []).map((path) => resolvePath(path, 'writablePaths'));
  for (const resolved of [...readOnly, ...writable]) if ('problem' in resolved) return resolved;
  const paths: ResolvedPaths = { cwd: cwd.path, readOnly: knownPaths(readOnly), writable: knownPaths(writable) };
  const problem = exposureProblem(paths) ?? gitLinkProblem(paths);
  return problem === undefined ? paths : { problem };
}

type Resolved = { path: string } | { problem: string };

function knownPaths(resolved: readonly Resolved[]): string[] {
  return resolved.flatMap((entry) => ('path' in entry ? [entry.path] : []));
}

function resolvePath(path: string, name: string): Resolved {
  if (!isAbsolute(path) || path.includes('\0')) return { problem: `${name}: ${JSON.stringify(path)} is not an absolute path` };
  try {
    return { path: realpathSync(path) };
  } catch {
    return { problem: `${name}: ${path} does not exist or cannot be reached` };
  }
}

/** The home of the account, and the one that the environment names, where that is another. */
const homes = (): string[] => [userInfo().homedir, homedir()].filter(isAbsolute);

function exposureProblem({ cwd, readOnly, writable }: ResolvedPaths): string | undefined {
  const open = [cwd, ...writable].map((path) => [path, [...systemTrees, ...homes()]] as const);
  const shown = readOnly.map((path) => [path, closedFolders] as const);
  for (const [path, kept] of [...open, ...shown]) {
    if (closedFolders.some((folder) => isWithin(path, folder)))
      return `${path} belongs to the system and cannot be shown to a command`;
    const exposed = kept.find((folder) => isWithin(folder, path));
    if (exposed !== undefined) return `${path} would expose ${exposed} to the command: name a folder of the project instead`;
  }
  return undefined;
}

// A mount lands on what a link points to, so the link itself could be swapped for another.
function gitLinkProblem({ cwd, writable }: ResolvedPaths): string | undefined {
  const links = [cwd, ...writable].map((tree) => join(tree, '.git'));
  const link = links.find((path) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink());
  return link === undefined
    ? undefined
    : `${link} is a symbolic link, which cannot be protected: use a worktree or a real .git folder`;
}
