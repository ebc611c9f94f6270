import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { insert, quad, iri, literal, vocabulary, rdfType, entity } from '@panal/synapse-client';
import { ApplyChangesRequest, SemanticEngineService } from '@panal/shared-types/synapse';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SynapseCli } from './synapse-cli.ts';

let synapse: SynapseCli;
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(synapse.home.path, name);
  writeFileSync(path, content);
  return path;
};

interface Imported {
  readonly quads: number;
  readonly before: number;
  readonly position: number;
}

const imported = async (...args: readonly string[]): Promise<Imported> => (await synapse.json<Imported[]>('import', ...args))[0]!;
const exported = async (namespace: string): Promise<string[]> =>
  (await synapse.run(['export', '-n', namespace])).stdout.split('\n').filter(Boolean).toSorted();
const lines = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `<urn:s${index % 500}> <urn:p${index % 7}> "value ${index}" .`);

beforeAll(async () => {
  synapse = await SynapseCli.create();
  await synapse.start();
});
afterAll(() => synapse.remove());

test('update, and queries as table, JSON, CSV and Turtle, from argument, file and standard input', async () => {
  const change = await synapse.run(['update', '-n', 'ask', 'INSERT DATA { <urn:a> <urn:says> "hello" , "wörld"@de }']);
  expect(change).toMatchObject({ code: 0, stdout: expect.stringMatching(/^2 added, 0 removed, at position \d+/) as string });
  const select = 'SELECT ?o { ?s ?p ?o } ORDER BY ?o';
  expect(await synapse.run(['query', '-n', 'ask', select])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/o\nhello\nwörld\n/) as string,
  });
  expect((await synapse.run(['query', '-n', 'ask', '--format', 'csv', '-f', file('q.rq', select)])).stdout).toBe(
    'o\r\nhello\r\nwörld\r\n',
  );
  const json = await synapse.run(['query', '-n', 'ask', '--json'], select);
  expect(JSON.parse(json.stdout)).toMatchObject({
    results: { bindings: [{ o: { value: 'hello' } }, { o: { value: 'wörld' } }] },
  });
  expect((await synapse.run(['query', '-n', 'ask', 'ASK { ?s ?p "hello" }'])).stdout).toBe('yes\n');
  expect((await synapse.run(['query', '-n', 'ask', 'CONSTRUCT WHERE { ?s ?p "hello" }'])).stdout).toMatch(
    /<urn:a> <urn:says> "hello"/,
  );
});

test('errors: where a query is wrong, what format there is, which namespace was meant', async () => {
  await synapse.run(['update', '-n', 'ask', 'INSERT DATA { <urn:a> <urn:says> "hello" }']);
  const syntax = await synapse.run(['query', '-n', 'ask', 'SELECT * { ?s ?p }']);
  expect(syntax).toMatchObject({ code: 1, stderr: expect.stringMatching(/Line 1, column 19/) as string });
  expect(await synapse.run(['query', '--format', 'excel', 'ASK {}'])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/csv, tsv/) as string,
  });
  const unknown = await synapse.run(['query', '-n', 'aks', 'SELECT * { ?s ?p ?o }']);
  expect(unknown).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/"aks" holds nothing\. Did you mean "ask"\?/) as string,
  });
  expect(await synapse.run(['export', '-n', 'aks'])).toMatchObject({ code: 1 });
});

test('an import is whole, again adds nothing, and brings back what was taken away', async () => {
  const path = file('many.nt', lines(12_000).join('\n'));
  expect(await imported(path, '-n', 'many')).toMatchObject({ quads: 12_000, before: 0 });
  const { position } = await synapse.json<{ position: number }>('stats');
  expect(await imported(path, '-n', 'many')).toMatchObject({ quads: 12_000, before: 12_000 });
  expect((await synapse.json<{ position: number }>('stats')).position).toBe(position);
  await synapse.run(['update', '-n', 'many', 'DELETE DATA { <urn:s0> <urn:p0> "value 0" }']);
  expect(await imported(path, '-n', 'many')).toMatchObject({ quads: 12_000, before: 7_000 });
  expect(await exported('many')).toEqual(lines(12_000).toSorted());
});

test('Turtle with blank nodes, gzip and standard input: the same at each reading', async () => {
  const turtle = `@prefix ex: <http://x/> .\nex:a ex:p [ ex:q "deep"@en ] , _:b ; ex:n 12 , true .\n_:b ex:says """two\nlines""" .\n`;
  const path = file('a.ttl', turtle);
  expect(await imported(path, '-n', 'turtle')).toMatchObject({ quads: 6, before: 0 });
  expect(await imported(file('a.ttl.gz', gzipSync(turtle)), '-n', 'turtle')).toMatchObject({ quads: 6, before: 6 });
  const piped = await synapse.run(['import', '-n', 'turtle', '--format', 'turtle', '--json'], turtle);
  expect(JSON.parse(piped.stdout)).toMatchObject([{ quads: 6, before: 6 }]);
  expect(await exported('turtle')).toHaveLength(6);
});

