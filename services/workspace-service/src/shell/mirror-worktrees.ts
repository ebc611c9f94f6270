import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Git } from '../ports.ts';
import { entriesOf } from './mirror-diffs.ts';
import { removeTree } from './remove-tree.ts';

const CHECKOUT_TIMEOUT_MS = 300_000;
/** Where git's records of worktrees are made, and go before they are removed. */
const DRAFTS = 'panal-drafts';

/** Linked worktrees of our copy of a repository. */
export class MirrorWorktrees {
  readonly #git: Git;
  readonly #gitDir: string;

  constructor(git: Git, gitDir: string) {
    this.#git = git;
    this.#gitDir = gitDir;
  }

  /**
   * Checks a commit out into a new folder. Git's record of it appears in one step: `git worktree add` writes it file by file, and
   * a fetch or another `worktree add` that meets a half-written one fails. Source: gitrepository-layout(5), `worktrees/<id>`.
   */
  async add(path: string, commit: string): Promise<void> {
    await this.remove(path);
    const draft = join(this.#gitDir, DRAFTS, randomUUID());
    await mkdir(draft, { recursive: true });
    await writeFile(join(draft, 'HEAD'), `${commit}\n`);
    await writeFile(join(draft, 'commondir'), '../..\n');
    await writeFile(join(draft, 'gitdir'), `${path}/.git\n`);
    await mkdir(path, { mode: 0o700 });
    await writeFile(join(path, '.git'), `gitdir: ${this.adminDir(path)}\n`);
    await mkdir(join(this.#gitDir, 'worktrees'), { recursive: true });
    await rename(draft, this.adminDir(path));
    const place = { gitDir: this.adminDir(path), workTree: path };
    await this.#git.must({ ...place, args: ['read-tree', '--reset', '-u', commit], timeoutMs: CHECKOUT_TIMEOUT_MS });
  }

  /** Takes a worktree away, whatever state it is in; nothing to take away is fine. */
  async remove(path: string): Promise<void> {
    await removeTree(path);
    await this.#forget(basename(path));
  }

  /** Forgets every worktree that is not kept, and what a killed process left. For a start, when no git runs here. */
  async clear(isKept: (name: string) => boolean): Promise<void> {
    const names = await readdir(join(this.#gitDir, 'worktrees')).catch(() => []);
    for (const name of names) if (!isKept(name)) await this.#forget(name);
    await removeTree(join(this.#gitDir, DRAFTS));
    for (const lock of ['packed-refs.lock', 'config.lock', 'shallow.lock']) await rm(join(this.#gitDir, lock), { force: true });
  }

  async #forget(name: string): Promise<void> {
    const gone = join(this.#gitDir, DRAFTS, randomUUID());
    await mkdir(join(this.#gitDir, DRAFTS), { recursive: true });
    const moved = await rename(join(this.#gitDir, 'worktrees', name), gone).then(
      () => true,
      () => false,
    );
    if (moved) await removeTree(gone);
  }

  /** Git's own folder of a worktree; it is always named to git, since the `.git` file inside may have been changed. */
  adminDir(path: string): string {
    return join(this.#gitDir, 'worktrees', basename(path));
  }

  /** Points a worktree's HEAD at a commit, for those who look at it with git. */
  async moveHead(path: string, commit: string): Promise<void> {
    await this.#git.must({ gitDir: this.adminDir(path), workTree: path, args: ['update-ref', '--no-deref', 'HEAD', commit] });
  }

  /** Stages everything in a worktree that is not ignored and returns the tree; nested repositories are left out and named. */
  async snapshotTree(path: string): Promise<{ tree: string; nested: string[] }> {
    const place = { gitDir: this.adminDir(path), workTree: path };
    const nested = await this.#nestedRepositories(path);
    if (nested.length > 0) return { tree: '', nested };
    // Ours alone to use, under the task's lock: one that is there was left by a process that was killed.
    await rm(join(this.adminDir(path), 'index.lock'), { force: true });
    await this.#git.must({ ...place, args: ['add', '--all', '--', ':/'], timeoutMs: 300_000 });
    const { stdout } = await this.#git.must({ ...place, args: ['write-tree'] });
    return { tree: stdout.toString().trim(), nested };
  }

  /** Makes a worktree's index that of a commit; files stay as they are. */
  async resetIndex(path: string, commit: string): Promise<void> {
    await this.#git.must({ gitDir: this.adminDir(path), workTree: path, args: ['read-tree', commit] });
  }

  /** Git would look into a repository inside the worktree, with its configuration: such are found by name first. */
  async #nestedRepositories(path: string): Promise<string[]> {
    const place = { gitDir: this.adminDir(path), workTree: path };
    const others = await this.#git.must({ ...place, args: ['ls-files', '-z', '--others', '--exclude-standard'] });
    const staged = await this.#git.must({ ...place, args: ['ls-files', '-z', '--stage'] });
    const found = entriesOf(others.stdout).filter((entry) => entry.endsWith('/'));
    for (const entry of entriesOf(staged.stdout)) {
      const link = /^160000 \S+ \d\t(.*)$/s.exec(entry)?.[1];
      if (link !== undefined && (await exists(join(path, link, '.git')))) found.push(`${link}/`);
    }
    return found;
  }
}

async function exists(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  );
}
