import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32c } from './crc32c.ts';

/** Bit by bit, straight from the polynomial. */
function slowCrc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

test('agrees with the published vectors (RFC 3720, appendix B.4)', () => {
  const ascending = Uint8Array.from({ length: 32 }, (_, at) => at);
  expect(crc32c(Buffer.from('123456789')).toString(16)).toBe('e3069283');
  expect(crc32c(new Uint8Array(32)).toString(16)).toBe('8a9136aa');
  expect(crc32c(new Uint8Array(32).fill(0xff)).toString(16)).toBe('62a8ab43');
  expect(crc32c(ascending).toString(16)).toBe('46dd794e');
  expect(crc32c(ascending.toReversed()).toString(16)).toBe('113fdb5c');
  expect(crc32c(new Uint8Array(0))).toBe(0);
});

test('agrees with the definition at any length and alignment, in one go or in two', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(9), fc.nat(400), (content, shift, cut) => {
      const bytes = new Uint8Array(new ArrayBuffer(content.length + shift), shift);
      bytes.set(content);
      const expected = slowCrc32c(content);
      expect(crc32c(bytes)).toBe(expected);
      const middle = Math.min(cut, bytes.length);
      expect(crc32c(bytes, middle, bytes.length, crc32c(bytes, 0, middle))).toBe(expected);
    }),
  );
});
