/** The SPARQL and Graph Store protocols of a real process, read by parsers and a client that others wrote. */
import { request } from 'node:http';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { SparqlEndpointFetcher } from 'fetch-sparql-endpoint';
import { Util } from 'rdf-test-suite/lib/Util.js';
import { TestCaseQueryEvaluationHandler } from 'rdf-test-suite/lib/testcase/sparql/TestCaseQueryEvaluation.js';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { GraphPermission } from '@panal/kernel/runtime';
import { SynapseProcess } from './synapse-process.ts';

const synapse = new SynapseProcess();
let token = '';
let tests = 0;
/** Address of a dataset of the test's own, without the service. */
let dataset = '';

const TURTLE = 'text/turtle';
const NQUADS = 'application/n-quads';
const JSON_RESULTS = 'application/sparql-results+json';
const UPDATE = 'application/sparql-update';

type Options = { method?: string; type?: string; accept?: string; body?: string; as?: string };

async function send(path: string, { method = 'GET', type, accept, body, as = token }: Options = {}) {
  const headers = new Headers({ authorization: `Bearer ${as}` });
  if (type !== undefined) headers.set('content-type', type);
  if (accept !== undefined) headers.set('accept', accept);
  const response = await fetch(dataset + path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: new TextEncoder().encode(body) }),
  });
  const text = await response.text();
  const mediaType = (response.headers.get('content-type') ?? '').split(';')[0];
  return { status: response.status, text, mediaType, headers: response.headers };
}

const query = (text: string, accept?: string) =>
  send(`/sparql?query=${encodeURIComponent(text)}`, accept === undefined ? {} : { accept });
const update = (body: string, path = '/sparql') => send(path, { method: 'POST', type: UPDATE, body });
const errorOf = (text: string) => (JSON.parse(text) as { error: { code: string; message: string } }).error;

async function quadsIn(text: string, mediaType: string): Promise<number> {
  const stream = Util.parseRdfRaw(
    mediaType,
    'http://base/',
    Readable.from([text], { objectMode: false }),
  ) as unknown as AsyncIterable<unknown>;
  let count = 0;
  for await (const _quad of stream) count += 1;
  return count;
}

beforeAll(async () => {
  await synapse.initialise();
  synapse.settings['PANAL_SYNAPSE_STREAM_BYTES_MAX'] = '1000000';
  await synapse.start();
  token = await synapse.token('operator');
});

beforeEach(async () => {
  tests += 1;
  dataset = `${synapse.service.httpUrl}/datasets/http-${tests}`;
  const body = '<urn:s> <urn:p> "a, \\"b\\""@en . <urn:s> <urn:q> _:x . _:x <urn:p> 7 . <urn:s> <urn:ü> "é\\n" .';
  expect((await send('/data?default', { method: 'PUT', type: TURTLE, body })).status).toBe(204);
});

afterAll(() => synapse.remove());

test('every format of results is written as asked, and others can read it', async () => {
  const select = 'SELECT * { ?s <urn:p> ?o } ORDER BY STR(?o)';
  for (const accept of [JSON_RESULTS, 'application/sparql-results+xml', 'text/tab-separated-values']) {
    const { mediaType, text } = await query(select, accept);
    expect(mediaType).toBe(accept);
    const read = await TestCaseQueryEvaluationHandler.parseQueryResult(accept, '', Readable.from([text], { objectMode: false }));
    expect(read.type === 'bindings' && read.value.map((row) => row['?o']?.value)).toEqual(['7', 'a, "b"']);
  }
  const csv = await query('SELECT ?o { <urn:s> <urn:p> ?o }', 'text/csv');
  expect([csv.mediaType, csv.text]).toEqual(['text/csv', 'o\r\n"a, ""b"""\r\n']);
  expect((await query('ASK {}', 'application/sparql-results+xml')).text).toContain('<boolean>true</boolean>');
  expect((await query('ASK {}', 'text/csv')).status).toBe(406);
});

