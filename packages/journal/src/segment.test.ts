import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameV2 } from './frame-v2.ts';
import { Segment } from './segment.ts';

test('seek finds the start of a frame at or before the position, never more than 64 KiB and a frame before it', () => {
  const frames = fc.array(fc.record({ bytes: fc.integer({ min: 73, max: 50_000 }), records: fc.integer({ min: 1, max: 9 }) }), {
    minLength: 1,
    maxLength: 60,
  });
  fc.assert(
    fc.property(frames, fc.integer({ min: 1, max: 1000 }), (list, firstPosition) => {
      const segment = new Segment({ path: 'x', firstPosition, format: frameV2, firstOffset: 96 });
      const starts = new Map<number, number>();
      for (const { bytes, records } of list) {
        starts.set(segment.lastPosition + 1, segment.endOffset);
        segment.grow(bytes, records);
      }
      let holder = { position: firstPosition, offset: 96 };
      for (let position = firstPosition; position <= segment.lastPosition; position++) {
        const offset = starts.get(position);
        if (offset !== undefined) holder = { position, offset };
        const found = segment.seek(position);
        expect(starts.get(found.position)).toBe(found.offset);
        expect(found.position).toBeLessThanOrEqual(holder.position);
        expect(holder.offset - found.offset).toBeLessThanOrEqual(64 * 1024 + 50_000);
      }
    }),
  );
});
