import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { GrpcChannel } from '@panal/kernel/runtime';
import {
  ApplyChangesRequest,
  ChangeRecord,
  EmptyRequest,
  GetFeedPositionRequest,
  IngestFileRequest,
  IngestRequest,
  NodeRequest,
  ResolveRequest,
  SemanticEngineService as Engine,
  SparqlRequest,
  WatchChangesRequest,
} from '@panal/shared-types/synapse';
import { ask, insert, iri, literal, quad, remove, selectRows } from '@panal/synapse-client';
import { SynapseProcess } from './synapse-process.ts';

const synapse = new SynapseProcess();
let service: GrpcChannel;
let operator: GrpcChannel;
let namespace = '';
let tests = 0;

const triple = (subject: string, predicate: string, object: string) => ({ subject, predicate, object });
const ingest = (triples: ReturnType<typeof triple>[], more: Partial<IngestRequest> = {}) =>
  service.call(Engine.ingestTriples, IngestRequest.fromPartial({ triples, namespace, ...more }));
const legacyQuery = async (query: string): Promise<unknown> =>
  JSON.parse((await service.call(Engine.querySparql, SparqlRequest.fromPartial({ query, namespace }))).resultsJson);
const values = async (query: string) => (await selectRows(service, query, { namespace })).map((row) => row['v']?.value);
const failing = async (call: Promise<unknown>) => {
  const error = (await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )) as { code: number; details: string } | undefined;
  expect(error, 'the call should have failed').toBeDefined();
  return { code: status[error?.code ?? 0], details: error?.details ?? '' };
};
const fact = (value: string) => quad(iri('urn:s'), iri('urn:p'), literal(value));
const batch = (first: number, last: number, values: string[], journalId = namespace) =>
  service.call(
    Engine.applyChanges,
    ApplyChangesRequest.fromPartial({
      namespace,
      journalId,
      firstPosition: first,
      lastPosition: last,
      changes: values.map((value) => (value.startsWith('-') ? remove(fact(value.slice(1))) : insert(fact(value)))),
    }),
  );

beforeAll(async () => {
  await synapse.initialise();
  const ingestDir = join(synapse.dataDir, 'files');
  mkdirSync(ingestDir);
  writeFileSync(join(ingestDir, 'a.ttl'), '@prefix x: <urn:x:> . x:a x:b "c"@en , [ x:d 7 ] .');
  writeFileSync(join(synapse.dataDir, 'secret.nt'), '<urn:s> <urn:p> "secret" .');
  symlinkSync(join(synapse.dataDir, 'secret.nt'), join(ingestDir, 'link.nt'));
  mkdirSync(join(ingestDir, 'folder.nt'));
  execFileSync('mkfifo', [join(ingestDir, 'pipe.nt')]);
  synapse.settings['PANAL_SYNAPSE_INGEST_DIR'] = ingestDir;
  synapse.settings['PANAL_SYNAPSE_QUERY_TIMEOUT_MS'] = '3000';
  synapse.settings['PANAL_SYNAPSE_RESULT_BYTES_MAX'] = '200000';
  await synapse.start();
  service = await synapse.channel('service');
  operator = await synapse.channel('operator');
});

beforeEach(() => {
  tests += 1;
  namespace = `test-${tests}`;
});

afterAll(() => synapse.remove());