test('every format of graphs is written as asked, read by others, and read back here', async () => {
  for (const accept of [
    TURTLE,
    'application/n-triples',
    'application/rdf+xml',
    NQUADS,
    'application/trig',
    'application/ld+json',
  ]) {
    const { mediaType, text } = await query('CONSTRUCT WHERE { ?s ?p ?o }', accept);
    expect(mediaType).toBe(accept);
    expect(await quadsIn(text, accept), accept).toBe(4);
    const whole = await send('/data?default', { accept });
    expect([whole.mediaType, await quadsIn(whole.text, accept)]).toEqual([accept, 4]);
    const put = await send('/data?graph=urn:copy', { method: 'PUT', type: accept, body: whole.text });
    expect([put.status, put.text]).toEqual([accept === TURTLE ? 201 : 204, '']);
    const same = await query('ASK { GRAPH <urn:copy> { ?s <urn:q> ?x . ?x <urn:p> 7 FILTER(isBlank(?x)) } }');
    expect(JSON.parse(same.text)).toEqual({ head: {}, boolean: true });
    expect(
      JSON.parse((await query('SELECT (COUNT(*) AS ?c) { GRAPH <urn:copy> { ?s ?p ?o } }')).text).results.bindings[0].c.value,
    ).toBe('4');
  }
});

test('the Accept header is weighed', async () => {
  const typeOf = async (text: string, accept: string) => (await query(text, accept)).mediaType;
  expect(await typeOf('ASK {}', '*/*')).toBe(JSON_RESULTS);
  expect(await typeOf('SELECT * {}', 'text/*;q=0.9, application/sparql-results+xml;q=0.8')).toBe('text/csv');
  expect(await typeOf('SELECT * {}', 'text/csv;q=0.1, text/*;q=0.5')).toBe('text/tab-separated-values');
  expect(await typeOf('CONSTRUCT WHERE {?s ?p ?o}', 'application/json, text/turtle;q=0.5')).toBe('application/ld+json');
  expect(await typeOf('CONSTRUCT WHERE {?s ?p ?o}', 'text/turtle;q=0, */*')).toBe('application/n-triples');
  const none = await query('SELECT * {}', 'image/png, application/*;q=0');
  expect([none.status, errorOf(none.text).message]).toEqual([406, expect.stringContaining('text/csv')]);
});

test('an update changes several things at once or nothing', async () => {
  const done = await update(
    'DELETE { ?s <urn:p> ?o } INSERT { GRAPH <urn:g> { ?s <urn:was> ?o, [] } } WHERE { ?s <urn:p> ?o } ; INSERT DATA { <urn:i> <urn:p> 1.50 }',
  );
  expect([done.status, Number(done.headers.get('panal-position')) > 0]).toEqual([204, true]);
  const { text } = await query('SELECT (COUNT(*) AS ?c) { { GRAPH <urn:g> { ?s ?p ?o } } UNION { ?s <urn:p> ?o } }');
  expect(JSON.parse(text).results.bindings[0].c.value).toBe('5');
  const failed = await update('DROP ALL ; INSERT DATA { <urn:lost> <urn:p> 1 } ; LOAD <http://127.0.0.1:1/x>');
  expect([failed.status, errorOf(failed.text).code]).toEqual([501, 'no-network']);
  expect(JSON.parse((await query('ASK { <urn:i> <urn:p> 1.5 }')).text).boolean).toBe(true);
  expect(JSON.parse((await query('ASK { <urn:lost> ?p ?o }')).text).boolean).toBe(false);
  const form = await send('/sparql', {
    method: 'POST',
    type: 'application/x-www-form-urlencoded',
    body: new URLSearchParams({ update: 'CLEAR ALL' }).toString(),
  });
  expect(form.status).toBe(204);
  expect((await send('/data')).text).toBe('');
});

test('what was written is there after a death, blank nodes by the same names', async () => {
  await update('INSERT { ?x <urn:later> ?s } WHERE { ?s <urn:q> ?x }');
  const before = await send('/data', { accept: NQUADS });
  await synapse.end('SIGKILL');
  await synapse.start();
  dataset = `${synapse.service.httpUrl}/datasets/http-${tests}`;
  const after = await send('/data', { accept: NQUADS });
  expect(after.text.split('\n').toSorted()).toEqual(before.text.split('\n').toSorted());
  expect((await update('DELETE WHERE { ?x <urn:later> ?s . ?s <urn:q> ?x }')).status).toBe(204);
  expect(JSON.parse((await query('ASK { ?s <urn:q>|<urn:later> ?o }')).text).boolean).toBe(false);
});

