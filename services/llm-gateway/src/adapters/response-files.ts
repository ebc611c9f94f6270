import { closeSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type ResponseShelf, type ShelfEntry, type StoredBounds, type StoredResponse, isTooOld, toDrop } from '../ports.ts';

const NAME = /^(\d{1,15})\.(\d{1,12})\.(resp_[A-Za-z0-9_-]{1,120})\.json$/;
const PARTIAL = '.part-';
const PARTIAL_AGE_MS = 3_600_000;

interface FileEntry extends ShelfEntry {
  readonly name: string;
}

/**
 * Stored responses as files of one folder: one a response, written aside and renamed, readable by this user alone. Names tell time
 * and size, so that bounds are kept without opening any. Several processes may use the folder: the bounds then hold but for what
 * they write in the same moment. Not flushed to disk: after a power cut the last ones may be gone, and are answered as not found.
 */
export class ResponseFiles implements ResponseShelf {
  readonly #dir: string;
  readonly #bounds: StoredBounds;
  readonly #known = new Map<string, FileEntry>();
  #written = 0;

  constructor(dir: string, bounds: StoredBounds) {
    this.#dir = dir;
    this.#bounds = bounds;
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    this.#look();
  }

  put(stored: StoredResponse): boolean {
    const text = Buffer.from(JSON.stringify(stored));
    this.#look();
    const drop = toDrop([...this.#known.values()], this.#bounds, { bytes: text.length, nowMs: stored.createdMs });
    if (!drop) return false;
    for (const entry of drop) this.#remove(entry);
    const before = this.#known.get(stored.id);
    if (before) this.#remove(before);
    const entry = entryOf(`${stored.createdMs}.${text.length}.${stored.id}.json`);
    if (!entry) return false;
    const partial = join(this.#dir, `${PARTIAL}${process.pid}-${this.#written++}`);
    const file = openSync(partial, 'wx', 0o600);
    try {
      for (let at = 0; at < text.length;) at += writeSync(file, text, at);
    } finally {
      closeSync(file);
    }
    renameSync(partial, join(this.#dir, entry.name));
    this.#known.set(entry.id, entry);
    return true;
  }

  get(id: string, nowMs: number): StoredResponse | undefined {
    const entry = this.#find(id);
    if (!entry) return undefined;
    if (isTooOld(entry, this.#bounds, nowMs)) {
      this.#remove(entry);
      return undefined;
    }
    try {
      return JSON.parse(readFileSync(join(this.#dir, entry.name), 'utf8')) as StoredResponse;
    } catch (error) {
      if (!isMissing(error) && !(error instanceof SyntaxError)) throw error;
      this.#known.delete(id);
      return undefined;
    }
  }

  delete(id: string): void {
    const entry = this.#find(id);
    if (entry) this.#remove(entry);
  }

  sweep(nowMs: number): void {
    this.#look();
    for (const entry of toDrop([...this.#known.values()], this.#bounds, { bytes: 0, nowMs }) ?? []) this.#remove(entry);
    for (const name of readdirSync(this.#dir)) if (name.startsWith(PARTIAL)) this.#removeStale(name, nowMs);
  }

  #find(id: string): FileEntry | undefined {
    // Another process may have written it.
    if (!this.#known.has(id)) this.#look();
    return this.#known.get(id);
  }

  #look(): void {
    this.#known.clear();
    for (const name of readdirSync(this.#dir)) {
      const entry = entryOf(name);
      if (entry) this.#known.set(entry.id, entry);
    }
  }

  #remove(entry: FileEntry): void {
    this.#known.delete(entry.id);
    rmSync(join(this.#dir, entry.name), { force: true });
  }

  #removeStale(name: string, nowMs: number): void {
    const path = join(this.#dir, name);
    const writtenMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (writtenMs !== undefined && writtenMs + PARTIAL_AGE_MS < nowMs) rmSync(path, { force: true });
  }
}

function entryOf(name: string): FileEntry | undefined {
  const found = NAME.exec(name);
  return found ? { name, createdMs: Number(found[1]), bytes: Number(found[2]), id: found[3]! } : undefined;
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';
