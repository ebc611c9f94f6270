/** What gRPC has beyond the original contract: updates, conditions, and answers in parts. */
import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { GrpcChannel } from '@panal/kernel/runtime';
import {
  EmptyRequest,
  type QueryPart,
  SemanticEngineService as Engine,
  SparqlRequest,
  StreamQueryRequest,
  TransactionRequest,
  type TriplesPart,
  UpdateSparqlRequest,
} from '@panal/shared-types/synapse';
import { insert, iri, literal, quad, remove } from '@panal/synapse-client';
import { SynapseProcess } from './synapse-process.ts';

const synapse = new SynapseProcess();
let service: GrpcChannel;
let namespace = '';
let tests = 0;

const update = (text: string, more: Partial<UpdateSparqlRequest> = {}) =>
  service.call(Engine.updateSparql, UpdateSparqlRequest.fromPartial({ update: text, namespace, ...more }));
const transaction = (more: Partial<TransactionRequest>) =>
  service.call(Engine.applyTransaction, TransactionRequest.fromPartial({ namespace, ...more }));
const fact = (value: string) => quad(iri('urn:s'), iri('urn:p'), literal(value));
const ask = async (query: string) => {
  const { resultsJson } = await service.call(Engine.querySparql, SparqlRequest.fromPartial({ query, namespace }));
  return (JSON.parse(resultsJson) as { boolean: boolean }).boolean;
};
const failing = async (call: Promise<unknown>) => {
  const error = (await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )) as { code: number; details: string } | undefined;
  return `${status[error?.code ?? 0]} ${error?.details ?? 'the call should have failed'}`;
};

async function streamed(query: string, more: Partial<StreamQueryRequest> = {}) {
  const parts: QueryPart[] = [];
  const request = StreamQueryRequest.fromPartial({ query, namespace, ...more });
  for await (const part of service.serverStream(Engine.streamQuery, request) as AsyncIterable<QueryPart>) parts.push(part);
  return { mediaType: parts[0]?.mediaType, parts: parts.length, text: parts.map((part) => part.text).join('') };
}

beforeAll(async () => {
  await synapse.initialise();
  synapse.settings['PANAL_SYNAPSE_STREAM_BYTES_MAX'] = '2000000';
  synapse.settings['PANAL_SYNAPSE_RESULT_BYTES_MAX'] = '100000';
  await synapse.start();
  service = await synapse.channel('service');
});

beforeEach(() => {
  tests += 1;
  namespace = `rpc-${tests}`;
});

afterAll(() => synapse.remove());

test('an update is applied once for its key, whole, and only where nothing changed since', async () => {
  const first = await update('INSERT DATA { <urn:s> <urn:p> 1, 2 . GRAPH <urn:g> { <urn:s> <urn:p> [] } }', {
    idempotencyKey: 'k',
  });
  expect(first).toMatchObject({ added: 3, removed: 0, duplicate: false });
  const again = await update('INSERT DATA { <urn:s> <urn:p> 1, 2 . GRAPH <urn:g> { <urn:s> <urn:p> [] } }', {
    idempotencyKey: 'k',
  });
  expect(again).toMatchObject({ position: first.position, duplicate: true });
  expect(await update('DELETE { ?s ?p ?o } INSERT { ?s <urn:was> ?o } WHERE { ?s ?p ?o }')).toMatchObject({
    added: 2,
    removed: 2,
  });
  expect(await failing(update('CLEAR ALL', { ifPosition: first.position }))).toContain('FAILED_PRECONDITION');
  expect(await failing(update('CLEAR ALL ; LOAD <http://127.0.0.1:1/>'))).toMatch(/^UNIMPLEMENTED .*fetches nothing/);
  expect(await failing(update('INSERT DATA {'))).toMatch(/^INVALID_ARGUMENT Line 1, column 14: expected/);
  expect(await failing(update('WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }', { usingGraphs: ['urn:g'] }))).toContain(
    'USING or WITH',
  );
  expect(await update('INSERT { ?s <urn:seen> true } WHERE { ?s ?p ?o }', { usingGraphs: ['urn:g'] })).toMatchObject({
    added: 1,
  });
  expect(await ask('ASK { <urn:s> <urn:was> 1, 2 ; <urn:seen> true }')).toBe(true);
});

test('a late copy of an update that changed nothing changes nothing either', async () => {
  const text = 'DELETE { ?s <urn:late> ?o } INSERT { ?s <urn:moved> ?o } WHERE { ?s <urn:late> ?o }';
  const first = await update(text, { idempotencyKey: 'late' });
  expect(first).toMatchObject({ added: 0, removed: 0, duplicate: false });
  await update('INSERT DATA { <urn:s> <urn:late> 1 }');
  expect(await update(text, { idempotencyKey: 'late' })).toMatchObject({ position: first.position, added: 0, duplicate: true });
  expect(await ask('ASK { <urn:s> <urn:late> 1 }')).toBe(true);
});

