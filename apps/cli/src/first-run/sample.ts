import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CliError } from '../exit.ts';
import { rootDir } from '../root-dir.ts';

/** Where the bundled sample lies: a repository's files, a card, and the trajectory of the scripted model. */
export const sampleDir = join(rootDir, 'examples', 'first-run');

export interface Sample {
  readonly repositoryDir: string;
  readonly remoteDir: string;
}

const identity = [
  '-c',
  'user.name=Panal sample',
  '-c',
  'user.email=sample@panal.invalid',
  '-c',
  'commit.gpgsign=false',
  '-c',
  'core.hooksPath=/dev/null',
];

function git(cwd: string, ...args: string[]): void {
  try {
    execFileSync('git', [...identity, ...args], { cwd, stdio: 'pipe', timeout: 30_000 });
  } catch (error) {
    throw new CliError(
      `The sample repository could not be made: git ${args[0]} failed (${String((error as { stderr?: Buffer }).stderr ?? error).trim()}).`,
    );
  }
}

/** Creates the sample repository, with one commit, and a bare remote that has it, in an empty folder. */
export function createSample(dir: string): Sample {
  const repositoryDir = join(dir, 'repository');
  const remoteDir = join(dir, 'remote.git');
  mkdirSync(dir, { recursive: true });
  cpSync(join(sampleDir, 'repository'), repositoryDir, { recursive: true });
  git(repositoryDir, 'init', '--quiet', '--initial-branch=main');
  git(repositoryDir, 'add', '--all');
  git(repositoryDir, 'commit', '--quiet', '-m', 'Sample package with a failing test');
  git(dir, 'init', '--quiet', '--bare', '--initial-branch=main', remoteDir);
  git(repositoryDir, 'remote', 'add', 'origin', remoteDir);
  git(repositoryDir, 'push', '--quiet', 'origin', 'main');
  return { repositoryDir, remoteDir };
}
