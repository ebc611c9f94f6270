import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copyOfRead, readBuffer } from './read-buffer.ts';

test('what was read stays as it was, whatever is read after it', () => {
  const lengths = fc.array(fc.oneof(fc.nat(300), fc.integer({ min: 3_000, max: readBuffer.length })), { maxLength: 60 });
  fc.assert(
    fc.property(lengths, (all) => {
      const kept = all.map((length, index) => {
        readBuffer.fill(index + 1, 0, length);
        return copyOfRead(length);
      });
      for (const [index, bytes] of kept.entries()) {
        expect([index, bytes.length, bytes.every((byte) => byte === index + 1)]).toEqual([index, all[index], true]);
      }
    }),
    { numRuns: 30 },
  );
});