test('graphs are named in three ways, created, replaced and dropped', async () => {
  const put = (path: string) => send(path, { method: 'PUT', type: TURTLE, body: '<> <urn:p> 1 .' });
  expect([(await put('/data/folder/a%20b')).status, (await put('/data/folder/a%20b')).status]).toEqual([201, 204]);
  expect((await send('/data/folder/a%20b', { accept: 'application/n-triples' })).text).toContain(
    `<${dataset}/data/folder/a%20b> <urn:p>`,
  );
  expect((await send(`/data?graph=${encodeURIComponent(`${dataset}/data/folder/a%20b`)}`)).status).toBe(200);
  const created = await send('/data', { method: 'POST', type: TURTLE, body: '<urn:new> <urn:p> 1 .' });
  const location = created.headers.get('location') ?? '';
  expect([created.status, location.startsWith(`${dataset}/data/`)]).toEqual([201, true]);
  expect((await send(location.slice(dataset.length), { method: 'HEAD' })).status).toBe(200);
  expect((await send(location.slice(dataset.length), { method: 'DELETE' })).status).toBe(204);
  expect((await send(location.slice(dataset.length), { method: 'DELETE' })).status).toBe(404);
  expect((await send('/data', { method: 'POST', type: NQUADS, body: '<urn:a> <urn:p> <urn:b> <urn:two> .\n' })).status).toBe(204);
  expect((await send('/data?graph=urn:two')).status).toBe(200);
  expect((await send('/data', { method: 'PUT', type: NQUADS, body: '' })).status).toBe(204);
  expect((await send('/data?graph=urn:two')).status).toBe(404);
});

test('what can not be read is refused with its line and column, and the status says of what kind it is', async () => {
  const refusal = async (answer: Promise<{ status: number; text: string }>) => {
    const { status, text } = await answer;
    return `${status} ${errorOf(text).message}`;
  };
  const post = (type: string, body: string, path = '/sparql') => refusal(send(path, { method: 'POST', type, body }));
  const put = (type: string, body: string) => refusal(send('/data?default', { method: 'PUT', type, body }));
  expect(await refusal(query('SELECT * {\n ?s ?p }'))).toMatch(/^400 Line 2, column 9: expected/);
  expect(await post(UPDATE, 'INSERT DATA { <urn:s> <urn:p> }')).toMatch(/^400 Line 1, column \d+: expected/);
  expect(await post(UPDATE, 'INSERT DATA {} ; PREFIX : <urn:x>\nDELETE WHERE { :a }')).toMatch(
    /^400 Line 2, column \d+: expected/,
  );
  expect(await put(TURTLE, '<urn:s> <urn:p> .\n<urn:s>')).toMatch(/^400 Line 1 column 17/);
  expect(await put(TURTLE, '<urn:s> <urn:p> "\xff" .\n<urn:s> <urn:p> <no scheme> .')).toMatch(/^400 Line 2/);
  expect(await put('application/ld+json', '{"@id": }')).toMatch(/^400 Line 1 column/);
  expect(await put('text/plain', 'x')).toMatch(/^415 .*text\/turtle/);
  expect(await put('text/turtle; charset=utf-16', 'x')).toMatch(/^415/);
  expect(await put(NQUADS, '<urn:s> <urn:p> <urn:o> <urn:g> .')).toMatch(/^400/);
  expect(await post('text/plain', 'ASK {}')).toMatch(/^415/);
  expect(await refusal(send('/sparql', { method: 'PUT', type: UPDATE, body: 'x' }))).toMatch(/^405/);
  expect((await send('/sparql', { method: 'DELETE' })).headers.get('allow')).toBe('GET, HEAD, POST, OPTIONS');
  expect((await send('/data?default', { method: 'OPTIONS' })).headers.get('allow')).toContain('PUT');
  expect((await send('/sparql', { method: 'OPTIONS' })).headers.get('access-control-allow-origin')).toBe(null);
  expect(await refusal(query('ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }'))).toMatch(
    /^501 The service .* makes no calls/,
  );
  expect(await refusal(send('/sparql?query=ASK%7B%7D&query=ASK%7B%7D'))).toMatch(/^400/);
  expect(await refusal(send('/sparql?update=CLEAR%20ALL'))).toMatch(/^400/);
  expect(await refusal(send('/data?graph=relative'))).toMatch(/^400/);
  expect(await refusal(send('/data?graph=urn:a&default'))).toMatch(/^400/);
  expect(await refusal(send('/nothing'))).toMatch(/^404/);
  expect(await refusal(send('/../a%2Fb/sparql'))).toMatch(/^40[04]/);
});

