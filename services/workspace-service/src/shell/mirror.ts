import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Git, GitFailure } from '../ports.ts';
import { sha256 } from './folders.ts';
import { MirrorDiffs, diffBytesMax, entriesOf } from './mirror-diffs.ts';
import { MirrorRemote } from './mirror-remote.ts';
import { MirrorWorktrees } from './mirror-worktrees.ts';

/** Branches of the source live here in our copy. */
const SOURCE_REFS = 'refs/panal/source';
/** One reference for each commit that we made, so that git never takes it for garbage. */
const COMMIT_REFS = 'refs/panal/commits';

/**
 * Attributes that win over any `.gitattributes`: no filters, no recoding, no keyword expansion, and a text file can't pass as
 * binary to hide from a diff. Line ends stay as the repository says.
 */
const ATTRIBUTES = '* !diff !filter !working-tree-encoding !ident !export-subst !export-ignore\n';

/** Our bare copy of a repository: all git work happens in it, never in the source. */
export class Mirror {
  readonly #git: Git;
  readonly gitDir: string;
  readonly diffs: MirrorDiffs;
  readonly remote: MirrorRemote;
  readonly worktrees: MirrorWorktrees;

  constructor(git: Git, gitDir: string) {
    this.#git = git;
    this.gitDir = gitDir;
    this.diffs = new MirrorDiffs(git, gitDir);
    this.remote = new MirrorRemote(git, gitDir);
    this.worktrees = new MirrorWorktrees(git, gitDir);
  }

  /** Creates the bare repository, without hooks and templates. */
  async create(): Promise<void> {
    await this.#git.must({
      args: ['init', '--bare', '--quiet', '--template=', '--initial-branch=unused', this.gitDir],
      cwd: '/',
    });
    await mkdir(join(this.gitDir, 'info'), { recursive: true });
    await writeFile(join(this.gitDir, 'info', 'attributes'), ATTRIBUTES);
  }

  /** Brings the source's branches up to date; rejects with GitFailure. */
  async fetch(source: string, timeoutMs: number): Promise<void> {
    const refs = `+refs/heads/*:${SOURCE_REFS}/*`;
    const flags = ['--quiet', '--prune', '--no-tags', '--update-shallow', '--no-recurse-submodules', '--no-write-fetch-head'];
    await this.#git.must({ gitDir: this.gitDir, args: ['fetch', ...flags, source, refs], network: true, timeoutMs });
  }

  /** The commit at the tip of a branch of the source, as last fetched. */
  branchTip(branch: string): Promise<string | undefined> {
    return this.#resolve(`${SOURCE_REFS}/${branch}^{commit}`);
  }

  /** Whether a full commit id is here. */
  async hasCommit(commit: string): Promise<boolean> {
    return (await this.#resolve(`${commit}^{commit}`)) === commit;
  }

  treeOf(commit: string): Promise<string | undefined> {
    return this.#resolve(`${commit}^{tree}`);
  }

  async #resolve(expression: string): Promise<string | undefined> {
    const outcome = await this.#git.run({
      gitDir: this.gitDir,
      args: ['rev-parse', '--verify', '--quiet', '--end-of-options', expression],
    });
    return outcome.exitCode === 0 ? outcome.stdout.toString().trim() : undefined;
  }

  async isAncestor(older: string, newer: string): Promise<boolean> {
    const outcome = await this.#git.run({ gitDir: this.gitDir, args: ['merge-base', '--is-ancestor', older, newer] });
    if (outcome.exitCode > 1 || outcome.exitCode < 0) throw new GitFailure('merge-base', outcome);
    return outcome.exitCode === 0;
  }

  /** Keeps a commit reachable. */
  async keep(commit: string): Promise<void> {
    await this.#git.must({ gitDir: this.gitDir, args: ['update-ref', `${COMMIT_REFS}/${commit}`, commit] });
  }

  /** Writes a commit object; nothing refers to it yet. */
  async writeCommit(options: { tree: string; parent: string; message: string; author: string; atMs: number }): Promise<string> {
    const date = `@${Math.floor(options.atMs / 1000)} +0000`;
    const { stdout } = await this.#git.must({
      gitDir: this.gitDir,
      args: ['commit-tree', options.tree, '-p', options.parent, '-F', '-'],
      stdin: options.message,
      env: {
        GIT_AUTHOR_NAME: options.author,
        GIT_AUTHOR_EMAIL: 'agent@panal.invalid',
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_NAME: 'Panal workspace-service',
        GIT_COMMITTER_EMAIL: 'workspace@panal.invalid',
        GIT_COMMITTER_DATE: date,
      },
    });
    return stdout.toString().trim();
  }

  /** All paths of a commit. */
  async listPaths(commit: string): Promise<string[]> {
    const { stdout } = await this.#git.must({
      gitDir: this.gitDir,
      args: ['ls-tree', '-r', '-z', '--name-only', '--full-tree', commit],
    });
    return entriesOf(stdout);
  }

  /** Text of a file in a commit, or undefined when there is none or it is larger than 1 MiB. */
  async readFile(commit: string, path: string): Promise<string | undefined> {
    return await this.readObject(`${commit}:${path}`);
  }

  /** Text of an object by name. */
  async readObject(name: string): Promise<string | undefined> {
    const outcome = await this.#git.run({
      gitDir: this.gitDir,
      args: ['cat-file', 'blob', name],
      stdoutBytesMax: diffBytesMax,
    });
    return outcome.exitCode === 0 && outcome.stdoutBytes === outcome.stdout.length ? outcome.stdout.toString('utf8') : undefined;
  }
}

/** Digest of a text as the journal keeps it. */
export const messageDigest = (message: string): string => sha256(message);
