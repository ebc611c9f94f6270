/**
 * Loads the engine with a limit to its memory and keeps hold of its WASM instance, which the package does not show. To be imported
 * before anything that imports the engine; the hooks are gone as soon as it is loaded.
 */
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { workerData } from 'node:worker_threads';
import { PAGE_BYTES, withMemoryLimit } from './wasm-memory-limit.ts';

const MIB = 1024 * 1024;
const PAGES_OF_4_GIB = 65_536;

interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

interface WasmTable {
  readonly length: number;
  get(index: number): unknown;
  set(index: number, value: unknown): void;
  grow(count: number): number;
}

interface WasmInstance {
  readonly exports: { readonly memory?: WasmMemory; readonly __wbindgen_externrefs?: WasmTable };
}

/** As far as it is used here; the libraries of TypeScript declare it for browsers only. */
interface WasmApi {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => WasmInstance;
}

/** What the engine's instance offers besides its functions. */
export interface EngineInstance {
  readonly memory: WasmMemory;
  /** JavaScript values that the engine holds on to. */
  readonly externrefs: WasmTable;
  /** SHA-256 of the package's WASM file, hexadecimal. */
  readonly digest: string;
  readonly memoryBytesMax: number;
}

/** Runs `load` and returns the one instance that it made and the digest of its module, whose memory is limited. */
function watching(api: WasmApi, pagesMax: number, load: () => void): { digest: string; instance: WasmInstance | undefined } {
  const { Module, Instance } = api;
  let digest = '';
  let instance: WasmInstance | undefined;
  api.Module = new Proxy(Module, {
    construct(target, [bytes]: [Uint8Array]) {
      digest = createHash('sha256').update(bytes).digest('hex');
      return new target(withMemoryLimit(bytes, pagesMax));
    },
  });
  api.Instance = new Proxy(Instance, {
    construct: (target, [module, imports]: [object, object]) => (instance = new target(module, imports)),
  });
  try {
    load();
  } finally {
    api.Module = Module;
    api.Instance = Instance;
  }
  return { digest, instance };
}

function loadEngine(): EngineInstance {
  const { memoryMib } = workerData as { memoryMib: number };
  const pagesMax = Math.min(PAGES_OF_4_GIB, (memoryMib * MIB) / PAGE_BYTES);
  const api = (globalThis as unknown as { WebAssembly: WasmApi }).WebAssembly;
  const { digest, instance } = watching(api, pagesMax, () => void createRequire(import.meta.url)('oxigraph'));
  const { memory, __wbindgen_externrefs: externrefs } = instance?.exports ?? {};
  if (!memory || !externrefs) {
    throw new Error('this version of the oxigraph package is built differently: its WASM instance was not found');
  }
  return { memory, externrefs, digest, memoryBytesMax: pagesMax * PAGE_BYTES };
}

export const engine = loadEngine();
