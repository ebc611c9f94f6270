import { readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { Chunk } from './chunk.ts';
import { ChunkScanner, type ScanOptions } from './chunk-scanner.ts';

/** Asks a thread for the counts of a chunk; it answers in the order of asking. */
export interface ScanTask {
  readonly chunk: Chunk;
  readonly isSampling: boolean;
}

/** The bytes of a chunk; fewer than it says where the file has shrunk. */
export function chunkBytesOf({ from }: Chunk, scratch: Uint8Array): Uint8Array {
  if (from instanceof Uint8Array) return from;
  let size = 0;
  while (size < from.length) {
    const read = readPart(from, scratch, size);
    if (read === 0) break;
    size += read;
  }
  return scratch.subarray(0, size);
}

/** What cannot be read counts as missing: the reader says so. */
function readPart(from: Exclude<Chunk['from'], Uint8Array>, scratch: Uint8Array, size: number): number {
  try {
    return readSync(from.fd, scratch, size, from.length - size, from.position + size);
  } catch {
    return 0;
  }
}

if (parentPort) {
  const port = parentPort;
  const { scan, scratchBytes } = workerData as { scan: ScanOptions; scratchBytes: number };
  const scanner = new ChunkScanner(scan);
  const scratch = new Uint8Array(scratchBytes);
  port.on('message', ({ chunk, isSampling }: ScanTask) => {
    const counts = scanner.scan(chunk, chunkBytesOf(chunk, scratch), isSampling);
    const lists = [counts.high, counts.low, counts.counts, counts.firstMs, counts.lastMs, counts.places];
    port.postMessage(
      counts,
      lists.flatMap((list) => (list ? [list.buffer as ArrayBuffer] : [])),
    );
  });
}
