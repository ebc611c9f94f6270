/** What this thread does to the files of a folder, in order, so that a test can tell what a crash at any moment would have left. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';

export type FileOperation =
  | { readonly kind: 'mkdir' | 'create' | 'remove' | 'sync'; readonly path: string }
  | { readonly kind: 'write'; readonly path: string; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly kind: 'rename'; readonly path: string; readonly to: string }
  /** Not of a file: from here on the caller relies on the graph after this position, or a newer one. */
  | { readonly kind: 'relied'; readonly path: ''; readonly position: number };

/** Ways to change files that are not recorded: a build that takes one must be seen. */
const FORBIDDEN = [
  'writeFileSync',
  'appendFileSync',
  'copyFileSync',
  'truncateSync',
  'ftruncateSync',
  'linkSync',
  'unlinkSync',
  'rmdirSync',
];

type AnyFunction = (...given: never[]) => unknown;

/** Records from its making to `stop`. Flushes are recorded, and left out for speed. One at a time. */
export class RecordedFiles {
  readonly operations: FileOperation[] = [];
  /** The operation with this number (of those that change something) fails for want of room. */
  failAt = Infinity;
  readonly #root: string;
  readonly #open = new Map<number, { readonly path: string; offset: number }>();
  readonly #originals = new Map<string, AnyFunction>();

  constructor(root: string) {
    this.#root = root;
    this.#patchFolders();
    this.#patchFiles();
    for (const name of FORBIDDEN) {
      this.#patch(name, (original, ...given: unknown[]) => {
        if (this.#isMine(given[0])) throw new Error(`${name} is not recorded: teach it to the test`);
        return original(...given);
      });
    }
    syncBuiltinESMExports();
  }

  stop(): void {
    for (const [name, original] of this.#originals) (fs as unknown as Record<string, AnyFunction>)[name] = original;
    syncBuiltinESMExports();
  }

  #patch(name: string, by: (original: (...given: unknown[]) => unknown, ...given: never[]) => unknown): void {
    const functions = fs as unknown as Record<string, AnyFunction>;
    const original = functions[name] as (...given: unknown[]) => unknown;
    this.#originals.set(name, original as AnyFunction);
    functions[name] = (...given: never[]) => by(original, ...given);
  }

  #isMine(path: unknown): path is string {
    return typeof path === 'string' && (path === this.#root || path.startsWith(`${this.#root}/`));
  }

  #note(operation: FileOperation): void {
    if (this.operations.length >= this.failAt) {
      this.failAt = Infinity;
      throw Object.assign(new Error('ENOSPC: no space left on device (planned)'), { code: 'ENOSPC' });
    }
    this.operations.push(operation);
  }

  #patchFolders(): void {
    this.#patch('mkdirSync', (original, path: string, ...more) => {
      if (this.#isMine(path) && !fs.existsSync(path)) this.#note({ kind: 'mkdir', path });
      return original(path, ...more);
    });
    this.#patch('renameSync', (original, from: string, to: string) => {
      if (this.#isMine(from)) this.#note({ kind: 'rename', path: from, to });
      return original(from, to);
    });
    this.#patch('rmSync', (original, path: string, ...more) => {
      if (this.#isMine(path)) for (const name of namesBelow(path)) this.#note({ kind: 'remove', path: name });
      return original(path, ...more);
    });
  }

  #patchFiles(): void {
    this.#patch('openSync', (original, path: string, flags: string, ...more) => {
      const isNew = this.#isMine(path) && flags !== 'r';
      if (isNew) this.#note({ kind: 'create', path });
      const fd = original(path, flags, ...more) as number;
      if (this.#isMine(path)) this.#open.set(fd, { path, offset: 0 });
      return fd;
    });
    this.#patch('closeSync', (original, fd: number) => {
      this.#open.delete(fd);
      return original(fd);
    });
    this.#patch('writeSync', (original, fd: number, bytes: Uint8Array, ...range: number[]) => {
      const [from = 0, length = bytes.length - from] = range;
      const file = this.#open.get(fd);
      if (file) {
        const part = Uint8Array.from(bytes.subarray(from, from + length));
        this.#note({ kind: 'write', path: file.path, offset: file.offset, bytes: part });
        file.offset += length;
      }
      return original(fd, bytes, from, length);
    });
    for (const name of ['fsyncSync', 'fdatasyncSync']) {
      this.#patch(name, (original, fd: number) => {
        const file = this.#open.get(fd);
        if (!file) return original(fd);
        return this.#note({ kind: 'sync', path: file.path });
      });
    }
  }
}

/** What removing a path removes, in an order that a file system may take. */
function namesBelow(path: string): string[] {
  if (!fs.existsSync(path)) return [];
  if (!fs.statSync(path).isDirectory()) return [path];
  return [...fs.readdirSync(path).flatMap((name) => namesBelow(join(path, name))), path];
}
