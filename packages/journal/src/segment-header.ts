import { crc32c } from './crc32c.ts';
import { frameV1 } from './frame-v1.ts';
import { frameV2, noFrameHash } from './frame-v2.ts';
import type { FrameFormat } from './frame.ts';
import { getU53, putU53 } from './u53.ts';

/**
 * First bytes of a segment file, named `<first position, 16 digits>.log`:
 *
 *   magic 8 | version u32 | crc32c u32 of everything else | storage id 16 | first position u64 | created f64 (Unix ms) |
 *   (version 2:) SHA-256 of the frame before the first one 32 | zeros to 96 (version 1: to 64)
 */
export interface SegmentHeader {
  readonly format: FrameFormat;
  readonly storageId: string;
  readonly firstPosition: number;
  readonly createdMs: number;
  /** Undefined in version 1, which had no chain. */
  readonly previousHash: Uint8Array | undefined;
}

export const segmentHeaderBytes = 96;
const magic = Buffer.from('PANALSEG');
const layouts = [
  { format: frameV1, bytes: 64 },
  { format: frameV2, bytes: segmentHeaderBytes },
] as const;

export function segmentFileName(firstPosition: number): string {
  return `${String(firstPosition).padStart(16, '0')}.log`;
}

/** The first position that a segment's name states, or undefined for other files. */
export function positionOfSegmentFile(name: string): number | undefined {
  return /^\d{16}\.log$/.test(name) ? Number(name.slice(0, 16)) : undefined;
}

/** A header of the version that is written now. */
export function encodeSegmentHeader(header: Omit<SegmentHeader, 'format'>): Uint8Array {
  const bytes = new Uint8Array(segmentHeaderBytes);
  const view = new DataView(bytes.buffer);
  bytes.set(magic);
  view.setUint32(8, frameV2.version, true);
  bytes.set(Buffer.from(header.storageId, 'hex'), 16);
  putU53(view, 32, header.firstPosition);
  view.setFloat64(40, header.createdMs, true);
  bytes.set(header.previousHash ?? noFrameHash, 48);
  view.setUint32(12, headerCrc(bytes), true);
  return bytes;
}

/** The header and its length, or undefined where it is damaged (`bytes` may be longer). */
export function decodeSegmentHeader(bytes: Uint8Array): { header: SegmentHeader; length: number } | undefined {
  if (bytes.length < 64 || !magic.equals(bytes.subarray(0, magic.length))) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const layout = layouts.find(({ format }) => format.version === view.getUint32(8, true));
  if (layout === undefined || bytes.length < layout.bytes) return undefined;
  if (view.getUint32(12, true) !== headerCrc(bytes.subarray(0, layout.bytes))) return undefined;
  const header = {
    format: layout.format,
    storageId: Buffer.from(bytes.subarray(16, 32)).toString('hex'),
    firstPosition: getU53(view, 32),
    createdMs: view.getFloat64(40, true),
    previousHash: layout.format === frameV1 ? undefined : bytes.slice(48, 80),
  };
  return { header, length: layout.bytes };
}

/** Where the checksums of a journal's frames start from. */
export function seedOf(storageId: string): number {
  return crc32c(Buffer.from(storageId, 'hex'));
}

function headerCrc(bytes: Uint8Array): number {
  return crc32c(bytes, 16, bytes.length, crc32c(bytes, 0, 12));
}
