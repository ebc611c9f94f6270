import { crc32c } from './crc32c.ts';
import { getU53, putU53 } from './u53.ts';

/**
 * First bytes of a segment file, named `<first position, 16 digits>.log`:
 *
 *   magic 8 | version u32 | crc32c u32 of everything else | storage id 16 | first position u64 | created f64 (Unix ms) | zeros to 64
 *
 * Magic, version and CRC keep their places in later versions.
 */
export interface SegmentHeader {
  readonly version: number;
  readonly storageId: string;
  readonly firstPosition: number;
  readonly createdMs: number;
}

export const segmentHeaderBytes = 64;
const magic = new TextEncoder().encode('PANALSEG');

export function segmentFileName(firstPosition: number): string {
  return `${String(firstPosition).padStart(16, '0')}.log`;
}

/** The first position that a segment's name states, or undefined for other files. */
export function positionOfSegmentFile(name: string): number | undefined {
  return /^\d{16}\.log$/.test(name) ? Number(name.slice(0, 16)) : undefined;
}

export function encodeSegmentHeader(header: SegmentHeader): Uint8Array {
  const bytes = new Uint8Array(segmentHeaderBytes);
  const view = new DataView(bytes.buffer);
  bytes.set(magic);
  view.setUint32(8, header.version, true);
  bytes.set(Buffer.from(header.storageId, 'hex'), 16);
  putU53(view, 32, header.firstPosition);
  view.setFloat64(40, header.createdMs, true);
  view.setUint32(12, headerCrc(bytes), true);
  return bytes;
}

/** The header, or undefined where it is damaged. */
export function decodeSegmentHeader(bytes: Uint8Array): SegmentHeader | undefined {
  if (bytes.length < segmentHeaderBytes || !magic.every((byte, at) => bytes[at] === byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, segmentHeaderBytes);
  if (view.getUint32(12, true) !== headerCrc(bytes)) return undefined;
  return {
    version: view.getUint32(8, true),
    storageId: Buffer.from(bytes.subarray(16, 32)).toString('hex'),
    firstPosition: getU53(view, 32),
    createdMs: view.getFloat64(40, true),
  };
}

/** Where the checksums of a journal's frames start from. */
export function seedOf(storageId: string): number {
  return crc32c(Buffer.from(storageId, 'hex'));
}

function headerCrc(bytes: Uint8Array): number {
  return crc32c(bytes, 16, segmentHeaderBytes, crc32c(bytes, 0, 12));
}
