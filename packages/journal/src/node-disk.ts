import { close, fdatasync, fstat, open, read, write } from 'node:fs';
import { mkdir, open as openHandle, readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { errorCode, type Disk, type DiskFile, type DiskLock, type DiskOpenMode } from './disk.ts';

const flagsOfMode: Record<DiskOpenMode, string> = { read: 'r', write: 'r+', create: 'wx+' };

/** The real disk, through node:fs. Folders are made with mode 0700, files with 0600. */
export const nodeDisk: Disk = {
  makeDir,
  list: (dir) => readdir(dir),
  open: (path, mode) =>
    new Promise((resolveFile, reject) => {
      open(path, flagsOfMode[mode], 0o600, (error, fd) => (error ? reject(error) : resolveFile(new NodeDiskFile(fd))));
    }),
  rename,
  remove: unlink,
  async syncDir(dir) {
    const handle = await openHandle(dir, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  lock,
};

/**
 * One folder at a time, each made durable before what goes into it, so that one which exists is durable but perhaps for its own
 * name in its parent.
 */
async function makeDir(path: string): Promise<void> {
  const parent = dirname(resolve(path));
  const isNew = await makeOneDir(path).catch(async (error: unknown) => {
    if (errorCode(error) !== 'ENOENT') throw error;
    await makeDir(parent);
    return await makeOneDir(path);
  });
  await nodeDisk.syncDir(parent).catch((error: unknown) => {
    // A parent that we may not even list was not made by us.
    if (isNew || errorCode(error) !== 'EACCES') throw error;
  });
}

/** Whether the folder was new. */
async function makeOneDir(path: string): Promise<boolean> {
  try {
    await mkdir(path, { mode: 0o700 });
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST' || !(await stat(path)).isDirectory()) throw error;
    return false;
  }
}

/** Callbacks of node:fs rather than its promises: these calls are on the path of every flush. */
class NodeDiskFile implements DiskFile {
  readonly #fd: number;

  constructor(fd: number) {
    this.#fd = fd;
  }

  size(): Promise<number> {
    return new Promise((resolveSize, reject) => {
      fstat(this.#fd, (error, stats) => (error ? reject(error) : resolveSize(stats.size)));
    });
  }

  async read(into: Uint8Array, position: number): Promise<number> {
    let filled = 0;
    while (filled < into.length) {
      const count = await this.#readOnce(into, filled, position + filled);
      if (count === 0) break;
      filled += count;
    }
    return filled;
  }

  #readOnce(into: Uint8Array, offset: number, position: number): Promise<number> {
    return new Promise((resolveCount, reject) => {
      read(this.#fd, into, offset, into.length - offset, position, (error, count) =>
        error ? reject(error) : resolveCount(count),
      );
    });
  }

  write(bytes: Uint8Array, position: number): Promise<void> {
    return new Promise((resolveWritten, reject) => {
      const step = (done: number): void => {
        write(this.#fd, bytes, done, bytes.length - done, position + done, (error, count) => {
          if (error) reject(error);
          else if (done + count < bytes.length) step(done + count);
          else resolveWritten();
        });
      };
      step(0);
    });
  }

  datasync(): Promise<void> {
    return new Promise((resolveSynced, reject) => {
      fdatasync(this.#fd, (error) => (error ? reject(error) : resolveSynced()));
    });
  }

  close(): Promise<void> {
    return new Promise((resolveClosed, reject) => {
      close(this.#fd, (error) => (error ? reject(error) : resolveClosed()));
    });
  }
}

/** SQLITE_BUSY: another connection holds the lock. */
const sqliteBusy = 5;

/**
 * Node offers no file lock; SQLite's exclusive transaction on an empty file is one, and the kernel frees it with the process.
 * Only ever opened here: closing any other descriptor of the file would drop the lock (POSIX).
 */
async function lock(path: string): Promise<DiskLock> {
  const ownerPath = `${path}.pid`;
  const database = new DatabaseSync(path);
  try {
    database.exec('PRAGMA journal_mode = OFF; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy) {
      return { held: false, holderPid: await readPid(ownerPath) };
    }
    throw error;
  }
  await writeFile(ownerPath, `${process.pid}\n`, { mode: 0o600 });
  return {
    held: true,
    async release() {
      await unlink(ownerPath).catch(() => undefined);
      database.close();
    },
  };
}

async function readPid(path: string): Promise<number | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  return Number.isSafeInteger(pid) ? pid : undefined;
}
