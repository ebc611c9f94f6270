import fc from 'fast-check';
import oxigraph from 'oxigraph';
import { expect, test } from 'vitest';
import { changesOf } from './change-set.ts';
import { type IngestTriple, parseTriples } from './ingest.ts';
import { ingestTerm } from './legacy-term.ts';

const linesOf = (triples: IngestTriple[]): string[] => {
  const set = parseTriples(triples, 'batch');
  if (!set.ok) throw new Error(set.refusal);
  return changesOf(set.value.changes).map((change) => change.quad);
};
const plain = { subject: 'urn:s', predicate: 'urn:p', object: '"x"' };

test('strict terms first, then the forms of existing clients', () => {
  const cases: [string, string][] = [
    ['<urn:o>', '<urn:o>'],
    ['"x"', '"x"'],
    ['"x"@en', '"x"@en'],
    ['"1"^^<urn:t>', '"1"^^<urn:t>'],
    ['"He said "hi""', '"He said \\"hi\\""'],
    ['"C:\\path"', '"C:\\\\path"'],
    ['"two\nlines"', '"two\\u000Alines"'],
    ['http://a/b c', '<http://a/b%20c>'],
    ['urn:o', '<urn:o>'],
    ['bare text', '<http://synapse.os/bare%20text>'],
    ['swarm:Task', '<http://synapse.os/swarm:Task>'],
    ['100%', '<http://synapse.os/100%25>'],
  ];
  for (const [text, term] of cases) expect(ingestTerm(text, 'object', 'batch')).toEqual({ ok: true, value: term });
});

test('any quoted or bare text is taken, and the engine loads it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.boolean(), (text, quoted) => {
      const term = ingestTerm(quoted ? `"${text}"` : `t${text}`, 'object', 'batch');
      expect(term.ok).toBe(true);
      if (term.ok)
        expect(oxigraph.parse(`<urn:s> <urn:p> ${term.value} .`, { format: 'application/n-quads', lenient: true })).toHaveLength(
          1,
        );
    }),
    { numRuns: 2_000 },
  );
});

test('provenance names a graph per source, with statements in the default graph', () => {
  const one = { source: 'a', timestamp: '2026-01-01T00:00:00Z', method: 'm' };
  const lines = linesOf([
    plain,
    { ...plain, provenance: one },
    { ...plain, provenance: { ...one } },
    { ...plain, provenance: { ...one, source: 'b' } },
  ]);
  expect(lines.filter((line) => line.startsWith('<urn:s>'))).toEqual([
    '<urn:s> <urn:p> "x" .',
    '<urn:s> <urn:p> "x" <urn:batch:batch> .',
    '<urn:s> <urn:p> "x" <urn:batch:batch> .',
    '<urn:s> <urn:p> "x" <urn:batch:batch-1> .',
  ]);
  expect(lines).toContain(
    '<urn:batch:batch> <http://www.w3.org/ns/prov#generatedAtTime> "2026-01-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .',
  );
  expect(linesOf([{ ...plain, provenance: { ...one, source: 'mcp' } }])).toContain('<urn:s> <urn:p> "x" .');
});

test('a request that is too large is refused', () => {
  expect(
    parseTriples(
      Array.from({ length: 50_001 }, () => plain),
      'b',
    ),
  ).toMatchObject({ ok: false });
  const large = { ...plain, object: `"${'x'.repeat(900_000)}"` };
  expect(
    parseTriples(
      Array.from({ length: 9 }, () => large),
      'b',
    ),
  ).toMatchObject({ ok: false, refusal: expect.stringContaining('7340032 bytes') });
});

test('an amount sent as a plain number is a decimal, so that it can be summed; anything else stays as it is', () => {
  const amount = (predicate: string, object: string): string => {
    const set = parseTriples([{ subject: 'urn:s', predicate, object }], 'b');
    return set.ok ? new TextDecoder().decode(set.value.changes.body).split(' ').slice(2).join(' ').trim() : set.refusal;
  };
  const decimal = (text: string) => `"${text}"^^<http://www.w3.org/2001/XMLSchema#decimal> .`;
  for (const text of ['0.12', '-3', '.5']) expect(amount('http://swarm.os/ontology/amount', `"${text}"`)).toBe(decimal(text));
  expect(amount('http://swarm.os/ontology/maxBudget', '"10"')).toBe(decimal('10'));
  expect(amount('http://swarm.os/ontology/amount', '"a lot"')).toBe('"a lot" .');
  expect(amount('http://swarm.os/ontology/amount', '"1"@en')).toBe('"1"@en .');
  expect(amount('http://swarm.os/ontology/tokens', '"12"')).toBe('"12" .');
});
