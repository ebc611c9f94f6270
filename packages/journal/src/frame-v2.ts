import { hash } from 'node:crypto';
import { crc32c } from './crc32c.ts';
import type { FrameFormat } from './frame.ts';
import { getU53, putU53 } from './u53.ts';

/**
 * Frames of format version 2:
 *
 *   magic "FPJ2" | crc32c u32 of the rest of the header, seeded | body bytes u32 | crc32c u32 of the body, seeded |
 *   records u32 | zero u32 | first position u64 | epoch u64 | SHA-256 of the whole frame before this one 32 | body
 *
 * The header has a checksum of its own, so that a header which holds proves that its frame was written, and where it ends, even
 * if its body is damaged.
 */
const headerBytes = 72;
const hashOffset = 40;
const magic = Buffer.from('FPJ2');
const magicNumber = magic.readUInt32LE();

/** The hash that the first frame of a journal follows. */
export const noFrameHash: Uint8Array = new Uint8Array(32);

export const frameV2: FrameFormat = {
  version: 2,
  headerBytes,
  magic,
  headerIsChecked: true,
  parseHeader(bytes, offset, seed) {
    const view = new DataView(bytes.buffer, bytes.byteOffset + offset, headerBytes);
    if (view.getUint32(0, true) !== magicNumber) return undefined;
    if (view.getUint32(4, true) !== crc32c(bytes, offset + 8, offset + headerBytes, seed)) return undefined;
    return {
      bodyBytes: view.getUint32(8, true),
      recordCount: view.getUint32(16, true),
      firstPosition: getU53(view, 24),
      epoch: getU53(view, 32),
      previousHash: bytes.subarray(offset + hashOffset, offset + headerBytes),
    };
  },
  isWhole(frame, seed) {
    const view = new DataView(frame.buffer, frame.byteOffset, headerBytes);
    return view.getUint32(12, true) === crc32c(frame, headerBytes, frame.length, seed);
  },
};

export interface FrameToSeal {
  readonly recordCount: number;
  readonly firstPosition: number;
  readonly epoch: number;
  readonly previousHash: Uint8Array;
}

/** Fills the header of a frame whose body is in place. */
export function sealFrame(frame: Uint8Array, header: FrameToSeal, seed: number): void {
  const view = new DataView(frame.buffer, frame.byteOffset, headerBytes);
  view.setUint32(0, magicNumber, true);
  view.setUint32(8, frame.length - headerBytes, true);
  view.setUint32(12, crc32c(frame, headerBytes, frame.length, seed), true);
  view.setUint32(16, header.recordCount, true);
  view.setUint32(20, 0, true);
  putU53(view, 24, header.firstPosition);
  putU53(view, 32, header.epoch);
  frame.set(header.previousHash, hashOffset);
  view.setUint32(4, crc32c(frame, 8, headerBytes, seed), true);
}

/** SHA-256 of a whole frame, which the next one carries. */
export function frameHash(frame: Uint8Array): Uint8Array {
  return hash('sha256', frame, 'buffer');
}
