import { realpath, stat } from 'node:fs/promises';
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

/** Refuses what is no repository, and answers the warning about uncommitted changes. */
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
  });
  const warning = dirtyWarning(path, readWorktreeStatus(status.stdout.toString('utf8')));
  if (warning && refuseDirty) throw new RegistrationRefused('dirty-worktree', warning);
  return warning;
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
