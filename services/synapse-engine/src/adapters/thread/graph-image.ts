/**
 * The engine's whole memory as a file: read back by the same build of the engine, a graph is ready as fast as the disk can read.
 * Only ever beside the portable files, which take over when the package, its WASM file or a checksum differs.
 */
import { closeSync, fsyncSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import oxigraph from 'oxigraph';
import { engine } from './engine-instance.ts';
import { PAGE_BYTES } from './wasm-memory-limit.ts';
import type { GraphStore } from './store-set.ts';

const SLICE_BYTES = 32 * 1024 * 1024;

export interface GraphImage {
  readonly file: string;
  /** SHA-256 of the engine's WASM file. */
  readonly engine: string;
  readonly bytes: number;
  readonly crc32: number;
  /** Texts that the engine holds on to, by their place among the JavaScript values; `null` for the others, which it makes itself. */
  readonly externrefs: readonly (string | null)[];
  readonly stores: readonly { readonly namespace: string; readonly pointer: number; readonly quads: number }[];
}

interface Wrapped {
  __wbg_ptr: number;
}

/** Writes the memory and flushes it. No call of the engine may be under way. */
export function writeImage(path: string, file: string, stores: ReadonlyMap<string, GraphStore>): GraphImage {
  const sizes = [...stores].map(([namespace, store]) => ({
    namespace,
    pointer: (store as unknown as Wrapped).__wbg_ptr,
    quads: store.size,
  }));
  const memory = Buffer.from(engine.memory.buffer);
  const fd = openSync(path, 'wx', 0o600);
  let checksum = 0;
  try {
    for (let offset = 0; offset < memory.length; offset += SLICE_BYTES) {
      const slice = memory.subarray(offset, offset + SLICE_BYTES);
      checksum = crc32(slice, checksum);
      for (let done = 0; done < slice.length;) done += writeSync(fd, slice, done);
    }
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  return {
    file,
    engine: engine.digest,
    bytes: memory.length,
    crc32: checksum,
    externrefs: heldTexts(),
    stores: sizes,
  };
}

/** Why an image can't be taken by this engine, as far as can be told before it is read; undefined when it can. */
export function imageProblem(path: string, image: GraphImage): string | undefined {
  if (image.engine !== engine.digest) return 'it was made by another build of the engine';
  if (image.bytes % PAGE_BYTES !== 0 || image.bytes > engine.memoryBytesMax) return 'it is larger than synapse.workerMemoryMib';
  if (statSync(path).size !== image.bytes) return 'it is not whole';
  return undefined;
}

/** The engine's memory was overwritten with something that is not whole; only a new thread helps. */
export class SpoiledEngineError extends Error {
  override readonly name = 'SpoiledEngineError';
}

/** Takes the memory back; nothing of the engine may have been kept from before. Throws `SpoiledEngineError`. */
export function readImage(path: string, image: GraphImage): Map<string, GraphStore> {
  try {
    return readMemory(path, image);
  } catch (error) {
    throw new SpoiledEngineError((error as Error).message, { cause: error });
  }
}

function readMemory(path: string, image: GraphImage): Map<string, GraphStore> {
  const missing = image.bytes - engine.memory.buffer.byteLength;
  if (missing > 0) engine.memory.grow(missing / PAGE_BYTES);
  restoreTexts(image.externrefs);
  const memory = Buffer.from(engine.memory.buffer, 0, image.bytes);
  const fd = openSync(path, 'r');
  let checksum = 0;
  try {
    for (let offset = 0; offset < image.bytes;) {
      const length = readSync(fd, memory, offset, Math.min(SLICE_BYTES, image.bytes - offset), offset);
      if (length === 0) throw new Error('the image of the graph ends early');
      checksum = crc32(memory.subarray(offset, offset + length), checksum);
      offset += length;
    }
  } finally {
    closeSync(fd);
  }
  if (checksum !== image.crc32) throw new Error('the image of the graph is damaged');
  return new Map(image.stores.map(({ namespace, pointer, quads }) => [namespace, storeAt(pointer, quads)]));
}

/** Throws when the engine holds what can't be written down (some object that was not given back). */
function heldTexts(): (string | null)[] {
  return Array.from({ length: engine.externrefs.length }, (_, index) => {
    const value: unknown = engine.externrefs.get(index);
    if (typeof value === 'object' && value !== null) throw new Error('the engine holds a JavaScript object');
    return typeof value === 'string' ? value : null;
  });
}

function restoreTexts(texts: GraphImage['externrefs']): void {
  const { externrefs } = engine;
  if (externrefs.length < texts.length) externrefs.grow(texts.length - externrefs.length);
  for (const [index, text] of texts.entries()) if (text !== null) externrefs.set(index, text);
}

function storeAt(pointer: number, quads: number): GraphStore {
  const store = Object.create(oxigraph.Store.prototype) as GraphStore;
  (store as unknown as Wrapped).__wbg_ptr = pointer;
  if (store.size !== quads) throw new Error('the image of the graph does not hold what it should');
  return store;
}