test('a batch is applied only where its conditions hold', async () => {
  const { position } = await transaction({ changes: [insert(fact('a'))], mustNotExist: [fact('a')] });
  expect(await failing(transaction({ changes: [insert(fact('b'))], mustNotExist: [fact('a')] }))).toContain('must_not_exist[0]');
  expect(await failing(transaction({ changes: [insert(fact('b'))], mustExist: [fact('a'), fact('c')] }))).toContain(
    'must_exist[1]',
  );
  const done = await transaction({
    changes: [remove(fact('a')), insert(fact('b'))],
    mustExist: [fact('a')],
    ifPosition: position,
  });
  expect(done).toMatchObject({ added: 1, removed: 1 });
  expect(await failing(transaction({ changes: [insert(fact('c'))], ifPosition: position }))).toContain('FAILED_PRECONDITION');
  expect(await ask('ASK { <urn:s> <urn:p> "b" FILTER NOT EXISTS { <urn:s> <urn:p> "a", "c" } }')).toBe(true);
});

test('an answer that is larger than a message comes in parts, up to a bound', async () => {
  await update(
    'INSERT { ?s <urn:p> "été 🐝" } WHERE { VALUES ?a { 1 2 3 4 5 6 7 8 9 0 } VALUES ?b { 1 2 3 4 5 6 7 8 9 0 } BIND(IRI(CONCAT("urn:", STR(?a), STR(?b))) AS ?s) }',
  );
  const many = 'SELECT ?s ?o { ?s <urn:p> ?o . ?t <urn:p> ?o }';
  expect(await failing(service.call(Engine.querySparql, SparqlRequest.fromPartial({ query: many, namespace })))).toContain(
    'RESOURCE_EXHAUSTED',
  );
  const { mediaType, parts, text } = await streamed(many);
  expect([mediaType, parts > 5]).toEqual(['application/sparql-results+json', true]);
  const { bindings } = (JSON.parse(text) as { results: { bindings: { o: { value: string } }[] } }).results;
  expect([bindings.length, new Set(bindings.map((row) => row.o.value))]).toEqual([10_000, new Set(['été 🐝'])]);
  const csv = await streamed('SELECT (COUNT(*) AS ?c) { ?s ?p ?o }', { accept: 'text/csv' });
  expect([csv.mediaType, csv.text]).toEqual(['text/csv', 'c\r\n100\r\n']);
  expect((await streamed('CONSTRUCT WHERE { ?s ?p ?o }')).mediaType).toBe('text/turtle');
  expect(await failing(streamed(`${many.slice(0, -1)} . ?u <urn:p> ?o } LIMIT 50000`))).toContain('RESOURCE_EXHAUSTED');
  expect(await failing(streamed('ASK {}', { accept: 'image/png' }))).toContain('sparql-results+json');
});

test('every triple comes in parts with its graph; the default graph is the union unless the standard one is asked for', async () => {
  const long = 'x'.repeat(2_000);
  await update(
    `INSERT { ?s <urn:p> "${long}"@en . GRAPH <urn:g> { ?s <urn:q> [] } } WHERE { VALUES ?a { 1 2 3 4 5 6 7 8 9 0 } VALUES ?b { 1 2 3 4 5 6 7 8 9 0 } BIND(IRI(CONCAT("urn:", STR(?a), "/", STR(?b))) AS ?s) }`,
  );
  const parts: TriplesPart[] = [];
  const request = EmptyRequest.fromPartial({ namespace });
  for await (const part of service.serverStream(Engine.streamTriples, request) as AsyncIterable<TriplesPart>) parts.push(part);
  const triples = parts.flatMap((part) => part.triples);
  expect(triples.length).toBe(200);
  expect(triples.filter(({ graph, object }) => graph === '<urn:g>' && object.startsWith('_:')).length).toBe(100);
  expect(triples.filter(({ graph, object }) => graph === '' && object === `"${long}"@en`).length).toBe(100);
  const count = 'SELECT (COUNT(*) AS ?c) { ?s ?p ?o }';
  expect((await streamed(count, { accept: 'text/csv' })).text).toContain('200');
  expect((await streamed(count, { accept: 'text/csv', standardDefaultGraph: true })).text).toContain('100');
});

test('roles: an agent only queries', async () => {
  const agent = await synapse.channel('agent');
  expect(
    await failing(agent.call(Engine.updateSparql, UpdateSparqlRequest.fromPartial({ update: 'CLEAR ALL', namespace }))),
  ).toContain('PERMISSION_DENIED');
  expect(await failing(agent.call(Engine.applyTransaction, TransactionRequest.fromPartial({ namespace })))).toContain(
    'PERMISSION_DENIED',
  );
});

test('a namespace too large for one text is streamed from the stored graph, whole and once', async () => {
  const total = 25_000;
  for (let first = 0; first < total; first += 5_000) {
    const changes = Array.from({ length: 5_000 }, (_, index) =>
      insert(quad(iri(`urn:s${first + index}`), iri('urn:p'), literal('x'))),
    );
    await service.call(Engine.applyTransaction, TransactionRequest.fromPartial({ namespace: 'large', changes }), {
      timeoutMs: 60_000,
    });
  }
  const request = EmptyRequest.fromPartial({ namespace: 'large' });
  const subjects = new Set<string>();
  let count = 0;
  for await (const { triples } of service.serverStream(Engine.streamTriples, request) as AsyncIterable<TriplesPart>) {
    count += triples.length;
    for (const { subject } of triples) subjects.add(subject);
  }
  expect([count, subjects.size]).toEqual([total, total]);
}, 60_000);