test('triples of existing clients are found by SELECT in the array shape they read', async () => {
  const reply = await ingest([
    triple('http://a/s', 'http://a/p', '"plain"'),
    triple('http://a/s', 'http://a/p', '"x"@en'),
    triple('<http://a/s>', '<http://a/p>', '"1"^^<http://www.w3.org/2001/XMLSchema#integer>'),
    triple('Agent Seven', 'knows', '_:b'),
  ]);
  expect(reply).toMatchObject({ edgesAdded: 4, nodesAdded: 3 });
  const rows = (await legacyQuery('SELECT ?o WHERE { <http://a/s> <http://a/p> ?o } ORDER BY STR(?o)')) as { '?o': string }[];
  expect(rows.map((row) => row['?o'])).toEqual(['"1"^^<http://www.w3.org/2001/XMLSchema#integer>', '"plain"', '"x"@en']);
  const named = (await legacyQuery('SELECT ?o WHERE { <http://synapse.os/Agent%20Seven> ?p ?o }')) as { '?o': string }[];
  expect(named[0]?.['?o']).toMatch(/^<http:\/\/swarm\.os\/\.well-known\/genid\//);
});

test('ASK, CONSTRUCT, DESCRIBE and W3C JSON', async () => {
  await ingest([triple('urn:s', 'urn:p', '"a\\nb"')]);
  expect(await legacyQuery('ASK { <urn:s> ?p ?o }')).toEqual({ head: {}, boolean: true });
  expect(await legacyQuery('CONSTRUCT WHERE { ?s ?p ?o }')).toBe('<urn:s> <urn:p> "a\\nb" .\n');
  expect(await legacyQuery('DESCRIBE <urn:s>')).toBe('<urn:s> <urn:p> "a\\nb" .\n');
  expect(await ask(service, 'ASK { <urn:none> ?p ?o }', { namespace })).toBe(false);
  expect(await selectRows(service, 'SELECT ?o WHERE { ?s ?p ?o }', { namespace })).toEqual([
    { o: { type: 'literal', value: 'a\nb' } },
  ]);
});

test('provenance makes a graph that queries see, and a retry with the same key doubles nothing', async () => {
  const provenance = { source: 'crawler', timestamp: '2026-01-01T00:00:00Z', method: 'test' };
  const triples = [{ ...triple('urn:s', 'urn:p', '"x"'), provenance }];
  const first = await ingest(triples, { idempotencyKey: 'k1' });
  const again = await ingest(triples, { idempotencyKey: 'k1' });
  expect(again).toEqual(first);
  expect(await values('SELECT (COUNT(*) AS ?v) WHERE { GRAPH ?g { <urn:s> <urn:p> "x" } }')).toEqual(['1']);
  expect(await values('SELECT ?v WHERE { <urn:s> <urn:p> ?v }')).toEqual(['x']);
  const sources = 'SELECT ?v WHERE { GRAPH ?g { <urn:s> ?p ?o } ?g <http://www.w3.org/ns/prov#wasDerivedFrom> ?v }';
  expect(await values(sources)).toEqual(['crawler']);
  expect(await failing(ingest([triple('urn:s', 'urn:p', '"y"')], { idempotencyKey: 'k1' }))).toMatchObject({
    code: 'FAILED_PRECONDITION',
  });
});

test('a feed is applied once and in order, with additions and removals', async () => {
  expect(await batch(1, 3, ['a', 'b'])).toMatchObject({ duplicate: false, feedPosition: 3 });
  expect(await batch(1, 3, ['a', 'b'])).toMatchObject({ duplicate: true, feedPosition: 3 });
  expect(await batch(4, 4, ['-a', 'c', '-c', 'd'])).toMatchObject({ duplicate: false });
  expect(await batch(5, 9, [])).toMatchObject({ duplicate: false, feedPosition: 9 });
  const gap = await failing(batch(11, 12, ['e']));
  expect(gap).toMatchObject({ code: 'FAILED_PRECONDITION' });
  expect(gap.details).toContain('position 10 is expected');
  expect(await failing(batch(9, 12, ['e']))).toMatchObject({ code: 'FAILED_PRECONDITION' });
  expect(await values('SELECT ?v WHERE { ?s ?p ?v } ORDER BY ?v')).toEqual(['b', 'd']);
  const position = await service.call(Engine.getFeedPosition, GetFeedPositionRequest.fromPartial({ journalId: namespace }));
  expect(position.lastPosition).toBe(9);
});

test('what is not valid is refused whole, and the error says where', async () => {
  const cases: [ReturnType<typeof triple>, RegExp][] = [
    [triple('', 'urn:p', '"x"'), /triples\[1\]\.subject: the text is empty/],
    [triple('"x"', 'urn:p', '"x"'), /triples\[1\]\.subject: only an object may be a literal/],
    [triple('<urn:s p>', 'urn:p', '"x"'), /triples\[1\]\.subject: column 1/],
    [triple('urn:s', '<no-scheme>', '"x"'), /triples\[1\]\.predicate: column 1: the IRI has no scheme/],
    [triple('urn:s', 'urn:p', '"x"@not a tag'), /triples\[1\]\.object: column 8: unexpected text/],
    [triple('urn:s', 'urn:p', `"${'x'.repeat(1_000_001)}"`), /triples\[1\]\.object: .*longer than 1000000/],
  ];
  for (const [bad, message] of cases) {
    const refusal = await failing(ingest([triple('urn:s', 'urn:p', '"good"'), bad]));
    expect(refusal.code).toBe('INVALID_ARGUMENT');
    expect(refusal.details).toMatch(message);
  }
  const change = { remove: false, quad: '<urn:s> <urn:p> "x" . <urn:s> <urn:p> "y" .' };
  const request = { namespace, journalId: 'j', firstPosition: 1, lastPosition: 1 };
  const two = ApplyChangesRequest.fromPartial({ ...request, changes: [insert(fact('a')), change] });
  expect((await failing(service.call(Engine.applyChanges, two))).details).toMatch(/changes\[1\], column 23/);
  expect(await failing(ingest([triple('urn:s', 'urn:p', `"${'x'.repeat(10_000_000)}"`)]))).toMatchObject({
    code: 'RESOURCE_EXHAUSTED',
  });
  const tooMany = ApplyChangesRequest.fromPartial({
    ...request,
    changes: Array.from({ length: 10_001 }, () => insert(fact('a'))),
  });
  expect(await failing(service.call(Engine.applyChanges, tooMany))).toMatchObject({ code: 'INVALID_ARGUMENT' });
  expect(await values('SELECT ?v WHERE { ?s ?p ?v }')).toEqual([]);
});

test('an agent has one name, in data and in queries', async () => {
  await ingest([triple('http://swarm.os/ontology/agent/7', 'urn:p', '"x"'), triple('http://swarm.os/agent/7', 'urn:p', '"y"')]);
  for (const name of ['http://swarm.os/ontology/agent/7', 'http://swarm.os/agent/7']) {
    expect(await values(`SELECT ?v WHERE { <${name}> <urn:p> ?v } ORDER BY ?v`)).toEqual(['x', 'y']);
  }
  expect(await values('PREFIX a: <http://swarm.os/ontology/agent/> SELECT ?v WHERE { a:7 <urn:p> ?v } ORDER BY ?v')).toEqual([
    'x',
    'y',
  ]);
});

test('namespaces do not see each other, and names cannot leave their folder', async () => {
  await ingest([triple('urn:s', 'urn:p', '"mine"')]);
  expect(await selectRows(service, 'SELECT * WHERE { ?s ?p ?o }', { namespace: 'other' })).toEqual([]);
  for (const bad of ['../x', 'a/b', '.hidden', 'x'.repeat(65)]) {
    expect(await failing(ingest([], { namespace: bad }))).toMatchObject({ code: 'INVALID_ARGUMENT' });
  }
});

test('a deleted namespace is empty, and only an operator may delete', async () => {
  await ingest([triple('urn:s', 'urn:p', '"x"')]);
  const request = EmptyRequest.fromPartial({ namespace });
  expect(await failing(service.call(Engine.deleteNamespaceData, request))).toMatchObject({ code: 'PERMISSION_DENIED' });
  expect(await operator.call(Engine.deleteNamespaceData, request)).toMatchObject({ success: true });
  expect(await values('SELECT ?v WHERE { ?s ?p ?v }')).toEqual([]);
  await ingest([triple('urn:s', 'urn:p', '"new"')]);
  expect(await values('SELECT ?v WHERE { ?s ?p ?v }')).toEqual(['new']);
});

test('roles: an agent only queries, a viewer only reads, nobody without a token', async () => {
  await ingest([triple('urn:s', 'urn:p', '"x"')]);
  const agent = await synapse.channel('agent');
  const viewer = await synapse.channel('viewer');
  expect(await selectRows(agent, 'SELECT * WHERE { ?s ?p ?o }', { namespace })).toHaveLength(1);
  for (const call of [
    agent.call(Engine.ingestTriples, IngestRequest.fromPartial({ namespace })),
    agent.call(Engine.getAllTriples, EmptyRequest.fromPartial({ namespace })),
    viewer.call(Engine.ingestTriples, IngestRequest.fromPartial({ namespace })),
    viewer.call(Engine.applyChanges, ApplyChangesRequest.fromPartial({ namespace })),
  ]) {
    expect(await failing(call)).toMatchObject({ code: 'PERMISSION_DENIED' });
  }
  const all = await viewer.call(Engine.getAllTriples, EmptyRequest.fromPartial({ namespace }));
  expect(all.triples).toMatchObject([{ subject: '<urn:s>', predicate: '<urn:p>', object: '"x"' }]);
  expect((await fetch(`${synapse.service.httpUrl}/sparql?query=ASK%7B%7D`)).status).toBe(401);
});

test('a query never writes, and what is wrong with it is said', async () => {
  await ingest([triple('urn:s', 'urn:p', '"x"')]);
  for (const update of [
    'INSERT DATA { <urn:a> <urn:b> <urn:c> }',
    'PREFIX x: <urn:> # c\nDELETE WHERE { ?s ?p ?o }',
    'DROP ALL',
  ]) {
    expect((await failing(legacyQuery(update))).details).toMatch(/is an update; a query only reads/);
  }
  expect(await failing(legacyQuery('SELECT * WHERE {'))).toMatchObject({
    code: 'INVALID_ARGUMENT',
    details: expect.stringContaining('Line 1, column 17: expected'),
  });
  expect(await failing(legacyQuery(`SELECT * WHERE { } #${'x'.repeat(100_001)}`))).toMatchObject({ code: 'INVALID_ARGUMENT' });
  expect(await failing(legacyQuery('SELECT * WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }'))).toMatchObject({
    code: 'UNIMPLEMENTED',
  });
  expect(await values('SELECT ?v WHERE { ?s ?p ?v }')).toEqual(['x']);
});

test('FROM chooses the graphs of a query', async () => {
  const changes = [insert(quad(iri('urn:s'), iri('urn:p'), literal('g'), iri('urn:g'))), insert(fact('default'))];
  const request = { namespace, journalId: namespace, firstPosition: 1, lastPosition: 1, changes };
  await service.call(Engine.applyChanges, ApplyChangesRequest.fromPartial(request));
  expect(await values('SELECT ?v WHERE { ?s ?p ?v } ORDER BY ?v')).toEqual(['default', 'g']);
  expect(await values('SELECT ?v FROM <urn:g> WHERE { ?s ?p ?v }')).toEqual(['g']);
});

test('node numbers lead to neighbours to a depth', async () => {
  await ingest([
    triple('urn:a', 'urn:knows', 'urn:b'),
    triple('urn:b', 'urn:knows', 'urn:c'),
    triple('urn:d', 'urn:likes', 'urn:a'),
    triple('urn:a', 'urn:name', '"A"'),
  ]);
  const resolve = (content: string) => service.call(Engine.resolveId, ResolveRequest.fromPartial({ content, namespace }));
  const { nodeId, found } = await resolve('urn:a');
  expect(found).toBe(true);
  expect((await resolve('urn:a')).nodeId).toBe(nodeId);
  expect(await resolve('urn:nobody')).toEqual({ nodeId: 0, found: false });
  const around = async (more: Partial<NodeRequest>) => {
    const reply = await service.call(Engine.getNeighbors, NodeRequest.fromPartial({ nodeId, namespace, ...more }));
    return reply.neighbors.map((node) => `${node.direction} ${node.uri} ${node.depth}`);
  };
  expect((await around({})).sort()).toEqual(['incoming urn:d 1', 'outgoing urn:b 1']);
  expect(await around({ direction: 'outgoing', depth: 2 })).toEqual(['outgoing urn:b 1', 'outgoing urn:c 2']);
  expect(await around({ edgeFilter: 'urn:likes' })).toEqual(['incoming urn:d 1']);
  expect(await failing(around({ depth: 6 }))).toMatchObject({ code: 'INVALID_ARGUMENT' });
  expect(await failing(around({ nodeId: 4_000_000_000 }))).toMatchObject({ code: 'NOT_FOUND' });
});

test('files come from the configured folder only', async () => {
  const take = (filePath: string) => service.call(Engine.ingestFile, IngestFileRequest.fromPartial({ filePath, namespace }));
  expect(await take('a.ttl')).toMatchObject({ edgesAdded: 3 });
  expect(await values('SELECT ?v WHERE { <urn:x:a> <urn:x:b> ?v FILTER(isLiteral(?v)) }')).toEqual(['c']);
  for (const outside of ['../secret.nt', 'link.nt', join(synapse.dataDir, 'secret.nt'), 'nothing.nt']) {
    expect(await failing(take(outside))).toMatchObject({ code: 'NOT_FOUND' });
  }
  expect(await failing(take('/etc/passwd'))).toMatchObject({ code: 'INVALID_ARGUMENT' });
});

test('only regular files are taken: pipes without a writer and folders keep no thread, and others go on', async () => {
  const take = (filePath: string) => service.call(Engine.ingestFile, IngestFileRequest.fromPartial({ filePath, namespace }));
  const pipes = await Promise.all(Array.from({ length: 8 }, () => failing(take('pipe.nt'))));
  expect(pipes.map(({ code }) => code)).toEqual(pipes.map(() => 'NOT_FOUND'));
  expect(await failing(take('folder.nt'))).toMatchObject({ code: 'NOT_FOUND' });
  expect(await take('a.ttl')).toMatchObject({ edgesAdded: 3 });
});

test('a watcher sees every change of its namespace from a position on', async () => {
  const before = await ingest([triple('urn:s', 'urn:p', '"one"')]);
  const seen: ChangeRecord[] = [];
  const stream = service.serverStream(
    Engine.watchChanges,
    WatchChangesRequest.fromPartial({ fromPosition: before.position, namespace }),
  );
  const three = new Promise<void>((resolve) => {
    stream.on('data', (record: ChangeRecord) => {
      seen.push(record);
      if (seen.length === 3) resolve();
    });
  });
  stream.on('error', () => undefined);
  await ingest([triple('urn:other', 'urn:p', '"elsewhere"')], { namespace: 'elsewhere' });
  await batch(1, 4, ['two', '-one']);
  await operator.call(Engine.deleteNamespaceData, EmptyRequest.fromPartial({ namespace }));
  await three;
  stream.cancel();
  expect(seen.map((record) => [record.changes, record.journalId, record.lastPosition, record.namespaceDeleted])).toEqual([
    [[insert('<urn:s> <urn:p> "one" .')], '', 0, false],
    [[insert(fact('two')), remove(fact('one'))], namespace, 4, false],
    [[], '', 0, true],
  ]);
});

test('statistics count quads and nodes', async () => {
  await ingest([triple('urn:a', 'urn:p', 'urn:b'), triple('urn:a', 'urn:p', '"x"')]);
  const counts = await service.call(Engine.getStatistics, EmptyRequest.fromPartial({ namespace }));
  expect(counts).toMatchObject({ quads: 2, nodes: 2, namespaces: [{ namespace, quads: 2 }] });
});

test('a runaway query is ended while writers go on, and the graph is whole afterwards', async () => {
  const many = Array.from({ length: 400 }, (_, index) => triple(`urn:n${index}`, 'urn:p', `"${index}"`));
  await ingest(many);
  const runaway = failing(
    service.call(
      Engine.querySparql,
      SparqlRequest.fromPartial({
        namespace,
        query: 'SELECT (COUNT(*) AS ?c) WHERE { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?t ?h FILTER(?b != ?d && ?f != ?h) }',
      }),
    ),
  );
  let ended = false;
  void runaway.then(() => (ended = true));
  let acknowledged = 0;
  while (!ended) {
    await ingest([triple('urn:more', 'urn:p', `"more ${acknowledged}"`)]);
    acknowledged += 1;
  }
  expect(await runaway).toMatchObject({ code: 'DEADLINE_EXCEEDED', details: expect.stringContaining('queryTimeoutMs') });
  expect(acknowledged).toBeGreaterThan(5);
  expect(await values('SELECT (COUNT(*) AS ?v) WHERE { ?s ?p ?o }')).toEqual([String(400 + acknowledged)]);
});

test('an answer that is too large is refused with what to do', async () => {
  await ingest(Array.from({ length: 20 }, (_, index) => triple(`urn:n${index}`, 'urn:p', `"${'x'.repeat(1_000)}"`)));
  const product = 'SELECT ?a ?b WHERE { ?s ?p ?a . ?t ?q ?b } LIMIT 300';
  expect(await failing(legacyQuery(product))).toMatchObject({
    code: 'RESOURCE_EXHAUSTED',
    details: expect.stringContaining('LIMIT'),
  });
});

test('the SPARQL Protocol answers GET and both forms of POST', async () => {
  await batch(1, 1, ['x']);
  const url = `${synapse.service.httpUrl}/sparql?namespace=${namespace}`;
  const authorization = `Bearer ${await synapse.token('agent')}`;
  const query = 'SELECT ?v WHERE { ?s ?p ?v }';
  const expected = { head: { vars: ['v'] }, results: { bindings: [{ v: { type: 'literal', value: 'x' } }] } };
  const post = (type: string, body: string) =>
    fetch(url, { method: 'POST', headers: { authorization, 'content-type': type }, body });
  for (const response of [
    await fetch(`${url}&query=${encodeURIComponent(query)}`, { headers: { authorization } }),
    await post('application/x-www-form-urlencoded', new URLSearchParams({ query }).toString()),
    await post('application/sparql-query', query),
  ]) {
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('application/sparql-results+json');
    expect(await response.json()).toEqual(expected);
  }
  expect((await post('application/sparql-query', 'SELECT')).status).toBe(400);
  expect((await post('application/sparql-update', 'DROP ALL')).status).toBe(403);
  expect((await fetch(`${url}&default-graph-uri=urn:g`, { headers: { authorization } })).status).toBe(400);
});
