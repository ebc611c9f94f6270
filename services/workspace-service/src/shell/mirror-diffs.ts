import { type ChangedPath, readChangedPaths } from '../core/path-rules.ts';
import type { Git } from '../ports.ts';

/** What GetDiff shows at most, in bytes. */
export const diffBytesMax = 1024 * 1024;

/** The options with which a difference has one text, whatever a repository says. */
const canonicalDiff = [
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--no-renames',
  '--full-index',
  '--binary',
  '--unified=3',
  '--diff-algorithm=myers',
  '--no-indent-heuristic',
  '--src-prefix=a/',
  '--dst-prefix=b/',
] as const;

export interface DiffCounts {
  readonly files: number;
  readonly insertions: number;
  readonly deletions: number;
}

/** Differences between commits of our copy of a repository. */
export class MirrorDiffs {
  readonly #git: Git;
  readonly #gitDir: string;

  constructor(git: Git, gitDir: string) {
    this.#git = git;
    this.#gitDir = gitDir;
  }

  /** Entries that differ between two commits or trees. */
  async changedPaths(from: string, to: string): Promise<ChangedPath[]> {
    const args = ['diff-tree', '-r', '-z', '--raw', '--no-abbrev', '--no-renames', '--ignore-submodules=none', from, to];
    const { stdout } = await this.#git.must({ gitDir: this.#gitDir, args });
    return readChangedPaths(stdout.toString('utf8'));
  }

  /** The canonical text of a difference (its first MiB), the digest of all of it, and counts. */
  async diff(from: string, to: string): Promise<DiffCounts & { text: string; digest: string; truncated: boolean }> {
    const outcome = await this.#git.must({
      gitDir: this.#gitDir,
      args: ['diff-tree', '-r', '-p', ...canonicalDiff, from, to],
      stdoutBytesMax: diffBytesMax,
    });
    return {
      text: outcome.stdout.toString('utf8'),
      digest: outcome.stdoutSha256,
      truncated: outcome.stdoutBytes > outcome.stdout.length,
      ...(await this.#countChanges(from, to)),
    };
  }

  async #countChanges(from: string, to: string): Promise<DiffCounts> {
    const args = ['diff-tree', '-r', '-z', '--numstat', '--no-renames', from, to];
    const { stdout } = await this.#git.must({ gitDir: this.#gitDir, args });
    const rows = entriesOf(stdout).map((entry) => /^(\d+|-)\t(\d+|-)\t/.exec(entry));
    const sum = (index: 1 | 2): number => rows.reduce((total, row) => total + (Number(row?.[index]) || 0), 0);
    return { files: rows.length, insertions: sum(1), deletions: sum(2) };
  }

  /** Added lines of every commit after `from` up to `to`, and their messages, as `git log` writes them; cut at `bytesMax`. */
  async history(from: string, to: string, bytesMax: number): Promise<{ text: string; truncated: boolean }> {
    const outcome = await this.#git.must({
      gitDir: this.#gitDir,
      args: [
        'log',
        '--format=commit %H%n%B',
        '-p',
        '--unified=0',
        '--no-renames',
        '--no-color',
        '--no-ext-diff',
        '--no-textconv',
        '--text',
        `${from}..${to}`,
      ],
      stdoutBytesMax: bytesMax,
    });
    return { text: outcome.stdout.toString('utf8'), truncated: outcome.stdoutBytes > outcome.stdout.length };
  }

  /** Added lines between two trees, as a diff without context; cut at `bytesMax`. */
  async addedLines(from: string, to: string, bytesMax: number): Promise<{ text: string; truncated: boolean }> {
    const outcome = await this.#git.must({
      gitDir: this.#gitDir,
      args: [
        'diff-tree',
        '-r',
        '-p',
        '--unified=0',
        '--no-renames',
        '--no-color',
        '--no-ext-diff',
        '--no-textconv',
        '--text',
        from,
        to,
      ],
      stdoutBytesMax: bytesMax,
    });
    return { text: outcome.stdout.toString('utf8'), truncated: outcome.stdoutBytes > outcome.stdout.length };
  }
}

/** Fields of a NUL-separated output. */
export const entriesOf = (output: Buffer): string[] =>
  output
    .toString('utf8')
    .split('\0')
    .filter((entry) => entry !== '');