test('roles: an agent only queries, a viewer only reads, nobody without a token', async () => {
  const body = '<urn:s> <urn:p> 1 .';
  for (const as of [await synapse.token('agent'), await synapse.token('viewer')]) {
    expect((await send('/sparql?query=ASK%7B%7D', { as })).status).toBe(200);
    expect((await send('/sparql', { method: 'POST', type: UPDATE, body: 'CLEAR ALL', as })).status).toBe(403);
    expect((await send('/data?default', { method: 'PUT', type: TURTLE, body, as })).status).toBe(403);
    expect((await send('/data?default', { method: 'DELETE', as })).status).toBe(403);
  }
  expect((await send('/data?default', { as: await synapse.token('agent') })).status).toBe(403);
  expect((await fetch(`${dataset}/sparql?query=ASK%7B%7D`)).status).toBe(401);
  expect((await fetch(`${dataset}/data?default`, { method: 'PUT', body })).status).toBe(401);
});

test('a token that is bound to a namespace may there what it grants, and nothing elsewhere', async () => {
  const holder = (permissions: GraphPermission[]) =>
    synapse.tokenOf({ subject: 'holder', roles: ['data-client'], grants: [{ pattern: `http-${tests}`, permissions }] });
  const tried = async (as: string) => [
    (await send('/sparql?query=ASK%7B%7D', { as })).status,
    (await send('/sparql', { method: 'POST', type: UPDATE, body: 'INSERT DATA { <urn:s> <urn:p> 1 }', as })).status,
    (await send('/data?graph=urn:g', { method: 'POST', type: TURTLE, body: '<urn:s> <urn:p> 1 .', as })).status,
    (await send('/data?graph=urn:g', { method: 'PUT', type: TURTLE, body: '<urn:s> <urn:p> 1 .', as })).status,
    (await send('/data?graph=urn:g', { as })).status,
    (await send('/data?graph=urn:g', { method: 'DELETE', as })).status,
  ];
  expect(await tried(await holder(['read']))).toEqual([200, 403, 403, 403, 404, 403]);
  expect(await tried(await holder(['write']))).toEqual([403, 204, 201, 403, 403, 403]);
  expect(await tried(await holder(['delete']))).toEqual([403, 403, 403, 403, 403, 204]);
  const all = await holder(['read', 'write', 'delete']);
  dataset = `${synapse.service.httpUrl}/datasets/elsewhere`;
  expect(await tried(all)).toEqual([403, 403, 403, 403, 403, 403]);
});

test('a token that may write and not delete takes nothing away, however an update says it; nor does it read by conditions', async () => {
  const holder = (...permissions: GraphPermission[]) =>
    synapse.tokenOf({ subject: 'holder', roles: ['data-client'], grants: [{ pattern: `http-${tests}`, permissions }] });
  const adds = 'INSERT DATA { <urn:s> <urn:p> "DELETE" GRAPH <urn:drop> { <urn:CLEAR> <urn:p> 1 } }';
  const removing = [
    'DROP ALL',
    'clear silent default',
    '# nothing\nDROP#here\nNAMED',
    'BASE <http://x/> PREFIX insert: <urn:> CLEAR GRAPH <urn:drop>',
    'DELETE DATA { <urn:s> <urn:p> "DELETE" }',
    'DELETE WHERE { ?s ?p ?o }',
    'delete { ?s ?p ?o } where { ?s ?p ?o }',
    'WITH <urn:drop> DELETE { ?s ?p ?o } INSERT { ?s ?p 2 } WHERE { ?s ?p ?o }',
    'MOVE <urn:drop> TO <urn:other>',
    'COPY DEFAULT TO <urn:drop>',
    `${adds} ; DROP ALL`,
  ];
  const reading = ['INSERT { <urn:seen> <urn:p> ?o } WHERE { ?s <urn:p> ?o }', 'ADD <urn:drop> TO <urn:other>'];
  const asked = async (body: string, as: string) => (await send('/sparql', { method: 'POST', type: UPDATE, body, as })).status;
  const [write, writeRead] = [await holder('write'), await holder('write', 'read')];
  expect(await asked(adds, write)).toBe(204);
  const before = (await send('/data', { accept: 'application/n-quads' })).text;
  for (const text of removing) for (const as of [write, writeRead]) expect([text, await asked(text, as)]).toEqual([text, 403]);
  for (const text of reading) expect([text, await asked(text, write)]).toEqual([text, 403]);
  expect((await send('/data?graph=urn:drop', { method: 'PUT', type: TURTLE, body: '', as: writeRead })).status).toBe(403);
  expect((await send('/data', { accept: 'application/n-quads' })).text).toBe(before);
  for (const text of reading) expect([text, await asked(text, writeRead)]).toEqual([text, 204]);
  const all = await holder('write', 'read', 'delete');
  for (const text of removing)
    expect([text, await asked(text.replace(/^MOVE|^COPY/, '$& SILENT'), all)]).toEqual([
      text,
      expect.toSatisfy((code: number) => code === 204 || code === 400),
    ]);
  expect((await send('/data', { accept: 'application/n-quads' })).text).toBe('');
});

