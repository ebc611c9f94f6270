import fc from 'fast-check';
import oxigraph from 'oxigraph';
import { expect, test } from 'vitest';
import { namespaces } from '@panal/shared-types';
import { entity, rdfType, vocabulary } from './entity.ts';
import { boolean, date, dateTime, decimal, insert, integer, iri, literal, quad, remove, usd } from './terms.ts';

const subject = iri('http://example.com/s');
const predicate = iri('http://example.com/p');
const parsed = (object: string) => {
  const quads = oxigraph.parse(`${subject} ${predicate} ${object} .\n`, { format: 'application/n-quads' });
  expect(quads).toHaveLength(1);
  return quads[0]!.object as { value: string; language?: string; datatype?: { value: string } };
};
const anyText = fc.string({ unit: 'binary', maxLength: 200 });

test('any text comes back from a literal as it went in', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(parsed(literal(text)).value).toBe(text);
    }),
    { numRuns: 1_000 },
  );
});

test('every single UTF-16 unit below the surrogates comes back', () => {
  const text = Array.from({ length: 0xd800 }, (_, unit) => String.fromCharCode(unit)).join('');
  expect(parsed(literal(text)).value).toBe(text);
});

test('an unpaired surrogate becomes U+FFFD, since UTF-8 cannot carry it', () => {
  expect(parsed(literal('a\ud800b')).value).toBe('a\ufffdb');
});

test('language and datatype come back', () => {
  expect(parsed(literal('hej', { language: 'sv-SE' })).language?.toLowerCase()).toBe('sv-se');
  expect(parsed(literal('x', { datatype: 'http://example.com/type' })).datatype?.value).toBe('http://example.com/type');
  expect(() => literal('x', { language: 'no tag"' })).toThrow('no language tag');
});

test('no id, however hostile, leaves its angle brackets', () => {
  fc.assert(
    fc.property(anyText, (id) => {
      const text = parsed(entity('task', id)).value;
      expect(decodeURIComponent(text.slice('http://swarm.os/task/'.length))).toBe(id.toWellFormed());
    }),
    { numRuns: 1_000 },
  );
});

test('what an IRI cannot hold is percent-encoded, and text without a scheme is refused', () => {
  fc.assert(
    fc.property(anyText, (rest) => {
      parsed(iri(`urn:x:${encodeURI(rest.toWellFormed())}`));
    }),
  );
  expect(iri('http://x.org/a b"<>\\^`{|}\n')).toBe('<http://x.org/a%20b%22%3C%3E%5C%5E%60%7B%7C%7D%0A>');
  expect(() => iri('agent/7')).toThrow('no scheme');
});

test('dollars are exact decimals down to the nano-dollar', () => {
  expect(usd(1_250_000_000)).toBe(`"1.25"^^<${namespaces.xsd}decimal>`);
  expect(usd(1)).toBe(`"0.000000001"^^<${namespaces.xsd}decimal>`);
  expect(usd(-12_000_000_000n)).toBe(`"-12.0"^^<${namespaces.xsd}decimal>`);
  fc.assert(
    fc.property(fc.maxSafeInteger(), (nano) => {
      const [whole, fraction = ''] = parsed(usd(nano)).value.replace('-', '').split('.');
      const back = BigInt(whole! + fraction.padEnd(9, '0'));
      expect(nano < 0 ? -back : back).toBe(BigInt(nano));
    }),
  );
});

test('typed values', () => {
  expect(decimal('12.50')).toBe(`"12.50"^^<${namespaces.xsd}decimal>`);
  expect(() => decimal('1e3')).toThrow('no decimal');
  expect(integer(7)).toBe(`"7"^^<${namespaces.xsd}integer>`);
  expect(() => integer(0.5)).toThrow('no exact integer');
  expect(boolean(true)).toBe(`"true"^^<${namespaces.xsd}boolean>`);
  expect(dateTime(0)).toBe(`"1970-01-01T00:00:00.000Z"^^<${namespaces.xsd}dateTime>`);
  expect(date(86_400_000)).toBe(`"1970-01-02"^^<${namespaces.xsd}date>`);
});

test('changes carry quads with and without a graph', () => {
  const plain = quad(entity('task', '7'), rdfType, vocabulary('swarm', 'Task'));
  expect(insert(plain)).toEqual({
    remove: false,
    quad: `<http://swarm.os/task/7> <${namespaces.rdf}type> <${namespaces.swarm}Task> .`,
  });
  const named = quad(subject, predicate, literal('x'), iri('urn:g'));
  expect(remove(named)).toEqual({ remove: true, quad: `${subject} ${predicate} "x" <urn:g> .` });
  expect(oxigraph.parse(named, { format: 'application/n-quads' })[0]!.graph.value).toBe('urn:g');
});
