import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TextChange, filledSlots, leftInserted, retireReplaced } from './one-valued.ts';

const stage = '<http://swarm.os/ontology/stage>';
const oneValued = new Set([stage]);
const quad = (subject: string, value: string, predicate = stage): string =>
  `<http://swarm.os/${subject}> ${predicate} "${value}" .`;
const insert = (text: string): TextChange => ({ remove: false, quad: text });
const remove = (text: string): TextChange => ({ remove: true, quad: text });

describe('words that hold one value', () => {
  it('a new value retires the one in the graph, and the ones before it in the batch', () => {
    const changes = [insert(quad('a', 'canary')), insert(quad('a', 'binding'))];
    const [slot] = filledSlots(changes, oneValued);
    expect(retireReplaced(changes, { oneValued, held: [{ slot: slot!, object: '"candidate"' }] })).toEqual([
      remove(quad('a', 'candidate')),
      insert(quad('a', 'canary')),
      remove(quad('a', 'canary')),
      insert(quad('a', 'binding')),
    ]);
  });

  it('the same value again retires nothing', () => {
    const changes = [insert(quad('a', 'x'))];
    const [slot] = filledSlots(changes, oneValued);
    expect(retireReplaced(changes, { oneValued, held: [{ slot: slot!, object: '"x"' }] })).toEqual(changes);
  });

  it('a value that the writer removed itself is not removed twice', () => {
    const changes = [remove(quad('a', 'x')), insert(quad('a', 'y'))];
    const [slot] = filledSlots(changes, oneValued);
    expect(retireReplaced(changes, { oneValued, held: [{ slot: slot!, object: '"x"' }] })).toEqual(changes);
  });

  it('quotes, spaces and graphs within a quad do not mislead it', () => {
    const inGraph = `<http://swarm.os/a> ${stage} "say \\"<http://x>\\" ." <http://g/1> .`;
    const changes = [insert(inGraph), insert(quad('a', 'y'))];
    expect(filledSlots(changes, oneValued)).toHaveLength(2);
    expect(retireReplaced(changes, { oneValued, held: [] })).toEqual(changes);
  });

  it('other words keep all their values', () => {
    const changes = ['x', 'y'].map((value) => insert(quad('a', value, '<http://swarm.os/ontology/specialty>')));
    expect(retireReplaced(changes, { oneValued, held: [] })).toEqual(changes);
  });

  it('after any batch each slot holds its last value, and nothing else changed', () => {
    const change = fc.record({
      remove: fc.boolean(),
      quad: fc
        .tuple(
          fc.constantFrom('a', 'b'),
          fc.constantFrom('1', '2', '3'),
          fc.constantFrom(stage, '<http://swarm.os/ontology/note>'),
        )
        .map(([subject, value, predicate]) => quad(subject, value, predicate)),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), fc.option(fc.constantFrom('"1"', '"2"')), (changes, before) => {
        const slot = { subject: '<http://swarm.os/a>', predicate: stage, graph: '' };
        const held = before === null ? [] : [{ slot, object: before }];
        const start = held.map(({ object }) => insert(`${slot.subject} ${stage} ${object} .`));
        const plain = new Set(leftInserted([...start, ...changes]));
        const left = leftInserted([...start, ...retireReplaced(changes, { oneValued, held })]);
        for (const subject of ['a', 'b']) {
          const values = left.filter((text) => text.startsWith(`<http://swarm.os/${subject}> ${stage}`));
          expect(values.length).toBeLessThanOrEqual(1);
        }
        expect(left.every((text) => plain.has(text))).toBe(true);
        const others = (texts: Iterable<string>): string[] => [...texts].filter((text) => !text.includes(stage)).toSorted();
        expect(others(left)).toEqual(others(plain));
      }),
    );
  });
});
