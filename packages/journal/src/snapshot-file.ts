import { join } from 'node:path';
import { crc32c } from './crc32c.ts';
import type { Disk } from './disk.ts';
import { readWholeFile, writeFileDurably } from './durable-file.ts';
import type { JournalSnapshot } from './port.ts';
import { getU53, putU53 } from './u53.ts';

/**
 * Snapshots, one file each, named `<position, 16 digits>.snapshot`:
 *
 *   magic 8 | version u32 | crc32c u32 of everything else, seeded | position u64 | length u64 | bytes
 */
const headerBytes = 32;
const magic = new TextEncoder().encode('PANALSNP');
const snapshotVersion = 1;

export function snapshotFileName(position: number): string {
  return `${String(position).padStart(16, '0')}.snapshot`;
}

export function positionOfSnapshotFile(name: string): number | undefined {
  return /^\d{16}\.snapshot$/.test(name) ? Number(name.slice(0, 16)) : undefined;
}

/** Writes a snapshot so that a crash leaves either it or what was there before, then removes the older ones. */
export async function storeSnapshot(disk: Disk, dir: string, snapshot: JournalSnapshot, seed: number): Promise<void> {
  await writeFileDurably(disk, dir, { name: snapshotFileName(snapshot.position), bytes: encode(snapshot, seed) });
  for (const name of await disk.list(dir)) {
    const position = positionOfSnapshotFile(name);
    if (position !== undefined && position < snapshot.position) await disk.remove(join(dir, name));
  }
}

/** The newest snapshot whose checksum holds, or undefined. */
export async function loadSnapshot(disk: Disk, dir: string, seed: number): Promise<JournalSnapshot | undefined> {
  const names = (await disk.list(dir)).filter((name) => positionOfSnapshotFile(name) !== undefined);
  for (const name of names.toSorted().toReversed()) {
    const snapshot = decode(await readWholeFile(disk, join(dir, name)), seed);
    if (snapshot !== undefined) return snapshot;
  }
  return undefined;
}

function encode(snapshot: JournalSnapshot, seed: number): Uint8Array {
  const bytes = new Uint8Array(headerBytes + snapshot.bytes.length);
  const view = new DataView(bytes.buffer);
  bytes.set(magic);
  view.setUint32(8, snapshotVersion, true);
  putU53(view, 16, snapshot.position);
  putU53(view, 24, snapshot.bytes.length);
  bytes.set(snapshot.bytes, headerBytes);
  view.setUint32(12, checksum(bytes, seed), true);
  return bytes;
}

function decode(bytes: Uint8Array, seed: number): JournalSnapshot | undefined {
  if (bytes.length < headerBytes || !magic.every((byte, at) => bytes[at] === byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(8, true) !== snapshotVersion || view.getUint32(12, true) !== checksum(bytes, seed)) return undefined;
  if (getU53(view, 24) !== bytes.length - headerBytes) return undefined;
  return { position: getU53(view, 16), bytes: bytes.subarray(headerBytes) };
}

function checksum(bytes: Uint8Array, seed: number): number {
  return crc32c(bytes, 16, bytes.length, crc32c(bytes, 0, 12, seed));
}
