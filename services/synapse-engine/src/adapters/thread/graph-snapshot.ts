/**
 * The graph as files, so that a start need not apply the whole journal: `<dir>/<position>/` holds one N-Quads file per namespace
 * (in slices where it is large) and `manifest.json` with their digests, which is written last. A folder without a manifest that
 * fits is ignored. The one before is kept, too: should the newest be damaged, the journal from the older one on is still there.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { type Manifest, manifestText, readManifest } from '../stored-manifest.ts';
import { type GraphImage, SpoiledEngineError, imageProblem, readImage, writeImage } from './graph-image.ts';
import { StoreSet } from './store-set.ts';
import { textSlices } from './nquads-slices.ts';

const IMAGE_FILE = 'memory.image';
const SLICE_BYTES = 2 * 1024 * 1024;
const LINE_BREAK = 0x0a;
const KEPT = 2;
const UNFINISHED = '.new';
/** Another graph may remove what this one is about to read. */
const READS_MAX = 5;

export interface SnapshotOptions {
  readonly dir: string;
  /** Also write, and rather read, the engine's memory. */
  readonly image: boolean;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function syncPath(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function writeDurably(path: string, bytes: Uint8Array): void {
  const fd = openSync(path, 'wx', 0o600);
  try {
    for (let offset = 0; offset < bytes.length;) offset += writeSync(fd, bytes, offset);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

const positionsIn = (dir: string): number[] =>
  readdirSync(dir)
    .filter((name) => /^\d{1,15}$/.test(name))
    .map(Number)
    .sort((a, b) => b - a);

/**
 * Stores the graph after `set.position` and removes all but the one before, once it is on the disk; what fails leaves those. It
 * yields after each file, at most a second's work, so that questions can be answered between; the graph must not change meanwhile.
 */
export function* snapshotSteps({ dir, image }: SnapshotOptions, set: StoreSet): Generator<undefined, void> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const target = join(dir, String(set.position));
  if (existsSync(target)) return;
  const temporary = `${target}${UNFINISHED}`;
  // Of those that a death cut short, too.
  for (const name of readdirSync(dir)) if (name.endsWith(UNFINISHED)) rmSync(join(dir, name), { recursive: true, force: true });
  mkdirSync(temporary, { mode: 0o700 });
  const files: Manifest['files'][number][] = [];
  for (const [namespace, store] of set.stores) {
    for (const { text, quads } of textSlices(store)) {
      const bytes = Buffer.from(text);
      const file = `${files.length}.nq`;
      writeDurably(join(temporary, file), bytes);
      files.push({ namespace, file, quads, sha256: sha256(bytes) });
      yield;
    }
  }
  const manifest: Manifest<GraphImage> = {
    position: set.position,
    files,
    ...(image ? { image: writeImage(join(temporary, IMAGE_FILE), IMAGE_FILE, set.stores) } : {}),
  };
  writeDurably(join(temporary, 'manifest.json'), Buffer.from(manifestText(manifest)));
  syncPath(temporary);
  renameSync(temporary, target);
  syncPath(dir);
  const kept = new Set(positionsIn(dir).slice(0, KEPT).map(String));
  for (const name of readdirSync(dir)) if (!kept.has(name)) rmSync(join(dir, name), { recursive: true, force: true });
}

/** Position of the older of the two graphs that are kept, or of the only one; undefined when there is none. */
export const oldestStoredPosition = (dir: string): number | undefined =>
  existsSync(dir) ? positionsIn(dir).slice(0, KEPT).at(-1) : undefined;

/** The newest stored graph that is whole, or an empty one; `problem` says why a newer one was passed over. */
export function readGraphSnapshot(options: SnapshotOptions): { set: StoreSet; problem: string | undefined } {
  const { dir } = options;
  for (let read = 1; ; read += 1) {
    let problem: string | undefined;
    const positions = existsSync(dir) ? positionsIn(dir) : [];
    for (const position of positions) {
      try {
        return { set: readOne(join(dir, String(position)), options), problem };
      } catch (error) {
        if (error instanceof SpoiledEngineError) throw error;
        problem = `the stored graph after position ${position} can't be used (${(error as Error).message}); an older one, or the journal, is applied instead. Nothing is lost; look after the disk.`;
      }
    }
    const isSame = positions.every((position) => existsSync(join(dir, String(position))));
    if (isSame || read === READS_MAX) return { set: new StoreSet(), problem };
  }
}

function readOne(dir: string, options: SnapshotOptions): StoreSet {
  const manifest = readManifest<GraphImage>(readFileSync(join(dir, 'manifest.json'), 'utf8'));
  if (String(manifest.position) !== basename(dir)) throw new Error(`manifest.json is that of position ${manifest.position}`);
  const { image } = manifest;
  const set =
    options.image && image && imageProblem(join(dir, image.file), image) === undefined
      ? new StoreSet(readImage(join(dir, image.file), image))
      : readFiles(dir, manifest);
  set.position = manifest.position;
  return set;
}

function readFiles(dir: string, manifest: Manifest): StoreSet {
  const set = new StoreSet();
  const wanted = new Map<string, number>();
  for (const { namespace, file, quads, sha256: expected } of manifest.files) {
    const hash = createHash('sha256');
    for (const lines of linesOf(join(dir, file))) {
      hash.update(lines);
      set.load(namespace, lines);
    }
    if (hash.digest('hex') !== expected) throw new Error(`${file} is damaged`);
    wanted.set(namespace, (wanted.get(namespace) ?? 0) + quads);
  }
  for (const [namespace, quads] of wanted) {
    const found = set.storeOf(namespace).size;
    if (found !== quads) throw new Error(`"${namespace}" has ${found} quads instead of ${quads}`);
  }
  return set;
}

/** A file in slices of whole lines of about 2 MiB: the loader is slow on one huge text. */
function* linesOf(path: string): Generator<Uint8Array> {
  const fd = openSync(path, 'r');
  try {
    let rest = Buffer.alloc(0);
    for (;;) {
      const slice = Buffer.allocUnsafe(SLICE_BYTES);
      const length = readSync(fd, slice, 0, SLICE_BYTES, null);
      if (length === 0) break;
      const text = Buffer.concat([rest, slice.subarray(0, length)]);
      const end = text.lastIndexOf(LINE_BREAK) + 1;
      if (end > 0) yield text.subarray(0, end);
      rest = Buffer.from(text.subarray(end));
    }
    if (rest.length > 0) yield rest;
  } finally {
    closeSync(fd);
  }
}
