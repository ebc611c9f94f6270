import oxigraph from 'oxigraph';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasQuad, removeLines } from './remove-lines.ts';

const nquads = 'application/n-quads';
const iri = fc.constantFrom(
  '<http://a/b>',
  '<http://a/%41>',
  '<urn:x:y>',
  '<http://ä/ö>',
  '<x:>',
  '<http://a/b/../c>',
  '<HTTP://A/b>',
);
// The lenient loader takes these, and every other way into the engine refuses them.
const oddIri = fc.constantFrom('<http://a:port/x>', '<http://a#b#c>', '<http://[x>');
const text = fc.constantFrom(
  ...[
    'a',
    '',
    '\\"',
    '\\\\',
    '\\n\\r\\t',
    '\\u000A',
    '\\u0022',
    '\\U0001F600',
    '_:b',
    '@EN',
    "it's",
    '\u2028',
    '{ } . <',
    '\\b\\f',
  ],
);
const suffix = fc.constantFrom(
  ...[
    '',
    '@en',
    '@de-DE',
    '@EN',
    '^^<http://www.w3.org/2001/XMLSchema#integer>',
    '^^<urn:t>',
    '^^<http://www.w3.org/2001/XMLSchema#date>',
  ],
);
const literal = fc.tuple(text, fc.nat(99), suffix).map(([value, number, end]) => `"${value}${number}"${end}`);
const subject = fc.tuple(iri, fc.nat(99)).map(([term, number]) => `${term.slice(0, -1)}${number}>`);
const line = (predicate: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(subject, predicate, fc.oneof(literal, subject), fc.oneof(fc.constant(''), iri))
    .map(([s, p, o, g]) => `${s} ${p} ${o} ${g === '' ? '' : `${g} `}.\n`);

const storeOf = (lines: readonly string[]) => {
  const store = new oxigraph.Store();
  store.load(lines.join(''), { format: nquads, lenient: true });
  return store;
};
const dumped = (store: InstanceType<typeof oxigraph.Store>): string =>
  store.dump({ format: nquads }).split('\n').sort().join('\n');

describe('removeLines', () => {
  test('takes out exactly the quads of the lines, few or many, whatever their terms', () => {
    const lines = fc.array(line(fc.oneof({ weight: 60, arbitrary: iri }, { weight: 1, arbitrary: oddIri })), { maxLength: 160 });
    fc.assert(
      fc.property(lines, fc.array(line(iri), { maxLength: 40 }), (gone, kept) => {
        // As the engine writes them: it may hold two spellings as one quad.
        const isGone = new Set(dumped(storeOf(gone)).split('\n'));
        const stays = dumped(storeOf(kept))
          .split('\n')
          .filter((one) => !isGone.has(one))
          .map((one) => `${one}\n`);
        const store = storeOf([...gone, ...stays]);
        removeLines(store, gone.join(''));
        expect(dumped(store)).toBe(dumped(storeOf(stays)));
      }),
      { numRuns: 60 },
    );
  });

  test('takes out quads with IRIs that only the loader takes, beside others', () => {
    const odd = '<http://a/s> <http://a#b#c> "x\\n"^^<http://a:port/> <http://[g> .\n';
    const kept = '<http://a/s> <http://a#b#c> "y" .\n';
    const store = storeOf([odd, kept]);
    const [quad] = oxigraph.parse(odd, { format: nquads, lenient: true });
    expect(hasQuad(store, quad!)).toBe(true);
    removeLines(store, odd);
    expect(hasQuad(store, quad!)).toBe(false);
    expect(dumped(store).trim()).toBe(kept.trim());
  });
});
