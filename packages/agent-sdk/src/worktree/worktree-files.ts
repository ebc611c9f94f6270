import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, realpath, rm } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';

/** A path or file that the tools don't touch; the message tells the model what to do instead. */
export class FileRefused extends Error {
  override readonly name = 'FileRefused';
}

const FILE_BYTES_MAX = 1024 * 1024;
const ENTRIES_MAX = 20_000;
const SKIPPED_FOLDERS = new Set(['.git', 'node_modules', '.venv', '__pycache__', 'target', 'dist', 'coverage']);

export interface FileList {
  /** Paths from the root of the worktree, sorted. */
  readonly paths: readonly string[];
  /** Whether there are more than were listed. */
  readonly truncated: boolean;
}

/**
 * Files of one worktree, and nothing outside it: no absolute or climbing path, no `.git`, and no symbolic link on the way of a
 * write or out of the worktree on the way of a read.
 */
export class WorktreeFiles {
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  static async at(path: string): Promise<WorktreeFiles> {
    return new WorktreeFiles(await realpath(path));
  }

  /** The text of a file of at most 1 MiB. Throws FileRefused for what is no text file of the worktree. */
  async read(path: string): Promise<string> {
    const inside = this.#inside(path);
    const real = await realpath(join(this.root, inside)).catch(() => {
      throw new FileRefused(`There is no file ${inside}. list_files shows what there is.`);
    });
    const target = relative(this.root, real);
    this.#inside(target);
    const handle = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const info = await handle.stat();
      if (info.isDirectory()) throw new FileRefused(`${inside} is a folder. list_files shows what is in it.`);
      if (!info.isFile()) throw new FileRefused(`${inside} is no regular file.`);
      if (info.size > FILE_BYTES_MAX)
        throw new FileRefused(
          `${inside} has ${info.size} bytes; at most ${FILE_BYTES_MAX} can be read. Use grep or run_command.`,
        );
      const bytes = await handle.readFile();
      if (bytes.includes(0)) throw new FileRefused(`${inside} is a binary file.`);
      return bytes.toString('utf8');
    } finally {
      await handle.close();
    }
  }

  /** Writes a file of at most 1 MiB, with its folders. Throws FileRefused where the path leads elsewhere. */
  async write(path: string, text: string): Promise<void> {
    const inside = this.#inside(path);
    if (Buffer.byteLength(text) > FILE_BYTES_MAX)
      throw new FileRefused(`The text has more than ${FILE_BYTES_MAX} bytes. Write smaller files.`);
    await this.#makeFolders(dirname(inside));
    const target = join(this.root, inside);
    const info = await lstat(target).catch(() => undefined);
    if (info && !info.isFile())
      throw new FileRefused(`${inside} is ${info.isDirectory() ? 'a folder' : 'a link or device'} and can't be written.`);
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;
    const handle = await open(target, flags, 0o644);
    try {
      await handle.writeFile(text);
    } finally {
      await handle.close();
    }
  }

  /** Every file under a folder, apart from dependencies and build output; links are not followed. */
  async list(folder = '.', filesMax = 300): Promise<FileList> {
    const start = folder === '' || folder === '.' ? '' : this.#inside(folder);
    const paths: string[] = [];
    const waiting = [start];
    let entriesSeen = 0;
    for (let current = waiting.pop(); current !== undefined && entriesSeen < ENTRIES_MAX; current = waiting.pop()) {
      const full = join(this.root, current);
      const info = await lstat(full).catch(() => undefined);
      if (!info?.isDirectory())
        throw new FileRefused(`There is no folder ${current || '.'}. list_files without a path shows all.`);
      for (const entry of await readdir(full, { withFileTypes: true })) {
        entriesSeen++;
        const path = current ? `${current}/${entry.name}` : entry.name;
        if (entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name)) waiting.push(path);
        else if (!entry.isDirectory() && entry.name !== '.git') paths.push(path);
      }
    }
    paths.sort();
    return { paths: paths.slice(0, filesMax), truncated: paths.length > filesMax || entriesSeen >= ENTRIES_MAX };
  }

  /** Whether something stands at the path, be it a link. */
  async has(path: string): Promise<boolean> {
    const inside = this.#inside(path);
    return (await lstat(join(this.root, inside)).catch(() => undefined)) !== undefined;
  }

  /** Removes a folder with all that is in it, or whatever else stands there; a link goes, what it names stays. */
  async remove(path: string): Promise<void> {
    const inside = this.#inside(path);
    await this.#makeFolders(dirname(inside));
    await rm(join(this.root, inside), { recursive: true, force: true });
  }

  /** The path from the root, or FileRefused where it leads out of the worktree or into `.git`. */
  #inside(path: string): string {
    const fromRoot = isAbsolute(path) ? relative(this.root, path) : relative(this.root, join(this.root, path));
    const parts = fromRoot.split(sep);
    if (fromRoot === '' || path.includes('\0')) throw new FileRefused('Name a file by its path from the root of the repository.');
    if (parts[0] === '..' || isAbsolute(fromRoot))
      throw new FileRefused(`${path} lies outside the worktree. Use paths from the root of the repository.`);
    if (parts.some((part) => part.toLowerCase() === '.git'))
      throw new FileRefused(`${path} belongs to git, which is not yours to touch: your work is committed for you after submit.`);
    return parts.join('/');
  }

  async #makeFolders(folder: string): Promise<void> {
    let current = this.root;
    for (const part of folder === '.' ? [] : folder.split('/')) {
      current = join(current, part);
      await mkdir(current).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      });
      const info = await lstat(current);
      if (!info.isDirectory())
        throw new FileRefused(`${relative(this.root, current)} is no folder, so nothing can be written below it.`);
    }
  }
}