test('a line that can not be read is named, and nothing of its file is imported', async () => {
  const bad = await synapse.run([
    'import',
    '-n',
    'bad',
    file('bad.nq', '<urn:a> <urn:b> "c" .\n# comment\n\n<urn:a> <urn:b> "open .\n'),
  ]);
  expect(bad).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/bad\.nq:4:17: the literal is not closed.*Nothing of this file/) as string,
  });
  const turtle = await synapse.run([
    'import',
    '-n',
    'bad',
    file('bad.ttl', '@prefix ex: <http://x/> .\nex:a ex:b ex:c .\nex:a ex:b no:c .\n'),
  ]);
  expect(turtle).toMatchObject({ code: 1, stderr: expect.stringMatching(/bad\.ttl:3:11: .*no:/) as string });
  // Synapse itself is stricter; what came before it is in, and said to be.
  const refused = await synapse.run(['import', '-n', 'part', file('r.nt', '<urn:a> <urn:b> "c" .\n<urn:a> <urn:%zz> "d" .\n')]);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/r\.nt:2:9: .*"%".*first 0 of 2/s) as string });
  const { namespaces } = await synapse.json<{ namespaces: { namespace: string }[] }>('stats');
  expect(namespaces.map(({ namespace }) => namespace)).not.toContain('bad');
});

test('an export put into another namespace is the same graph, and --all writes one file for each', async () => {
  await synapse.run([
    'update',
    '-n',
    'from',
    'INSERT DATA { <urn:a> <urn:b> "x\\ny\\"z" , 1.50 , <urn:c> . GRAPH <urn:g> { <urn:a> <urn:b> "in g"@en } }',
  ]);
  const path = join(synapse.home.path, 'from.nq.gz');
  expect(await synapse.json('export', path, '-n', 'from')).toMatchObject({ quads: 4 });
  expect(await imported(path, '-n', 'to')).toMatchObject({ quads: 4, before: 0 });
  expect(await exported('to')).toEqual(await exported('from'));
  const dir = join(synapse.home.path, 'all');
  const all = await synapse.json<{ quads: number }>('export', '--all', '--gzip', dir);
  expect(all.quads).toBe((await synapse.json<{ quads: number }>('stats')).quads);
  expect(await imported(join(dir, 'from.nq.gz'), '-n', 'to')).toMatchObject({ quads: 4 });
  expect(await exported('to')).toHaveLength(4);
});

test('quarantine: listed, shown, applied and discarded', async () => {
  const service = await synapse.service.channel({ subject: 'writer', roles: ['service'] });
  const breaking = async (position: number): Promise<void> => {
    const spend = entity('spend', `s-${position}`);
    const changes = [
      insert(quad(spend, rdfType, vocabulary('swarm', 'SpendEvent'))),
      insert(quad(spend, vocabulary('swarm', 'amount'), literal('much'))),
    ];
    const request = { journalId: 'j-1', firstPosition: position, lastPosition: position, changes, quarantine: true };
    await service.call(SemanticEngineService.applyChanges, ApplyChangesRequest.fromPartial(request));
  };
  await breaking(1);
  await breaking(2);
  const { batches } = await synapse.json<{ batches: { position: number }[] }>('quarantine', 'list');
  expect(batches).toHaveLength(2);
  const [newer, older] = batches.map(({ position }) => String(position)) as [string, string];
  expect((await synapse.run(['quarantine', 'show', older])).stdout).toMatch(
    /Why: .*amount[^]*\+ <http:\/\/swarm\.os\/spend\/s-1>/,
  );
  expect(await synapse.run(['quarantine', 'apply', older])).toMatchObject({ code: 0 });
  expect(await synapse.run(['quarantine', 'discard', newer])).toMatchObject({ code: 0 });
  expect(await synapse.run(['quarantine', 'discard', newer])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/There are none/) as string,
  });
  const there = async (id: string): Promise<string> =>
    (await synapse.run(['query', `ASK { <http://swarm.os/spend/${id}> ?p ?o }`])).stdout;
  expect([await there('s-1'), await there('s-2')]).toEqual(['yes\n', 'no\n']);
});

test('search with class and depth, and reasoning', async () => {
  const rule = iri('urn:rule');
  const facts = [
    quad(rule, rdfType, vocabulary('swarm', 'GoldenRule')),
    quad(rule, vocabulary('swarm', 'ruleText'), literal('Run the tests before pushing')),
    quad(iri('urn:task'), vocabulary('swarm', 'title'), literal('Pushing things')),
    quad(iri('urn:task'), vocabulary('swarm', 'causedBy'), rule),
  ];
  await imported(file('facts.nq', facts.join('\n')), '-n', 'found');
  const hits = await synapse.json<{ uri: string }[]>('search', 'pushing', '-n', 'found', '--type', 'swarm:GoldenRule');
  expect(hits.map(({ uri }) => uri)).toEqual(['urn:rule']);
  const around = await synapse.json<{ uri: string }[]>('search', 'things', '-n', 'found', '--depth', '1');
  expect(around.map(({ uri }) => uri)).toEqual(expect.arrayContaining(['urn:task', 'urn:rule']));
  const counted = await synapse.json<{ inferred: number }>('reason', '-n', 'found', '--count');
  expect(counted.inferred).toBeGreaterThan(0);
  expect(await exported('found')).toHaveLength(4);
  await synapse.json('reason', '-n', 'found');
  expect(await exported('found')).toHaveLength(4 + counted.inferred);
});
