import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ResponseShelf,
  type ShelfEntry,
  type ShelfWish,
  type StoredBounds,
  type StoredResponse,
  isStoredId,
  isTooOld,
  toDrop,
} from '../ports.ts';

const NAME = /^(\d{1,15})\.(\d{1,12})\.(?:([0-9a-f]{16})\.)?(resp_[A-Za-z0-9_-]{1,120})\.json$/;
const PARTIAL = '.part-';
/** Of so many of an owner's latest responses items can be referred to by their ids. */
const CLAIMS_READ_MAX = 256;
const PARTIAL_AGE_MS = 3_600_000;
/** How long what other processes do may go unseen when something is put. */
const LOOK_EVERY_MS = 1_000;

interface FileEntry extends ShelfEntry {
  readonly name: string;
}

/**
 * Stored responses as files of one folder: one a response, written aside and renamed, readable by this user alone. Names tell time,
 * size and whose it is (a hash), so that bounds are kept without opening any. Several processes may use the folder: the bounds then hold but for what
 * they write within a second. Not flushed to disk: after a power cut the last ones may be gone, and are answered as not found.
 */
export class ResponseFiles implements ResponseShelf {
  readonly #dir: string;
  readonly #bounds: StoredBounds;
  /** The oldest first. */
  readonly #known = new Map<string, FileEntry>();
  #bytes = 0;
  #lookedMs = 0;
  #written = 0;

  constructor(dir: string, bounds: StoredBounds) {
    this.#dir = dir;
    this.#bounds = bounds;
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    this.#look();
  }

  put(stored: StoredResponse): boolean {
    const text = Buffer.from(JSON.stringify(stored));
    if (performance.now() - this.#lookedMs > LOOK_EVERY_MS) this.#look();
    // An upstream that gives an id twice must not make one key's response another's.
    if (this.#known.has(stored.id)) return false;
    const ownerTag = tagOf(stored.owner);
    if (!this.#makeRoom({ bytes: text.length, ownerTag, nowMs: stored.createdMs })) return false;
    const entry = entryOf(`${stored.createdMs}.${text.length}.${ownerTag}.${stored.id}.json`);
    if (!entry) return false;
    const partial = join(this.#dir, `${PARTIAL}${process.pid}-${this.#written++}`);
    const file = openSync(partial, 'wx', 0o600);
    try {
      for (let at = 0; at < text.length;) at += writeSync(file, text, at);
    } finally {
      closeSync(file);
    }
    renameSync(partial, join(this.#dir, entry.name));
    this.#add(entry);
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
      this.#forget(id);
      return undefined;
    }
  }

  claimedItems(owner: string, nowMs: number): readonly string[] {
    this.#look();
    const ownerTag = tagOf(owner);
    const entries = [...this.#known.values()].filter((entry) => entry.ownerTag === ownerTag && !isStoredId(entry.id));
    return entries.slice(-CLAIMS_READ_MAX).flatMap(({ id }) => {
      const stored = this.get(id, nowMs);
      return stored?.owner === owner && stored.content.kind === 'elsewhere' ? (stored.content.items ?? []) : [];
    });
  }

  delete(id: string): void {
    const entry = this.#find(id);
    if (entry) this.#remove(entry);
  }

  sweep(nowMs: number): void {
    this.#look();
    for (const entry of toDrop([...this.#known.values()], this.#bounds, { bytes: 0, ownerTag: '', nowMs }) ?? [])
      this.#remove(entry);
    for (const name of readdirSync(this.#dir)) if (name.startsWith(PARTIAL)) this.#removeStale(name, nowMs);
  }

  #find(id: string): FileEntry | undefined {
    // Another process may have written it.
    if (!this.#known.has(id)) this.#look();
    return this.#known.get(id);
  }

  /** Whether there is room for so many bytes, after others were dropped where it takes that. */
  #makeRoom(wish: ShelfWish): boolean {
    const { bytes, nowMs } = wish;
    const [oldest] = this.#known.values();
    const { responsesMax, bytesMax } = this.#bounds;
    const fits = this.#known.size < responsesMax && this.#bytes + bytes <= bytesMax;
    if (fits && !(oldest && isTooOld(oldest, this.#bounds, nowMs))) return true;
    const drop = toDrop([...this.#known.values()], this.#bounds, wish);
    for (const entry of drop ?? []) this.#remove(entry);
    return drop !== undefined;
  }

  #look(): void {
    this.#known.clear();
    this.#bytes = 0;
    this.#lookedMs = performance.now();
    const entries = readdirSync(this.#dir).flatMap((name) => entryOf(name) ?? []);
    for (const entry of entries.toSorted((a, b) => a.createdMs - b.createdMs)) this.#add(entry);
  }

  #add(entry: FileEntry): void {
    this.#forget(entry.id);
    this.#known.set(entry.id, entry);
    this.#bytes += entry.bytes;
  }

  #forget(id: string): void {
    this.#bytes -= this.#known.get(id)?.bytes ?? 0;
    this.#known.delete(id);
  }

  #remove(entry: FileEntry): void {
    this.#forget(entry.id);
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
  return found
    ? { name, createdMs: Number(found[1]), bytes: Number(found[2]), ownerTag: found[3] ?? '', id: found[4]! }
    : undefined;
}

const tagOf = (owner: string): string => createHash('sha256').update(owner).digest('hex').slice(0, 16);

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';
