import { basename, dirname } from 'node:path';
import type { Disk, DiskFile, DiskLock } from '@panal/journal';
import { seededRandom } from './seeded-random.ts';

/**
 * A disk in memory that loses, at a crash, what was not flushed: of the sectors written since a file's last flush each survives or
 * not, by a seeded coin, in any order; so do names since their folder's last flush, and a file's growth. It also fails, stalls and
 * fills up on command.
 *
 * It is harsher than ext4 (which orders more) and as harsh as POSIX allows, but for two things: a sector is written whole or not
 * at all, and a name that was flushed never turns into another file's.
 */
export interface SimulatedDiskOptions {
  /** Of the coins that decide what survives a crash. */
  readonly seed: number;
  /** Room for file contents, bytes. Default: endless. */
  readonly capacityBytes?: number;
  /** A disk (or a build) that lies: flushes succeed and make nothing durable. */
  readonly ignoresFlushes?: boolean;
}

export type SimulatedOperation = 'write' | 'datasync' | 'syncDir' | 'rename' | 'remove' | 'create' | 'read' | 'list';

const sectorBytes = 512;

interface Inode {
  /** What a reader sees now. */
  bytes: Uint8Array;
  size: number;
  /** What a crash leaves for sure. */
  durableBytes: Uint8Array;
  durableSize: number;
  /** Sectors written since the last flush. */
  readonly dirty: Set<number>;
}

export class SimulatedDisk {
  readonly #options: SimulatedDiskOptions;
  readonly #random: () => number;
  #capacityBytes: number;
  readonly #dirs = new Set<string>(['/']);
  #names = new Map<string, Inode>();
  #durableNames = new Map<string, Inode>();
  readonly #locks = new Set<string>();
  readonly #failures: { operation: SimulatedOperation; code: string; after: number }[] = [];
  readonly #gates = new Map<SimulatedOperation, Promise<void>>();
  /** Handles opened before a crash belong to a process that is dead: whatever they do afterwards has no effect. */
  #life = 0;
  /** How often each operation was asked for. */
  readonly counts: Record<SimulatedOperation, number> = {
    write: 0,
    datasync: 0,
    syncDir: 0,
    rename: 0,
    remove: 0,
    create: 0,
    read: 0,
    list: 0,
  };
  /** Called before each operation takes effect; the place to crash from. */
  onOperation: ((operation: SimulatedOperation) => void) | undefined;

  constructor(options: SimulatedDiskOptions) {
    this.#options = options;
    this.#random = seededRandom(options.seed);
    this.#capacityBytes = options.capacityBytes ?? Number.POSITIVE_INFINITY;
  }

