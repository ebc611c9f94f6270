import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeToolId, encodeToolId } from './tool-ids.ts';

test('every id of a call fits, and comes back exactly', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ minLength: 1, unit: 'binary' }),
        fc.string({ minLength: 1 }).map((id) => `panal_x${id}`),
      ),
      (id) => {
        fc.pre(id.isWellFormed());
        expect(encodeToolId(id)).toMatch(/^[a-zA-Z0-9_-]+$/);
        expect(decodeToolId(encodeToolId(id))).toBe(id);
      },
    ),
  );
});

test('ids that fit stay as they are', () => {
  expect([encodeToolId('toolu_01-A'), decodeToolId('toolu_01-A'), decodeToolId('panal_x!')]).toEqual([
    'toolu_01-A',
    'toolu_01-A',
    'panal_x!',
  ]);
});
