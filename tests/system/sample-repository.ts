import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { rootDir } from './panal-run.ts';

/** The bundled sample: its repository's files, its card and its trajectory. */
export const sampleDir = join(rootDir, 'examples', 'first-run');

export interface SampleRepository {
  readonly repository: string;
  readonly remote: string;
}

/** What git answers in a folder, without the line's end. */
export const git = (dir: string, ...args: string[]): string =>
  execFileSync('git', ['-C', dir, ...args], { encoding: 'utf8' }).trim();

/** A git repository of the sample's files with one commit, and a bare remote that has it. */
export function createSampleRepository(dir: string): SampleRepository {
  const repository = join(dir, 'repository');
  const remote = join(dir, 'remote.git');
  cpSync(join(sampleDir, 'repository'), repository, { recursive: true });
  git(repository, 'init', '--quiet', '--initial-branch=main');
  git(repository, 'add', '--all');
  git(repository, '-c', 'user.name=t', '-c', 'user.email=t@t.invalid', 'commit', '--quiet', '-m', 'sample');
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', remote]);
  git(repository, 'push', '--quiet', remote, 'main');
  return { repository, remote };
}

/** Arguments that run the sample's card as a user's own repository, on a model behind an address, at a price. */
export function sampleArguments(sample: SampleRepository, model: { baseUrl: string; price: string }): string[] {
  const own = ['--repo', sample.repository, '--card', join(sampleDir, 'card.md'), '--push-remote', sample.remote];
  return [
    'demo',
    ...own,
    '--base-url',
    model.baseUrl,
    '--model',
    'panal-test-model',
    '--price',
    model.price,
    '--yes',
    '--auto-ports',
    '--json',
  ];
}
