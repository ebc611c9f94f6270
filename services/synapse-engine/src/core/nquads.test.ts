import fc from 'fast-check';
import oxigraph from 'oxigraph';
import { expect, test } from 'vitest';
import { parseQuad, parseTerm } from './nquads.ts';

const load = (line: string) => oxigraph.parse(line, { format: 'application/n-quads', lenient: true });
const strict = (line: string) => oxigraph.parse(line, { format: 'application/n-quads' });
const problemOf = (text: string) => {
  const parsed = parseQuad(text, 'scope');
  return parsed.ok ? `accepted as ${parsed.value}` : `${parsed.refusal.column}: ${parsed.refusal.problem}`;
};

test('quads with and without graph and dot become one canonical line', () => {
  const line = '<urn:s> <urn:p> "x"@en <urn:g> .\n';
  for (const text of ['<urn:s> <urn:p> "x"@en <urn:g> .', ' <urn:s>\t<urn:p>"x"@en<urn:g>', '<urn:s> <urn:p> "x"@en <urn:g>.']) {
    expect(parseQuad(text, 'scope')).toEqual({ ok: true, value: line });
  }
  expect(parseQuad('<\\u0075rn:s> <urn:p> "\\u0041" .', 'scope')).toEqual({ ok: true, value: '<urn:s> <urn:p> "\\u0041" .\n' });
});

test('a blank node gets a name of its own in its document', () => {
  expect(parseTerm('_:b.1', { place: 'object', scope: 'doc' })).toEqual({
    ok: true,
    value: '<http://swarm.os/.well-known/genid/doc-b.1>',
  });
});

test('each problem is named with its column', () => {
  expect(problemOf('')).toMatch(/^1: the subject must be an IRI or a blank node/);
  expect(problemOf('"x" <urn:p> <urn:o> .')).toMatch(/^1: the subject/);
  expect(problemOf('<urn:s> _:b <urn:o> .')).toMatch(/^9: the predicate must be an IRI$/);
  expect(problemOf('<urn:s> <urn:p> <relative> .')).toMatch(/^17: .*no scheme/);
  expect(problemOf('<urn:s> <urn:p> "x .')).toMatch(/^17: the literal is not closed/);
  expect(problemOf('<urn:s> <urn:p> "a\nb" .')).toMatch(/^17: the literal/);
  expect(problemOf('<urn:s> <urn:p> "\\uD83D" .')).toMatch(/^17: an escape/);
  expect(problemOf('<urn:s> <urn:p> "\\U00110000" .')).toMatch(/^17: an escape/);
  expect(problemOf('<urn:s> <urn:p> "x"@toolongtag .')).toMatch(/^20: the language tag/);
  expect(problemOf('<urn:s> <urn:p> "x"^^<bad> .')).toMatch(/^22: .*no scheme/);
  expect(problemOf('<urn:s> <urn:p%zz> "x" .')).toMatch(/^9: .*hexadecimal/);
  expect(problemOf('<urn:s> <urn:p> <urn:\\u0020> .')).toMatch(/^17: .*may not hold/);
  expect(problemOf('<urn:s> <urn:p> <urn:o> . <urn:s>')).toMatch(/^27: unexpected text/);
  expect(problemOf('<urn:s> <urn:p> <urn:o> .\n<urn:s> <urn:p> <urn:x> .')).toMatch(/^26: unexpected text/);
  expect(problemOf('<urn:s> <urn:p> <<( <urn:s> <urn:p> <urn:o> )>> .')).toMatch(/^17: triples as terms/);
});

const fragment = fc.constantFrom(
  '<',
  '>',
  '"',
  '\\',
  '\\n',
  '\\u00e9',
  '\\uD800',
  '^^',
  '@en',
  '_:b',
  ' ',
  '.',
  '\n',
  '\t',
  '%',
  'urn:x',
  'é',
  '😀',
  '#',
);
const hostile = fc
  .array(fc.oneof(fragment, fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 12 })
  .map((parts) => parts.join('').toWellFormed());

test('whatever is accepted, the engine loads as exactly one quad', () => {
  const nearQuad = fc.tuple(hostile, hostile, hostile).map(([s, p, o]) => `<urn:s${s}> <urn:p${p}> "${o}" .`);
  fc.assert(
    fc.property(fc.oneof(nearQuad, hostile), (text) => {
      const parsed = parseQuad(text, 'scope');
      if (parsed.ok) expect(load(parsed.value)).toHaveLength(1);
    }),
    { numRuns: 5_000 },
  );
});

test('a literal that the standard allows is accepted and means the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const line = oxigraph.quad(oxigraph.namedNode('urn:s'), oxigraph.namedNode('urn:p'), oxigraph.literal(text)).toString();
      const parsed = parseQuad(line, 'scope');
      expect(parsed.ok && strict(parsed.value)[0]?.object.value).toBe(text);
    }),
    { numRuns: 1_000 },
  );
});

test('long text is read in linear time, closed or not', () => {
  const plain = 'x'.repeat(900_000);
  expect(parseQuad(`<urn:s> <urn:p> "${plain}" .`, 'scope').ok).toBe(true);
  expect(problemOf(`<urn:s> <urn:p> "${plain}`)).toMatch(/^17/);
  expect(problemOf(`<urn:s> <urn:p> "${'\\n'.repeat(400_000)}`)).toMatch(/^17/);
  expect(parseQuad(`<urn:s> <urn:p> "${'\\n'.repeat(400_000)}" .`, 'scope').ok).toBe(true);
});

test('the short way for plain quads gives what the long way gives', () => {
  const iri = fc
    .constantFrom('urn:x', 'http://swarm.os/ontology/agent/a', 'relative', 'urn:%zz', 'urn:%41', 'urn:\\u0041', 'x'.repeat(9_000))
    .map((text) => `<${text}>`);
  const literal = fc.constantFrom(
    '"x"',
    '"x"@en',
    '"x"^^<urn:d>',
    '"x"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString>',
    '"\\n"',
    '"a"b"',
    '_:b',
  );
  fc.assert(
    fc.property(iri, iri, fc.oneof(iri, literal), fc.oneof(iri, fc.constant('')), (s, p, o, g) => {
      const text = `${s} ${p} ${o} ${g}${g === '' ? '' : ' '}.`;
      // A space before the quad keeps it off the short way.
      const long = parseQuad(` ${text}`, 'scope');
      const short = parseQuad(text, 'scope');
      expect(short.ok ? short.value : 'refused').toBe(long.ok ? long.value : 'refused');
    }),
    { numRuns: 1_000 },
  );
});
