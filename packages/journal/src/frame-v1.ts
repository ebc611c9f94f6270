import { crc32c } from './crc32c.ts';
import type { FrameFormat } from './frame.ts';
import { getU53 } from './u53.ts';

/**
 * Frames of format version 1, read but no longer written:
 *
 *   magic "FPJ1" | crc32c u32 of the rest of the header and the body, seeded | body bytes u32 | records u32 |
 *   first position u64 | epoch u64 | body
 */
const headerBytes = 32;
const magic = Buffer.from('FPJ1');

export const frameV1: FrameFormat = {
  version: 1,
  headerBytes,
  magic,
  headerIsChecked: false,
  parseHeader(bytes, offset) {
    if (!magic.equals(bytes.subarray(offset, offset + magic.length))) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset + offset, headerBytes);
    return {
      bodyBytes: view.getUint32(8, true),
      recordCount: view.getUint32(12, true),
      firstPosition: getU53(view, 16),
      epoch: getU53(view, 24),
      previousHash: undefined,
    };
  },
  isWhole(frame, seed) {
    const view = new DataView(frame.buffer, frame.byteOffset, headerBytes);
    return view.getUint32(4, true) === crc32c(frame, 8, frame.length, seed);
  },
};
