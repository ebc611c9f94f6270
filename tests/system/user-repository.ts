import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join, relative } from 'node:path';

const identity = ['-c', 'user.name=A User', '-c', 'user.email=user@example.invalid', '-c', 'commit.gpgsign=false'];

/** What git answers in a folder, without the line's end; it takes no lock and so writes nothing that was not asked for. */
export const gitIn = (dir: string, ...args: string[]): string =>
  execFileSync('git', ['-C', dir, ...args], { encoding: 'utf8', env: { ...process.env, GIT_OPTIONAL_LOCKS: '0' } }).trim();

/** Makes a repository of a folder's files, with one commit on `main`. */
export function commitAll(dir: string): void {
  gitIn(dir, 'init', '--quiet', '--initial-branch=main');
  gitIn(dir, 'add', '--all');
  gitIn(dir, ...identity, 'commit', '--quiet', '-m', 'The source as published');
}

const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex');

/** Mode and content of every file under a folder, by path; git's own folder is left out. */
function filesOf(root: string, dir = root): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(dir)) {
    if (dir === root && name === '.git') continue;
    const path = join(dir, name);
    const { mode } = lstatSync(path);
    if (lstatSync(path).isDirectory()) Object.assign(found, filesOf(root, path));
    else if (lstatSync(path).isSymbolicLink()) found[relative(root, path)] = `link ${readlinkSync(path)}`;
    else found[relative(root, path)] = `${mode.toString(8)} ${sha256(readFileSync(path))}`;
  }
  return found;
}

/** Everything of a user's repository that Panal must not touch: the checked-out branch, index, settings, hooks, files and other branches. */
export function fingerprint(dir: string): Record<string, unknown> {
  const gitDir = gitIn(dir, 'rev-parse', '--absolute-git-dir');
  const bare = gitIn(dir, 'rev-parse', '--is-bare-repository') === 'true';
  return {
    head: readFileSync(join(gitDir, 'HEAD'), 'utf8'),
    commit: gitIn(dir, 'rev-parse', 'HEAD'),
    config: sha256(readFileSync(join(gitDir, 'config'))),
    hooks: readdirSync(join(gitDir, 'hooks')),
    branches: gitIn(dir, 'for-each-ref', '--format=%(refname) %(objectname)')
      .split('\n')
      .filter((line) => !line.startsWith('refs/heads/panal/')),
    ...(bare
      ? {}
      : {
          status: gitIn(dir, 'status', '--porcelain=v2', '--branch', '--ignored'),
          index: sha256(readFileSync(join(gitDir, 'index'))),
          files: filesOf(dir),
        }),
  };
}