  /** Power loss: drops a random part of what was not flushed, frees all locks, and cuts off every open file. */
  crash(): void {
    this.#life += 1;
    this.#locks.clear();
    this.#failures.length = 0;
    this.#gates.clear();
    this.#names = this.#survivingNames();
    this.#durableNames = new Map(this.#names);
    for (const inode of new Set(this.#names.values())) this.#loseUnflushed(inode);
  }

  /** `kill -9`: the page cache stays, so nothing is lost that was written; locks are freed. */
  kill(): void {
    this.#life += 1;
    this.#locks.clear();
    this.#failures.length = 0;
    this.#gates.clear();
  }

  /**
   * Lets the next operation of this kind fail, or the one after `after` more. A flush that fails leaves what it was to flush
   * readable and taken for clean, so that only writing it again makes it durable (as Linux does).
   */
  failNext(operation: SimulatedOperation, code: string, after = 0): void {
    this.#failures.push({ operation, code, after });
  }

  /** Holds every operation of this kind until the returned function is called. */
  hold(operation: SimulatedOperation): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#gates.set(operation, promise);
    return () => {
      this.#gates.delete(operation);
      resolve();
    };
  }

  setCapacity(bytes: number): void {
    this.#capacityBytes = bytes;
  }

  usedBytes(): number {
    let used = 0;
    for (const inode of new Set(this.#names.values())) used += inode.size;
    return used;
  }

  /** A file's bytes as a reader sees them now. */
  readFile(path: string): Uint8Array {
    const inode = this.#inode(path);
    return inode.bytes.slice(0, inode.size);
  }

  /** Puts a file there, durably: for planting damage. */
  writeFile(path: string, bytes: Uint8Array): void {
    this.#addDir(dirname(path));
    const inode = {
      bytes: bytes.slice(),
      size: bytes.length,
      durableBytes: bytes.slice(),
      durableSize: bytes.length,
      dirty: new Set<number>(),
    };
    this.#names.set(path, inode);
    this.#durableNames.set(path, inode);
  }

  /**
   * The disk as one process sees it. After a crash or kill nothing that this process still asks for happens or is answered, as
   * with a process that is dead; connect again for the next one.
   */
  connect(): Disk {
    const life = this.#life;
    const perform = <T>(operation: SimulatedOperation, path: string, effect: () => T): Promise<T> =>
      this.#perform(operation, path, { life, effect });
    return {
      makeDir: async (path) => {
        if (this.#names.has(path)) throw diskError('EEXIST', path);
        this.#addDir(path);
      },
      list: (dir) => perform('list', dir, () => this.#list(dir)),
      open: async (path, mode) => {
        if (mode === 'create') await perform('create', path, () => this.#create(path));
        return this.#openFile(path, life);
      },
      rename: (from, to) => perform('rename', from, () => this.#rename(from, to)),
      remove: (path) => perform('remove', path, () => this.#remove(path)),
      syncDir: (dir) => perform('syncDir', dir, () => this.#flushNames(dir)),
      lock: async (path) => this.#lock(path, life),
    };
  }

  #openFile(path: string, life: number): DiskFile {
    const inode = this.#inode(path);
    const perform = <T>(operation: SimulatedOperation, effect: () => T): Promise<T> =>
      this.#perform(operation, path, { life, effect });
    return {
      size: async () => inode.size,
      read: (into, position) =>
        perform('read', () => {
          const filled = Math.max(0, Math.min(into.length, inode.size - position));
          into.set(inode.bytes.subarray(position, position + filled));
          return filled;
        }),
      write: (bytes, position) => perform('write', () => this.#write(inode, bytes, position, path)),
      datasync: () =>
        perform('datasync', () => this.#flush(inode)).catch((error: unknown) => {
          inode.dirty.clear();
          throw error;
        }),
      close: async () => {},
    };
  }

  async #perform<T>(
    operation: SimulatedOperation,
    path: string,
    { life, effect }: { life: number; effect: () => T },
  ): Promise<T> {
    await this.#gates.get(operation);
    if (life === this.#life) {
      this.counts[operation] += 1;
      this.onOperation?.(operation);
    }
    // Either the process was dead already, or the callback has just ended it.
    if (life !== this.#life) return await new Promise<never>(() => {});
    const failure = this.#failures.find((planned) => planned.operation === operation);
    if (failure !== undefined && failure.after-- === 0) {
      this.#failures.splice(this.#failures.indexOf(failure), 1);
      throw diskError(failure.code, path);
    }
    return effect();
  }

  #list(dir: string): string[] {
    if (!this.#dirs.has(dir)) throw diskError('ENOENT', dir);
    const files = [...this.#names.keys()].filter((path) => dirname(path) === dir);
    const folders = [...this.#dirs].filter((path) => path !== '/' && dirname(path) === dir);
    return [...files, ...folders].map((path) => basename(path));
  }

  #rename(from: string, to: string): void {
    const inode = this.#inode(from);
    this.#names.set(to, inode);
    this.#names.delete(from);
  }

  #remove(path: string): void {
    this.#inode(path);
    this.#names.delete(path);
  }

  #flushNames(dir: string): void {
    if (this.#options.ignoresFlushes) return;
    for (const path of this.#durableNames.keys())
      if (dirname(path) === dir && !this.#names.has(path)) this.#durableNames.delete(path);
    for (const [path, inode] of this.#names) if (dirname(path) === dir) this.#durableNames.set(path, inode);
  }

  #lock(path: string, life: number): DiskLock {
    if (this.#locks.has(path)) return { held: false, holderPid: undefined };
    this.#locks.add(path);
    const release = async (): Promise<void> => {
      if (life === this.#life) this.#locks.delete(path);
    };
    return { held: true, release };
  }

  #create(path: string): void {
    if (this.#names.has(path)) throw diskError('EEXIST', path);
    if (!this.#dirs.has(dirname(path))) throw diskError('ENOENT', path);
    this.#names.set(path, {
      bytes: new Uint8Array(0),
      size: 0,
      durableBytes: new Uint8Array(0),
      durableSize: 0,
      dirty: new Set(),
    });
  }

  /** Writes what there is room for; the rest fails, as a real write does. */
  #write(inode: Inode, bytes: Uint8Array, position: number, path: string): void {
    const growth = Math.max(0, position + bytes.length - inode.size);
    const missing = Math.max(0, growth - Math.max(0, this.#capacityBytes - this.usedBytes()));
    const written = bytes.subarray(0, Math.max(0, bytes.length - missing));
    inode.bytes = grown(inode.bytes, position + written.length);
    inode.bytes.set(written, position);
    inode.size = Math.max(inode.size, position + written.length);
    for (let sector = Math.floor(position / sectorBytes); sector * sectorBytes < position + written.length; sector++)
      inode.dirty.add(sector);
    if (missing > 0) throw diskError('ENOSPC', path);
  }

  #flush(inode: Inode): void {
    if (this.#options.ignoresFlushes) return;
    for (const sector of inode.dirty) keepSector(inode, sector);
    inode.durableSize = inode.size;
    inode.dirty.clear();
  }

  #loseUnflushed(inode: Inode): void {
    for (const sector of inode.dirty) {
      if (this.#random() >= 0.5) continue;
      keepSector(inode, sector);
      // A sector that reached the disk beyond the old end counts only where the growth did, too.
      if (this.#random() < 0.5) inode.durableSize = Math.max(inode.durableSize, Math.min(inode.size, (sector + 1) * sectorBytes));
    }
    if (this.#random() < 0.3) inode.durableSize = Math.max(inode.durableSize, inode.size);
    inode.bytes = grown(inode.durableBytes.slice(), inode.durableSize);
    inode.bytes.fill(0, inode.durableSize);
    inode.size = inode.durableSize;
    inode.durableBytes = inode.bytes.slice();
    inode.dirty.clear();
  }

  #survivingNames(): Map<string, Inode> {
    const surviving = new Map<string, Inode>();
    for (const path of new Set([...this.#names.keys(), ...this.#durableNames.keys()])) {
      const before = this.#durableNames.get(path);
      const after = this.#names.get(path);
      const inode = before === after || this.#random() < 0.5 ? before : after;
      if (inode !== undefined) surviving.set(path, inode);
    }
    return surviving;
  }

  #addDir(path: string): void {
    for (let dir = path; !this.#dirs.has(dir); dir = dirname(dir)) this.#dirs.add(dir);
  }

  #inode(path: string): Inode {
    const inode = this.#names.get(path);
    if (inode === undefined) throw diskError('ENOENT', path);
    return inode;
  }
}

function keepSector(inode: Inode, sector: number): void {
  const start = sector * sectorBytes;
  const end = Math.min(start + sectorBytes, inode.size);
  if (end <= start) return;
  inode.durableBytes = grown(inode.durableBytes, end);
  inode.durableBytes.set(inode.bytes.subarray(start, end), start);
}

/** At least `length` bytes long; doubles, so that appending is not quadratic. */
function grown(bytes: Uint8Array, length: number): Uint8Array {
  if (length <= bytes.length) return bytes;
  const larger = new Uint8Array(Math.max(length, bytes.length * 2));
  larger.set(bytes);
  return larger;
}

function diskError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: simulated, ${path}`), { code });
}
