/** Inference through a real process: what follows is right, kept apart, and goes when it follows no longer. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { GrpcChannel } from '@panal/kernel/runtime';
import {
  ApplyChangesRequest,
  IngestRequest,
  ReasoningRequest,
  ReasoningStrategy,
  SemanticEngineService as Engine,
  type Triple,
} from '@panal/shared-types/synapse';
import { selectRows } from '@panal/synapse-client';
import { SynapseProcess } from './synapse-process.ts';

const synapse = new SynapseProcess();
let service: GrpcChannel;
let rounds = 0;

beforeAll(async () => {
  await synapse.initialise();
  await synapse.start();
  service = await synapse.channel('service');
});
afterAll(() => synapse.remove());

const rdfs = 'http://www.w3.org/2000/01/rdf-schema#';
const owl = 'http://www.w3.org/2002/07/owl#';
const type = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';
const subClass = `${rdfs}subClassOf`;
const graph = 'http://swarm.os/graph/inferred';

type Statement = readonly [subject: string, predicate: string, object: string];
const ingest = (namespace: string, statements: readonly Statement[]) =>
  service.call(
    Engine.ingestTriples,
    IngestRequest.fromPartial({
      namespace,
      triples: statements.map(([subject, predicate, object]): Partial<Triple> => ({ subject, predicate, object })),
    }),
  );
const reason = (namespace: string, strategy: ReasoningStrategy, materialize = true) =>
  service.call(Engine.applyReasoning, ReasoningRequest.fromPartial({ namespace, strategy, materialize }));
const inferred = async (namespace: string, pattern = '?s ?p ?o') => {
  const rows = await selectRows(service, `SELECT * WHERE { GRAPH <${graph}> { ${pattern} } }`, { namespace });
  return rows
    .map((row) =>
      ['s', 'p', 'o']
        .map((name) => row[name]?.value)
        .filter(Boolean)
        .join(' '),
    )
    .toSorted();
};

it('RDFS: classes and properties above, kept in a graph of their own', async () => {
  await ingest('rdfs', [
    ['urn:Cat', subClass, 'urn:Animal'],
    ['urn:tom', type, 'urn:Cat'],
    ['urn:chases', `${rdfs}range`, 'urn:Prey'],
    ['urn:tom', 'urn:chases', 'urn:jerry'],
    ['urn:tom', 'urn:says', '"miau"'],
  ]);
  const reply = await reason('rdfs', ReasoningStrategy.RDFS);
  expect(reply.success).toBe(true);
  expect(await inferred('rdfs', '?s a ?o')).toEqual(expect.arrayContaining(['urn:jerry urn:Prey', 'urn:tom urn:Animal']));
  const stated = await selectRows(service, `SELECT ?s FROM <urn:none> WHERE { ?s a <urn:Animal> }`, { namespace: 'rdfs' });
  expect(stated).toEqual([]);
});

it('knows the ontology of services: a spend event is an entity', async () => {
  await ingest('words', [['urn:spend', type, 'http://swarm.os/ontology/SpendEvent']]);
  await reason('words', ReasoningStrategy.RDFS);
  expect(await inferred('words', '<urn:spend> a ?o')).toContain('http://www.w3.org/ns/prov#Entity');
});

it('OWL RL: transitive, symmetric, inverse and same', async () => {
  await ingest('owl', [
    ['urn:partOf', type, `${owl}TransitiveProperty`],
    ['urn:a', 'urn:partOf', 'urn:b'],
    ['urn:b', 'urn:partOf', 'urn:c'],
    ['urn:near', type, `${owl}SymmetricProperty`],
    ['urn:a', 'urn:near', 'urn:z'],
    ['urn:hasPart', `${owl}inverseOf`, 'urn:partOf'],
    ['urn:c', `${owl}sameAs`, 'urn:see'],
  ]);
  await reason('owl', ReasoningStrategy.OWLRL);
  expect(await inferred('owl', '<urn:a> <urn:partOf> ?o')).toEqual(['urn:c', 'urn:see']);
  expect(await inferred('owl', '<urn:z> <urn:near> ?o')).toEqual(['urn:a']);
  expect(await inferred('owl', '<urn:c> <urn:hasPart> ?o')).toEqual(['urn:a', 'urn:b']);
});

it('again changes nothing; what follows no longer goes; NONE removes all; counting writes nothing', async () => {
  await ingest('again', [
    ['urn:A', subClass, 'urn:B'],
    ['urn:x', type, 'urn:A'],
  ]);
  expect((await reason('again', ReasoningStrategy.RDFS, false)).triplesInferred).toBeGreaterThan(0);
  expect(await inferred('again')).toEqual([]);
  await reason('again', ReasoningStrategy.RDFS);
  expect((await reason('again', ReasoningStrategy.RDFS)).message).toContain('0 added, 0 removed');
  const changes = [{ remove: true, quad: `<urn:x> <${type}> <urn:A> .` }];
  const request = { namespace: 'again', journalId: 'again', firstPosition: 1, lastPosition: 1, changes };
  await service.call(Engine.applyChanges, ApplyChangesRequest.fromPartial(request));
  await reason('again', ReasoningStrategy.RDFS);
  expect(await inferred('again', '<urn:x> ?p ?o')).toEqual([]);
  await reason('again', ReasoningStrategy.NONE);
  expect(await inferred('again')).toEqual([]);
});

const xsd = 'http://www.w3.org/2001/XMLSchema#';
const literals: readonly string[] = [
  `"1"^^<${xsd}integer>`,
  `"-7"^^<${xsd}integer>`,
  `"one"^^<${xsd}integer>`,
  `"1.50"^^<${xsd}decimal>`,
  `"-0.5"^^<${xsd}decimal>`,
  `"1.0E3"^^<${xsd}double>`,
  `"INF"^^<${xsd}double>`,
  `"2.5"^^<${xsd}float>`,
  `"true"^^<${xsd}boolean>`,
  `"2026-01-02T03:04:05Z"^^<${xsd}dateTime>`,
  `"2026-01-02"^^<${xsd}date>`,
  '"a b"^^<urn:type>',
  '"colour"@en-GB',
  String.raw`"tab\t quote\" line\n return\r back\\slash \u0007 \u007F"`,
  '"žluťoučký 木 😀"',
  '""',
];
it('literals of any type are read, inferred about, and known again when they were inferred: numbers, booleans, times, escapes', async () => {
  await ingest('literals', [
    ['urn:price', `${rdfs}subPropertyOf`, 'urn:amount'],
    ...literals.map((literal, index): Statement => [`urn:thing-${index}`, 'urn:price', literal]),
  ]);
  const stated = await selectRows(service, 'SELECT ?s ?o { ?s <urn:price> ?o } ORDER BY ?s', { namespace: 'literals' });
  expect(stated).toHaveLength(literals.length);
  const amounts = `SELECT ?s ?o { GRAPH <${graph}> { ?s <urn:amount> ?o } } ORDER BY ?s`;
  for (const strategy of [ReasoningStrategy.RDFS, ReasoningStrategy.OWLRL]) {
    await reason('literals', strategy);
    expect(await selectRows(service, amounts, { namespace: 'literals' })).toEqual(stated);
    expect((await reason('literals', strategy)).message).toContain('0 added, 0 removed');
  }
  await reason('literals', ReasoningStrategy.NONE);
  expect(await inferred('literals')).toEqual([]);
});

it('any small graph of classes: exactly what a plain closure gives', async () => {
  const classes = ['urn:C0', 'urn:C1', 'urn:C2', 'urn:C3'];
  const edge = fc.tuple(fc.constantFrom(...classes), fc.constantFrom(...classes));
  await fc.assert(
    fc.asyncProperty(fc.array(edge, { minLength: 1, maxLength: 6 }), fc.constantFrom(...classes), async (edges, start) => {
      const namespace = `closure-${++rounds}`;
      await ingest(namespace, [
        ['urn:thing', type, start],
        ...edges.map(([below, above]): Statement => [below, subClass, above]),
      ]);
      await reason(namespace, ReasoningStrategy.RDFS);
      const reached = new Set<string>();
      const visit = (from: string): void => {
        for (const [below, above] of edges) if (below === from && !reached.has(above)) visit((reached.add(above), above));
      };
      visit(start);
      reached.delete(start);
      expect(await inferred(namespace, '<urn:thing> a ?o')).toEqual([...reached].toSorted());
    }),
    { numRuns: 15 },
  );
});

it('what takes too long is ended, and says which setting', async () => {
  synapse.settings['PANAL_SYNAPSE_REASONING_TIMEOUT_MS'] = '100';
  await synapse.end('SIGTERM');
  await synapse.start();
  service = await synapse.channel('service');
  await expect(reason('owl', ReasoningStrategy.OWLRL)).rejects.toThrow('synapse.reasoningTimeoutMs');
});
