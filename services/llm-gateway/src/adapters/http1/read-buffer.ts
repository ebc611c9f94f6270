/**
 * All connections read into one buffer, and what came is copied out of it at once: a buffer of 64 KiB for each read, which Node
 * would make and cut down, costs more than the copy.
 */
export const readBuffer: Buffer = Buffer.allocUnsafeSlow(64 * 1024);

/** Copies share slabs; a larger one has its own memory. What is kept of an answer for long is copied again by who keeps it. */
const SLAB_BYTES = 32 * 1024;
const SHARED_BYTES_MAX = 4 * 1024;

let slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
let used = 0;

/** The first `length` bytes of the read buffer, as bytes that nobody else writes to. */
export function copyOfRead(length: number): Buffer {
  if (length > SHARED_BYTES_MAX) return Buffer.from(readBuffer.subarray(0, length));
  if (used + length > SLAB_BYTES) {
    slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
    used = 0;
  }
  readBuffer.copy(slab, used, 0, length);
  used += length;
  return slab.subarray(used - length, used);
}
