/** Search by words, vectors and surroundings, through a real process; it always knows what was acknowledged. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GrpcChannel } from '@panal/kernel/runtime';
import {
  ApplyChangesRequest,
  EmptyRequest,
  HybridSearchRequest,
  IngestRequest,
  SearchMode,
  SearchRequest,
  SemanticEngineService as Engine,
  Triple,
} from '@panal/shared-types/synapse';
import { SynapseProcess } from './synapse-process.ts';

const synapse = new SynapseProcess();
let service: GrpcChannel;
let operator: GrpcChannel;

const label = 'http://www.w3.org/2000/01/rdf-schema#label';
const type = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';

beforeAll(async () => {
  await synapse.initialise();
  await start();
});
afterAll(() => synapse.remove());

async function start(): Promise<void> {
  await synapse.start();
  service = await synapse.channel('service');
  operator = await synapse.channel('operator');
}

const ingest = (namespace: string, triples: readonly (readonly [string, string, string, number[]?])[]) =>
  service.call(
    Engine.ingestTriples,
    IngestRequest.fromPartial({
      namespace,
      triples: triples.map(([subject, predicate, object, embedding = []]) =>
        Triple.fromPartial({ subject, predicate, object, embedding }),
      ),
    }),
  );
const search = async (namespace: string, query: string, more: Partial<SearchRequest> = {}) =>
  (await service.call(Engine.search, SearchRequest.fromPartial({ namespace, query, ...more }))).results;
const found = async (namespace: string, query: string, more: Partial<SearchRequest> = {}) =>
  (await search(namespace, query, more)).map(({ uri }) => uri);
const hybrid = async (namespace: string, request: Partial<HybridSearchRequest>) =>
  (await service.call(Engine.hybridSearch, HybridSearchRequest.fromPartial({ namespace, ...request }))).results;

describe('by words', () => {
  beforeAll(async () => {
    await ingest('words', [
      ['urn:a', label, '"pytest is missing"'],
      ['urn:a', type, 'urn:Failure'],
      ['urn:b', 'urn:note', '"the build failed: command pytest was not found, install pytest"'],
      ['urn:b', type, 'urn:Rule'],
      ['urn:c', label, '"Größe der Datei"@de'],
      ['urn:d', label, '"readFileSync throws"'],
      ['urn:e', 'urn:count', '"7"^^<http://www.w3.org/2001/XMLSchema#integer>'],
    ]);
  });

  it('finds the nodes that have them, labels first, with number, score and content', async () => {
    const results = await search('words', 'pytest');
    expect(results.map(({ uri, content }) => [uri, content])).toEqual([
      ['urn:a', 'pytest is missing'],
      ['urn:b', expect.stringContaining('command pytest')],
    ]);
    expect(results.every(({ nodeId, score }) => nodeId > 0 && score > 0)).toBe(true);
  });

  it('narrows by class, and honours the limit', async () => {
    expect(await found('words', 'pytest', { types: ['urn:Rule'] })).toEqual(['urn:b']);
    expect(await found('words', 'pytest', { types: ['urn:Nothing'] })).toEqual([]);
    expect(await found('words', 'pytest', { limit: 1 })).toEqual(['urn:a']);
  });

  it('knows other letters and the parts of a name', async () => {
    expect(await found('words', 'größe')).toEqual(['urn:c']);
    expect(await found('words', 'file')).toEqual(['urn:d']);
  });

  it('knows its namespace alone', async () => {
    expect(await found('nowhere', 'pytest')).toEqual([]);
  });

  it('sees at once what was added, changed and removed', async () => {
    await ingest('words', [['urn:new', label, '"a pelican"']]);
    expect(await found('words', 'pelican')).toEqual(['urn:new']);
    const changes = [
      { remove: true, quad: `<urn:new> <${label}> "a pelican" .` },
      { remove: false, quad: `<urn:new> <${label}> "a heron" .` },
    ];
    const request = { namespace: 'words', journalId: 'birds', firstPosition: 1, lastPosition: 1, changes };
    await service.call(Engine.applyChanges, ApplyChangesRequest.fromPartial(request));
    expect(await found('words', 'pelican')).toEqual([]);
    expect(await found('words', 'heron')).toEqual(['urn:new']);
  });

  it('knows it all again after kill -9', async () => {
    await synapse.end('SIGKILL');
    await start();
    expect(await found('words', 'heron')).toEqual(['urn:new']);
    expect(await found('words', 'pytest')).toEqual(['urn:a', 'urn:b']);
  });

  it('a deleted namespace is not found any more', async () => {
    await ingest('gone', [['urn:x', label, '"pelican"']]);
    expect(await found('gone', 'pelican')).toEqual(['urn:x']);
    await operator.call(Engine.deleteNamespaceData, EmptyRequest.fromPartial({ namespace: 'gone' }));
    expect(await found('gone', 'pelican')).toEqual([]);
  });

  it('while others write, each search sees what was acknowledged before it', async () => {
    for (let round = 0; round < 20; round += 1) {
      await ingest('busy', [[`urn:busy:${round}`, label, `"word${round}"`]]);
      expect(await found('busy', `word${round}`)).toEqual([`urn:busy:${round}`]);
    }
  });

  it.each([
    [{ query: ' ' }, 'query'],
    [{ query: 'x'.repeat(5_000) }, 'query'],
    [{ query: 'x', limit: 1_001 }, 'limit'],
    [{ query: 'x', prefixLen: -1 }, 'prefix_len'],
    [{ query: 'x', namespace: '../x' }, 'namespace'],
  ])('refuses %j and names the field', async (request, field) => {
    await expect(search('words', request.query, request)).rejects.toThrow(field);
  });
});

describe('by vectors and surroundings', () => {
  beforeAll(async () => {
    await ingest('space', [
      ['urn:east', label, '"east"', [1, 0, 0]],
      ['urn:north', label, '"north"', [0, 1, 0]],
      ['urn:north-east', label, '"north east"', [1, 1, 0]],
      ['urn:east', 'urn:next', 'urn:far'],
      ['urn:far', 'urn:next', 'urn:farther'],
    ]);
  });

  it('nearest first', async () => {
    const results = await hybrid('space', { queryVector: [1, 0.1, 0], mode: SearchMode.VECTOR_ONLY });
    expect(results.map(({ uri }) => uri)).toEqual(['urn:east', 'urn:north-east', 'urn:north']);
    expect(results[0]?.score).toBeCloseTo(1, 5);
  });

  it('by the first numbers alone', async () => {
    const results = await hybrid('space', { queryVector: [0, 1, 9], prefixLen: 2, mode: SearchMode.VECTOR_ONLY });
    expect(results.map(({ uri }) => uri)).toEqual(['urn:north', 'urn:north-east']);
  });

  it('a new vector of a node replaces the old one', async () => {
    await ingest('space', [['urn:moved', label, '"moved"', [0, 0, 1]]]);
    await ingest('space', [['urn:moved', label, '"moved"', [0, 0, -1]]]);
    await synapse.end('SIGKILL');
    await start();
    const up = await hybrid('space', { queryVector: [0, 0, 1], mode: SearchMode.VECTOR_ONLY });
    expect(up.map(({ uri }) => uri)).not.toContain('urn:moved');
  });

  it('words and vectors together', async () => {
    const results = await hybrid('space', { query: 'north', queryVector: [1, 0, 0], mode: SearchMode.HYBRID });
    expect(results[0]?.uri).toBe('urn:north-east');
  });

  it('adds what lies around a hit, less with each step', async () => {
    const results = await hybrid('space', { query: 'east', mode: SearchMode.GRAPH_ONLY, graphDepth: 2 });
    const scores = new Map(results.map(({ uri, score }) => [uri, score]));
    expect(scores.get('urn:east')).toBeGreaterThan(scores.get('urn:far')!);
    expect(scores.get('urn:far')).toBeCloseTo(scores.get('urn:farther')! * 2, 5);
  });

  it.each([
    [{ query: '' }, 'query'],
    [{ query: 'x', graphDepth: 6 }, 'graph_depth'],
    [{ query: 'x', queryVector: [Number.NaN] }, 'query_vector'],
    [{ query: 'x', vectorK: 5_000 }, 'vector_k'],
  ])('refuses %j and names the field', async (request, field) => {
    await expect(hybrid('space', request)).rejects.toThrow(field);
  });

  it('a vector that is none is refused with its place', async () => {
    await expect(ingest('space', [['urn:bad', label, '"bad"', [Infinity]]])).rejects.toThrow('triples[0].embedding');
  });
});