test('a client that others wrote reads and writes', async () => {
  const client = new SparqlEndpointFetcher({ defaultHeaders: new Headers({ authorization: `Bearer ${token}` }) });
  const endpoint = `${dataset}/sparql`;
  await client.fetchUpdate(endpoint, 'INSERT DATA { <urn:i> <urn:p> "from a client"@en }');
  expect(await client.fetchAsk(endpoint, 'ASK { <urn:i> ?p ?o }')).toBe(true);
  const rows: unknown[] = [];
  for await (const row of await client.fetchBindings(endpoint, 'SELECT ?o { <urn:i> <urn:p> ?o }')) rows.push(row);
  expect(rows).toMatchObject([{ o: { termType: 'Literal', value: 'from a client', language: 'en' } }]);
  let triples = 0;
  for await (const _triple of (await client.fetchTriples(endpoint, 'CONSTRUCT WHERE { ?s ?p ?o }')) as AsyncIterable<unknown>)
    triples += 1;
  expect(triples).toBe(5);
});

test('a large answer is sent whole, one beyond the bound is refused', async () => {
  const select = (count: number) =>
    `SELECT (CONCAT("é", STR(?a), STR(?b), STR(?c)) AS ?v) { VALUES ?a { ${'1 2 3 4 5 6 7 8 9 0 '.repeat(2)} } VALUES ?b { ${'1 2 3 4 5 6 7 8 9 0 '.repeat(5)} } VALUES ?c { ${'1 '.repeat(count)} } }`;
  const { text } = await query(select(20), 'text/csv');
  expect(text.split('\r\n').length).toBe(20 * 50 * 20 + 2);
  const refused = await query(select(200), 'text/csv');
  expect([refused.status, errorOf(refused.text).message]).toEqual([413, expect.stringContaining('LIMIT')]);
});

test('a caller who leaves in the middle of an answer harms nobody', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const text = `SELECT ?a { VALUES ?a { ${'"some text to fill an answer" '.repeat(3_000)} } VALUES ?b { ${'1 '.repeat(20)} } }`;
  const leaving = request(`${dataset}/sparql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/sparql-query' },
  });
  leaving.on('response', (response) => response.once('data', () => leaving.destroy()));
  leaving.once('close', resolve);
  leaving.end(text);
  await promise;
  expect((await query('ASK {}')).status).toBe(200);
});

test('no text makes it fall over', async () => {
  const scrap = fc.constantFrom(
    'SELECT',
    '*',
    '{',
    '}',
    '<urn:a>',
    '?x',
    '"',
    "'",
    '"""',
    '#',
    '\n',
    ';',
    '.',
    'INSERT',
    'DATA',
    'WHERE',
    'DELETE',
    'PREFIX',
    ':',
    '_:b',
    '[',
    ']',
    '(',
    ')',
    '\\u0041',
    '\\',
    'GRAPH',
    'WITH',
    'USING',
    'COPY',
    'TO',
    'LOAD',
    'SILENT',
    '\u{10ffff}',
    '\ud800',
    'é',
    '@prefix',
    '^^',
    '@en',
    'FILTER',
    'BIND',
    'AS',
    '1e999',
    '%',
  );
  const text = fc.oneof(
    fc.array(scrap, { maxLength: 25 }).map((parts) => parts.join(' ')),
    fc.array(scrap, { maxLength: 25 }).map((parts) => parts.join('')),
    fc.string({ maxLength: 60, unit: 'binary' }),
  );
  const types = [TURTLE, NQUADS, 'application/trig', 'application/ld+json', 'application/rdf+xml', 'application/n-triples'];
  await fc.assert(
    fc.asyncProperty(text, fc.constantFrom(...types), async (body, type) => {
      const answers = await Promise.all([
        send('/sparql', { method: 'POST', type: 'application/sparql-query', body }),
        update(body),
        send('/data?graph=urn:fuzz', { method: 'POST', type, body }),
      ]);
      for (const { status, text: answer } of answers) expect([200, 204, 201, 400, 413, 501], answer).toContain(status);
    }),
    { numRuns: 150 },
  );
  const metrics = await (
    await fetch(`${synapse.service.httpUrl}/metrics`, { headers: { authorization: `Bearer ${token}` } })
  ).text();
  expect(/^panal_synapse_worker_restores_total\{.*$/m.exec(metrics)?.[0]).toMatch(/ 0$/);
});
