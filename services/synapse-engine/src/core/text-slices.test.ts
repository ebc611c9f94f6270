import fc from 'fast-check';
import { expect, test } from 'vitest';
import { triplesIn } from './quad-lines.ts';
import { textSlices } from './text-slices.ts';

test('slices are the text again, bounded, and cut no character in two', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-composite' }), fc.integer({ min: 2, max: 9 }), (text, units) => {
      const slices = [...textSlices(text, units)];
      expect(slices.join('')).toBe(text);
      for (const slice of slices) expect(slice.length <= units && slice.isWellFormed()).toBe(true);
    }),
  );
});

test('a line is taken apart at its terms, whatever stands in the literal', () => {
  const object = '"a \\" b <x> . _:y\\\\"@en-GB';
  expect(triplesIn(`<urn:s> <urn:p> ${object} <urn:g> .\n_:a <urn:p> _:b .\n<urn:s> <urn:p> "1"^^<urn:dt> .\n`)).toEqual([
    { subject: '<urn:s>', predicate: '<urn:p>', object, graph: '<urn:g>' },
    { subject: '_:a', predicate: '<urn:p>', object: '_:b', graph: '' },
    { subject: '<urn:s>', predicate: '<urn:p>', object: '"1"^^<urn:dt>', graph: '' },
  ]);
  expect(() => triplesIn('<urn:s> <urn:p>')).toThrow('taken apart');
});
