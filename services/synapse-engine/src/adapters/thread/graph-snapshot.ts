/**
 * The graph as files, so that a start need not apply the whole journal: `<dir>/<position>/` holds one N-Quads file per namespace
 * and `manifest.json` with their digests, which is written last. A folder without a manifest that fits is ignored.
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
import { join } from 'node:path';
import { StoreSet, nquads } from './store-set.ts';

const VERSION = 1;
const SLICE_BYTES = 2 * 1024 * 1024;
const LINE_BREAK = 0x0a;

interface Manifest {
  readonly v: number;
  readonly position: number;
  readonly files: readonly {
    readonly namespace: string;
    readonly file: string;
    readonly quads: number;
    readonly sha256: string;
  }[];
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

/** Stores the graph after `set.position` and removes older ones, once it is on the disk; what fails leaves the older one. */
export function writeGraphSnapshot(dir: string, set: StoreSet): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const target = join(dir, String(set.position));
  if (existsSync(target)) return;
  const temporary = `${target}.new`;
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { mode: 0o700 });
  const files = [...set.stores].map(([namespace, store], index) => {
    const bytes = Buffer.from(store.dump({ format: nquads }));
    const file = `${index}.nq`;
    writeDurably(join(temporary, file), bytes);
    return { namespace, file, quads: store.size, sha256: sha256(bytes) };
  });
  const manifest: Manifest = { v: VERSION, position: set.position, files };
  writeDurably(join(temporary, 'manifest.json'), Buffer.from(JSON.stringify(manifest)));
  syncPath(temporary);
  renameSync(temporary, target);
  syncPath(dir);
  for (const name of readdirSync(dir)) if (join(dir, name) !== target) rmSync(join(dir, name), { recursive: true, force: true });
}

/** The newest stored graph that is whole, or an empty one; `problem` says why a newer one was passed over. */
export function readGraphSnapshot(dir: string): { set: StoreSet; problem: string | undefined } {
  let problem: string | undefined;
  for (const position of existsSync(dir) ? positionsIn(dir) : []) {
    try {
      return { set: readOne(join(dir, String(position))), problem };
    } catch (error) {
      problem = `the stored graph after position ${position} can't be used (${(error as Error).message}); the journal is applied instead`;
    }
  }
  return { set: new StoreSet(), problem };
}

function readOne(dir: string): StoreSet {
  const manifest = JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8')) as Manifest;
  if (manifest.v !== VERSION) throw new Error(`its version is ${manifest.v}`);
  const set = new StoreSet();
  for (const { namespace, file, quads, sha256: expected } of manifest.files) {
    const hash = createHash('sha256');
    for (const lines of linesOf(join(dir, file))) {
      hash.update(lines);
      set.load(namespace, lines);
    }
    if (hash.digest('hex') !== expected) throw new Error(`${file} is damaged`);
    if ((set.stores.get(namespace)?.size ?? 0) !== quads) throw new Error(`${file} does not hold ${quads} quads`);
  }
  set.position = manifest.position;
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
