/**
 * CRC-32C (Castagnoli), sixteen bytes a step over sixteen tables.
 *
 * Source: RFC 3720 appendix B.4 (polynomial 0x1EDC6F41, reflected 0x82F63B78); Kounavis & Berry 2005 (slicing).
 */
const slices = 16;
const tables = makeTables();
const isLittleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** CRC-32C of `bytes[start, end)`, continuing from `seed` (the CRC of what came before, 0 at the start). */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length, seed = 0): number {
  let crc = ~seed;
  let at = start;
  if (isLittleEndian && end - start >= 32) {
    const unaligned = (4 - ((bytes.byteOffset + at) & 3)) & 3;
    crc = byteWise(crc, bytes, at, at + unaligned);
    at += unaligned;
    const steps = Math.floor((end - at) / slices);
    crc = wordWise(crc, new Int32Array(bytes.buffer, bytes.byteOffset + at, steps * 4));
    at += steps * slices;
  }
  return ~byteWise(crc, bytes, at, end) >>> 0;
}

function byteWise(crcBefore: number, bytes: Uint8Array, start: number, end: number): number {
  let crc = crcBefore;
  for (let at = start; at < end; at++) crc = tables[(crc ^ bytes[at]!) & 255]! ^ (crc >>> 8);
  return crc;
}

function wordWise(crcBefore: number, words: Int32Array): number {
  const table = tables;
  let crc = crcBefore;
  for (let at = 0; at < words.length; at += 4) {
    const a = crc ^ words[at]!;
    const b = words[at + 1]!;
    const c = words[at + 2]!;
    const d = words[at + 3]!;
    crc =
      table[3840 + (a & 255)]! ^
      table[3584 + ((a >>> 8) & 255)]! ^
      table[3328 + ((a >>> 16) & 255)]! ^
      table[3072 + (a >>> 24)]! ^
      table[2816 + (b & 255)]! ^
      table[2560 + ((b >>> 8) & 255)]! ^
      table[2304 + ((b >>> 16) & 255)]! ^
      table[2048 + (b >>> 24)]! ^
      table[1792 + (c & 255)]! ^
      table[1536 + ((c >>> 8) & 255)]! ^
      table[1280 + ((c >>> 16) & 255)]! ^
      table[1024 + (c >>> 24)]! ^
      table[768 + (d & 255)]! ^
      table[512 + ((d >>> 8) & 255)]! ^
      table[256 + ((d >>> 16) & 255)]! ^
      table[d >>> 24]!;
  }
  return crc;
}

function makeTables(): Int32Array {
  const table = new Int32Array(slices * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
    table[byte] = crc;
  }
  for (let at = 256; at < table.length; at++) {
    const before = table[at - 256]!;
    table[at] = table[before & 255]! ^ (before >>> 8);
  }
  return table;
}
