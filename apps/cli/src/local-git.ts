import { spawnSync } from 'node:child_process';
import { CliError } from './exit.ts';

const TIMEOUT_MS = 30_000;
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;
const DRIVERS_MAX = 100;
const ownConfiguration = new Set(['GIT_CONFIG_NOSYSTEM', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_GLOBAL', 'GIT_ATTR_NOSYSTEM']);

type Setting = readonly [key: string, value: string];

/** What no repository may set: programs that git would run by itself. The workspace-service has its own copy. */
const hardened: readonly Setting[] = [
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', '/dev/null'],
  ['core.untrackedCache', 'false'],
  ['core.pager', 'cat'],
  ['diff.external', ''],
  ['submodule.recurse', 'false'],
];

/** How a call of git ended. `stdout` is trimmed. */
export interface GitAnswer {
  readonly ok: boolean;
  readonly stdout: string;
}

/** Asks git about a folder, such that nothing in the folder's own configuration makes it run a program by itself. */
export function localGit(path: string, ...args: string[]): GitAnswer {
  const { ok, stdout } = runGit(path, args, hardened);
  return { ok, stdout: stdout.toString('utf8').trim() };
}

/**
 * Whether a working tree has changes that are not committed. Files are compared as they lie there, without filters: one that a
 * filter (such as Git LFS) would turn back, and that was touched since, counts as changed.
 */
export function hasUncommittedChanges(path: string): boolean {
  const listing = runGit(path, ['config', '--list', '-z', '--name-only'], hardened);
  const filtersOff = listing.ok ? filterDriversOff(listing.stdout) : undefined;
  if (!filtersOff)
    throw new CliError(
      `The git configuration of ${path} cannot be checked: it is broken, or its filters cannot be switched off. Correct it, or pass --allow-dirty.`,
    );
  const status = runGit(path, ['status', '--porcelain', '--ignore-submodules=all'], [...hardened, ...filtersOff]);
  if (!status.ok) throw new CliError(`git cannot tell the state of ${path}. Run "git status" there, or pass --allow-dirty.`);
  return status.stdout.length > 0;
}

function filterDriversOff(listing: Buffer): Setting[] | undefined {
  const names = listing.toString('utf8').split('\0');
  const drivers = new Set(names.flatMap((name) => /^filter\.(.*)\.[^.]+$/s.exec(name)?.[1] ?? []));
  // A name that is no UTF-8 could not be passed back to git as it is.
  if (drivers.size > DRIVERS_MAX || [...drivers].some((name) => name.includes('\uFFFD'))) return undefined;
  return [...drivers].flatMap((name): Setting[] => [
    [`filter.${name}.clean`, ''],
    [`filter.${name}.smudge`, ''],
    [`filter.${name}.process`, ''],
    [`filter.${name}.required`, 'false'],
  ]);
}

function runGit(path: string, args: readonly string[], settings: readonly Setting[]): { ok: boolean; stdout: Buffer } {
  const run = spawnSync('git', ['--no-pager', '-C', path, ...args], {
    timeout: TIMEOUT_MS,
    maxBuffer: OUTPUT_BYTES_MAX,
    env: environmentWith(settings),
  });
  if (run.error) throw new CliError(`git cannot be run: ${run.error.message}. Install git.`);
  return { ok: run.status === 0, stdout: run.stdout };
}

/** The person's own configuration stays (ignored files, trusted folders); variables that point git elsewhere do not. */
function environmentWith(settings: readonly Setting[]): Record<string, string | undefined> {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_') || ownConfiguration.has(name));
  const pairs = settings.flatMap(([key, value], at): [string, string][] => [
    [`GIT_CONFIG_KEY_${at}`, key],
    [`GIT_CONFIG_VALUE_${at}`, value],
  ]);
  return {
    ...Object.fromEntries(kept),
    ...Object.fromEntries(pairs),
    GIT_CONFIG_COUNT: String(settings.length),
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    // A missing object would be fetched by what the repository names for it.
    GIT_NO_LAZY_FETCH: '1',
  };
}
