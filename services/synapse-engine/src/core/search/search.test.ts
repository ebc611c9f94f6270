import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embeddingWord, searchFactOf, unitVector, vectorTerm } from './quad-text.ts';
import { expanded, fused } from './rank.ts';
import { wordsOf } from './words.ts';

const swarm = 'http://swarm.os/ontology/';

describe('what a quad means to search', () => {
  it('text, label, class and nothing', () => {
    expect(searchFactOf('<urn:a> <urn:note> "say \\"hi\\"\\u0021\\n"@en <urn:g> .')).toMatchObject({
      iri: 'urn:a',
      kind: 'text',
      text: 'say "hi"!\n',
      isLabel: false,
    });
    expect(searchFactOf(`<urn:a> <${swarm}title> "T" .`)).toMatchObject({ kind: 'text', isLabel: true });
    const type = '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>';
    expect(searchFactOf(`<urn:a> ${type} <urn:C> .`)).toMatchObject({ kind: 'type', type: 'urn:C' });
    for (const quad of [
      '<urn:a> <urn:p> <urn:b> .',
      '<urn:a> <urn:p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .',
      `<urn:a> ${embeddingWord} "no vector" .`.replace('"no vector"', '"AA=="^^<urn:other>'),
      'nonsense',
    ]) {
      expect(searchFactOf(quad)).toBeUndefined();
    }
  });

  it('any finite vector comes back with length 1 and its direction', () => {
    const vector = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), {
      minLength: 1,
      maxLength: 64,
    });
    fc.assert(
      fc.property(vector, (numbers) => {
        const term = vectorTerm(numbers);
        const fact = searchFactOf(`<urn:a> ${embeddingWord} ${term} .`);
        const unit = fact?.kind === 'vector' ? unitVector(fact.base64) : undefined;
        const length = Math.hypot(...numbers);
        if (length < 1e-15) return;
        expect(unit).toBeDefined();
        expect(Math.hypot(...unit!)).toBeCloseTo(1, 4);
        for (const [index, value] of numbers.entries()) expect(unit![index]).toBeCloseTo(value / length, 3);
      }),
    );
  });

  it('what is no vector is none', () => {
    expect(vectorTerm([])).toBeUndefined();
    expect(vectorTerm([1, Number.NaN])).toBeUndefined();
    expect(vectorTerm(Array.from({ length: 4_097 }, () => 1))).toBeUndefined();
    expect(unitVector('AAAAAA==')).toBeUndefined();
    expect(unitVector('AAA=')).toBeUndefined();
  });
});

describe('words', () => {
  it.each([
    ['TypeError: readFileSync failed', ['typeerror', 'type', 'error', 'readfilesync', 'read', 'file', 'sync', 'failed']],
    ['Größe ﬁnden', ['größe', 'finden']],
    ['HTTPServer 42', ['httpserver', 'http', 'server', '42']],
    ['', []],
  ])('%s', (text, words) => expect(wordsOf(text)).toEqual(words));
});

describe('rank', () => {
  it('a node that both kinds find comes before those that one finds', () => {
    const text = [
      { iri: 'a', score: 9 },
      { iri: 'b', score: 8 },
    ];
    const vector = [
      { iri: 'c', score: 0.9 },
      { iri: 'b', score: 0.8 },
    ];
    expect(fused(text, vector, 3).map(({ iri }) => iri)).toEqual(['b', 'a', 'c']);
  });

  it('expansion halves the score with each step and keeps the best way', () => {
    const hits = [
      { iri: 'a', score: 1 },
      { iri: 'b', score: 0.2 },
    ];
    const neighbours = [
      { iri: 'b', depth: 1 },
      { iri: 'c', depth: 2 },
    ];
    expect(expanded(hits, [{ seed: hits[0]!, neighbours }], 10)).toEqual([
      { iri: 'a', score: 1 },
      { iri: 'b', score: 0.5 },
      { iri: 'c', score: 0.25 },
    ]);
  });
});
