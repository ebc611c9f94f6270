import { crc32c } from './crc32c.ts';
import type { FrameFormat, FrameHeader } from './frame.ts';
import { getU53, putU53 } from './u53.ts';

/**
 * Frames of format version 1:
 *
 *   magic u32 | crc32c u32 of the rest of the header and the body, seeded | body bytes u32 | records u32 |
 *   first position u64 | epoch u64 | body
 */
const magic = 0x314a5046; // "FPJ1" in the file
const headerBytes = 32;

export const frameV1: FrameFormat = {
  version: 1,
  headerBytes,
  parseHeader(bytes, offset) {
    const view = new DataView(bytes.buffer, bytes.byteOffset + offset, headerBytes);
    if (view.getUint32(0, true) !== magic) return undefined;
    const header: FrameHeader = {
      bodyBytes: view.getUint32(8, true),
      recordCount: view.getUint32(12, true),
      firstPosition: getU53(view, 16),
      epoch: getU53(view, 24),
    };
    return header;
  },
  isWhole(frame, seed) {
    const view = new DataView(frame.buffer, frame.byteOffset, headerBytes);
    return view.getUint32(4, true) === crc32c(frame, 8, frame.length, seed);
  },
};

/** Fills the header of a frame whose body is in place. */
export function sealFrameV1(frame: Uint8Array, header: Omit<FrameHeader, 'bodyBytes'>, seed: number): void {
  const view = new DataView(frame.buffer, frame.byteOffset, headerBytes);
  view.setUint32(0, magic, true);
  view.setUint32(8, frame.length - headerBytes, true);
  view.setUint32(12, header.recordCount, true);
  putU53(view, 16, header.firstPosition);
  putU53(view, 24, header.epoch);
  view.setUint32(4, crc32c(frame, 8, frame.length, seed), true);
}
