import type { Git, GitOutcome } from '../ports.ts';

/** Branches at a remote, as git sees them from our copy of a repository. */
export class MirrorRemote {
  readonly #git: Git;
  readonly #gitDir: string;

  constructor(git: Git, gitDir: string) {
    this.#git = git;
    this.#gitDir = gitDir;
  }

  /** What a branch of a remote holds now; an empty text when there is no such branch. Rejects with GitFailure. */
  async branch(remote: string, branch: string, timeoutMs: number): Promise<string> {
    const { stdout } = await this.#git.must({
      gitDir: this.#gitDir,
      args: ['ls-remote', '--quiet', '--refs', remote, `refs/heads/${branch}`],
      network: true,
      timeoutMs,
    });
    const line = stdout
      .toString()
      .split('\n')
      .find((row) => row.endsWith(`\trefs/heads/${branch}`));
    return line?.split('\t')[0] ?? '';
  }

  /** Puts a commit on a branch of a remote if the branch holds `expected` (empty: does not exist) at that moment. */
  async pushIfUnmoved(options: {
    remote: string;
    branch: string;
    commit: string;
    expected: string;
    timeoutMs: number;
  }): Promise<GitOutcome> {
    const ref = `refs/heads/${options.branch}`;
    const lease = `--force-with-lease=${ref}:${options.expected}`;
    return await this.#git.run({
      gitDir: this.#gitDir,
      args: ['push', '--porcelain', '--no-verify', '--no-follow-tags', lease, options.remote, `${options.commit}:${ref}`],
      network: true,
      timeoutMs: options.timeoutMs,
    });
  }
}
