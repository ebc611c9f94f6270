import { temporaryDir } from '@panal/testkit';
import fc from 'fast-check';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { BlockWitness, SLOTS, exposedIn } from './block-witness.ts';

const of = { journalId: 'j', epoch: 7, boot: 'b' };
const blockIds = ['t-1\nx', 't-1\ny', 't-2\nx'];
const dir = temporaryDir('witness');
const path = (): string => join(dir.path, 'witness');
afterAll(() => dir.remove());

test('tells the sum of what was sent after the last record, by block', () => {
  const call = fc.record({ block: fc.constantFrom(...blockIds), amountNanoUsd: fc.nat(900_000_000_000) });
  const file = path();
  fc.assert(
    fc.property(fc.array(call, { maxLength: 60 }), fc.nat(70), (calls, after) => {
      const witness = new BlockWitness(file, of);
      const expected = new Map<string, number>();
      for (const [index, { block, amountNanoUsd }] of calls.entries()) {
        const position = index + 1;
        expect(witness.note({ position, flushedPosition: 0, blockId: block, amountNanoUsd })).toBe(true);
        if (position > after) expected.set(block, (expected.get(block) ?? 0) + amountNanoUsd);
      }
      witness.close();
      expect(exposedIn(file, of, { after, blockIds })).toEqual(expected);
    }),
  );
});

test('takes over old slots, and no call whose slot is still needed', () => {
  const file = path();
  const witness = new BlockWitness(file, of);
  const note = (position: number, flushedPosition: number): boolean =>
    witness.note({ position, flushedPosition, blockId: blockIds[0]!, amountNanoUsd: 1 });
  expect(note(SLOTS + 3, 3)).toBe(false);
  for (let position = 1; position <= 2 * SLOTS; position += 1) note(position, position - 10);
  expect(exposedIn(file, of, { after: 2 * SLOTS - 10, blockIds })).toEqual(new Map([[blockIds[0], 10]]));
});

test('says nothing where it is of another boot, journal or opening, is damaged, cut off, missing, or names an unknown block', () => {
  const file = path();
  const witness = new BlockWitness(file, of);
  witness.note({ position: 9, flushedPosition: 0, blockId: blockIds[0]!, amountNanoUsd: 5 });
  const asked = { after: 8, blockIds };
  expect(exposedIn(file, of, asked)).toEqual(new Map([[blockIds[0], 5]]));
  expect(exposedIn(file, { ...of, epoch: 8 }, asked)).toBeUndefined();
  expect(exposedIn(file, { ...of, boot: 'c' }, asked)).toBeUndefined();
  expect(exposedIn(file, { ...of, journalId: 'k' }, asked)).toBeUndefined();
  expect(exposedIn(file, { ...of, boot: '' }, asked)).toBeUndefined();
  expect(exposedIn(file, of, { after: 8, blockIds: [] })).toBeUndefined();
  expect(exposedIn(`${file}-missing`, of, asked)).toBeUndefined();
  truncateSync(file, 8_000);
  expect(exposedIn(file, of, asked)).toBeUndefined();
  writeFileSync(file, 'x'.repeat(5_000));
  expect(exposedIn(file, of, asked)).toBeUndefined();
});
