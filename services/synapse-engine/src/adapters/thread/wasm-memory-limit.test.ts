import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { withMemoryLimit } from './wasm-memory-limit.ts';

interface Wasm {
  Module: new (bytes: Uint8Array) => object;
  validate(bytes: Uint8Array): boolean;
}

test('the module of the engine is still valid with a limit, and other modules are refused', () => {
  const api = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly;
  const path = createRequire(import.meta.url)
    .resolve('oxigraph')
    .replace(/node\.js$/, 'node_bg.wasm');
  const module = readFileSync(path);
  const limited = withMemoryLimit(module, 16_384);
  expect(api.validate(limited)).toBe(true);
  expect(limited.length).toBeGreaterThan(module.length);
  expect(Buffer.compare(withMemoryLimit(limited, 16_384), limited)).toBe(0);
  expect(() => withMemoryLimit(Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]), 1)).toThrow('no memory');
});
