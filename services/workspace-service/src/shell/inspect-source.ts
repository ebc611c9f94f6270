import { realpath, stat } from 'node:fs/promises';
import { filterDriversOff } from '../core/filter-drivers.ts';
import { dirtyWarning, readWorktreeStatus } from '../core/source.ts';
import type { Git, GitOutcome } from '../ports.ts';

/** A registration that can't be made: a code for programs and one line for people. */
export class RegistrationRefused extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Refuses what is no repository, and answers the warning about uncommitted changes. Runs nothing that the source's configuration
 * names: files are compared without filters, so one that was touched and that a filter would turn back counts as changed.
 */
export async function inspectFolder(git: Git, path: string, refuseDirty: boolean): Promise<string | undefined> {
  const folder = await realpath(path).catch(() => undefined);
  if (folder === undefined || !(await stat(folder)).isDirectory())
    throw new RegistrationRefused('not-a-repository', `${path} is not a folder. Give the path of a git repository.`);
  const inside = await git.run({ cwd: folder, args: ['rev-parse', '--is-inside-work-tree'] });
  if (inside.exitCode !== 0) throw notARepository(path, inside);
  const anyCommit = await git.run({ cwd: folder, args: ['for-each-ref', '--count=1', 'refs/heads'] });
  if (anyCommit.stdout.length === 0) {
    throw new RegistrationRefused(
      'empty-repository',
      `${path} has no commit on any branch yet. Make a first commit, then register it.`,
    );
  }
  if (inside.stdout.toString().trim() !== 'true') return undefined;
  const status = await git.must({
    cwd: folder,
    args: ['status', '--porcelain', '-z', '--ignore-submodules=all', '--untracked-files=no'],
    config: await filtersOffIn(git, folder, path),
  });
  const warning = dirtyWarning(path, readWorktreeStatus(status.stdout.toString('utf8')));
  if (warning && refuseDirty) throw new RegistrationRefused('dirty-worktree', warning);
  return warning;
}

/** Git compares a file that was touched by way of the filter that the source's configuration names: a program. */
async function filtersOffIn(git: Git, folder: string, path: string): Promise<readonly (readonly [string, string])[]> {
  const listing = await git.run({ cwd: folder, args: ['config', '--list', '-z', '--name-only'] });
  const whole = listing.exitCode === 0 && listing.stdoutBytes === listing.stdout.length;
  const settings = whole ? filterDriversOff(listing.stdout) : undefined;
  if (settings) return settings;
  throw new RegistrationRefused(
    'bad-source',
    `The git configuration of ${path} is broken, or names filters that cannot be switched off. Correct it, or register a clone.`,
  );
}

function notARepository(path: string, outcome: GitOutcome): RegistrationRefused {
  if (/dubious ownership/.test(outcome.stderr)) {
    return new RegistrationRefused(
      'not-a-repository',
      `${path} belongs to another user, so git does not trust it. Run Panal as its owner, or clone it.`,
    );
  }
  return new RegistrationRefused(
    'not-a-repository',
    `${path} is not the root of a git repository. Run "git init" and commit there, or give another path.`,
  );
}
