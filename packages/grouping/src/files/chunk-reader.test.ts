import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { Chunk } from './chunk.ts';
import { ChunkReader } from './chunk-reader.ts';

const dir = mkdtempSync(join(tmpdir(), 'panal-reader-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function reader(onChunk: (chunk: Chunk) => void): ChunkReader {
  return new ChunkReader({
    isPlain: true,
    stdin: Readable.from([]),
    expandedBytesMax: 2 ** 20,
    signal: new AbortController().signal,
    onChunk: async (chunk) => onChunk(chunk),
    idle: async () => undefined,
    onCut: () => undefined,
  });
}

describe('inputs that are not what they seem', () => {
  it('gzip that unpacks to far more than its size is left off at the bound, and said', async () => {
    const path = join(dir, 'bomb.gz');
    writeFileSync(path, gzipSync(Buffer.alloc(32 * 2 ** 20, 'boom\n')));
    let read = 0;
    const wrong = await reader(({ from }) => (read += from.length)).read(path);
    expect(wrong).toContain('it unpacks to more than 250 times its size');
    expect(read).toBeGreaterThan(2 ** 20);
    // 250 times its 48 KiB.
    expect(read).toBeLessThan(16 * 2 ** 20);
  });

  it('gzip of as many bytes that packs as text does is read to its end', async () => {
    const path = join(dir, 'plain.gz');
    const text = Array.from({ length: 200_000 }, (_, at) => `line ${at * 7_919} of many\n`).join('');
    writeFileSync(path, gzipSync(text));
    let read = 0;
    expect(await reader(({ from }) => (read += from.length)).read(path)).toBeUndefined();
    expect(read).toBe(text.length);
  });

  it('a file that shrinks while it is read: what is left is read, and said', async () => {
    const path = join(dir, 'shrinks.log');
    writeFileSync(path, 'a line of some length\n'.repeat(20_000));
    const chunks: number[] = [];
    const wrong = await reader(({ index }) => {
      chunks.push(index);
      if (index === 1) truncateSync(path, 1_000);
    }).read(path);
    expect(chunks).toEqual([0, 1]);
    expect(wrong).toContain('it has shrunk while it was read');
  });
});
