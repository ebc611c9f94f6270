import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMemoryJournal, openStateStore } from '@panal/journal';
import { createMetrics } from '@panal/kernel/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openThreadGraphWorker } from '../src/adapters/thread-graph-worker.ts';
import { graphEventCodec } from '../src/core/event-codec.ts';
import { graphCore } from '../src/core/graph-core.ts';
import { createSynapseMetrics } from '../src/metrics.ts';
import { GraphHost } from '../src/shell/graph-host.ts';
import { NamespaceGates } from '../src/shell/namespace-gates.ts';
import { type Synapse, record } from '../src/shell/synapse.ts';
import { runBatch, runUpdate } from '../src/shell/write-batch.ts';
import { parseChanges } from '../src/core/change-set.ts';

const log = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} } as never;
const { signal } = new AbortController();
const stopping = new AbortController();
let dir: string;
let synapse: Synapse;

async function open(): Promise<Synapse> {
  const journal = openMemoryJournal();
  const store = await openStateStore({ journal, core: graphCore, codec: graphEventCodec, clock: Date.now });
  const metrics = createSynapseMetrics(createMetrics('test'), {
    lagRecords: () => 0,
    lagChanges: () => 0,
    openReplicas: () => 0,
    diskFull: () => 0,
    nodeIds: () => 0,
    searchRefused: () => 0,
  });
  const options = {
    replicas: 2,
    jobTimeoutMs: 20_000,
    jobsMax: 100,
    snapshotEveryChanges: 1_000_000,
    quadsMax: 1e6,
    lagChangesMax: 1_000_000,
  };
  const openWorker = () =>
    openThreadGraphWorker({ snapshotDir: join(dir, 'graph'), heapMib: 256, memoryMib: 512, fastStart: true });
  const graph = new GraphHost(options, { journal, log, metrics, open: openWorker });
  await graph.start();
  const config = { resultBytesMax: 1_000_000, streamBytesMax: 1_000_000, checkedNamespaces: [] };
  const parts = { store, journal, graph, gates: new NamespaceGates(), config, metrics, log, stopping: stopping.signal };
  // What checks shapes, searches and reasons has no part in this.
  return parts as unknown as Synapse;
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'panal-write-batch-'));
  synapse = await open();
});
afterEach(async () => {
  await synapse.graph.stop();
  await synapse.store.close();
  rmSync(dir, { recursive: true, force: true });
});

async function insert(namespace: string, quad: string): Promise<void> {
  const changes = parseChanges([{ remove: false, quad }], 'scope');
  if (!changes.ok) throw new Error(changes.refusal);
  await record(synapse, { type: 'apply-batch', namespace, changes: changes.value, idempotencyKey: '', digest: '' });
}

async function countersOf(): Promise<string[]> {
  const triples = await synapse.graph.ask({ kind: 'triples', namespace: 'n', countMax: 1000, bytesMax: 1_000_000 }, signal);
  return triples.map((triple) => `${triple.subject} ${triple.predicate} ${triple.object}`).sort();
}

test('updates that count up one number at once lose none, while others write to the namespace', async () => {
  await insert('n', '<urn:a> <urn:count> "0"^^<http://www.w3.org/2001/XMLSchema#integer> .');
  const text =
    'DELETE { <urn:a> <urn:count> ?n } INSERT { <urn:a> <urn:count> ?m } WHERE { <urn:a> <urn:count> ?n BIND(?n + 1 AS ?m) }';
  const updates = Array.from({ length: 12 }, () => runUpdate(synapse, { principal: undefined, namespace: 'n', text }, signal));
  const inserts = Array.from({ length: 40 }, (_, index) => insert('n', `<urn:b> <urn:p> "${index}" .`));
  const outcomes = await Promise.all(updates);
  await Promise.all(inserts);
  const found = await countersOf();
  expect(found.filter((line) => line.startsWith('<urn:a>'))).toEqual([
    '<urn:a> <urn:count> "12"^^<http://www.w3.org/2001/XMLSchema#integer>',
  ]);
  expect(found).toHaveLength(41);
  expect(outcomes.every(({ added, removed, duplicate }) => added === 1 && removed === 1 && !duplicate)).toBe(true);
});

test('a batch is applied only when its conditions hold, and once for its key', async () => {
  await insert('n', '<urn:s> <urn:p> "1" .');
  const batch = { namespace: 'n', changes: [{ remove: true, quad: '<urn:s> <urn:p> "1" .' }] };
  await expect(runBatch(synapse, { ...batch, mustExist: ['<urn:s> <urn:p> "2" .'] }, signal)).rejects.toThrow(
    'must_exist[0] is not',
  );
  await expect(runBatch(synapse, { ...batch, mustNotExist: ['<urn:s> <urn:p> "1" .'] }, signal)).rejects.toThrow(
    'must_not_exist[0] is',
  );
  await expect(runBatch(synapse, { ...batch, ifPosition: 0 }, signal)).rejects.toThrow('changed at position 1');
  const request = { ...batch, mustExist: ['<urn:s> <urn:p> "1" .'], ifPosition: 1, idempotencyKey: 'k' };
  expect(await runBatch(synapse, request, signal)).toEqual({ position: 2, duplicate: false, added: 0, removed: 1 });
  expect(await runBatch(synapse, request, signal)).toEqual({ position: 2, duplicate: true, added: 0, removed: 0 });
  await expect(runBatch(synapse, { ...request, mustExist: [] }, signal)).rejects.toMatchObject({ code: 'key-reused' });
  expect(await countersOf()).toEqual([]);
});

test('an update that can not be read is refused with its place, and blank nodes get names of their own', async () => {
  await expect(
    runUpdate(synapse, { principal: undefined, namespace: 'n', text: 'INSERT DATA { oops }' }, signal),
  ).rejects.toMatchObject({
    code: 'invalid-argument',
  });
  await runUpdate(synapse, { principal: undefined, namespace: 'n', text: 'INSERT DATA { _:a <urn:p> _:b }' }, signal);
  const [line] = await countersOf();
  expect(line).toMatch(/^(?:_:|<\S+genid)\S+ <urn:p> \S+$/);
  expect(line).not.toMatch(/_:a\s/);
});

test('a quad that only the lenient loader takes can be asked for and removed, and no copy is lost by it', async () => {
  const odd = '<urn:s> <http://a#b#c> "x" .';
  await insert('odd', odd);
  await runBatch(synapse, { namespace: 'odd', changes: [{ remove: true, quad: odd }], mustExist: [odd] }, signal);
  const { namespaces } = await synapse.graph.ask({ kind: 'counts', namespace: 'odd' }, signal);
  expect(namespaces).toEqual([{ namespace: 'odd', quads: 0 }]);
  const restores = await synapse.metrics.restores.get();
  expect(restores.values.map(({ value }) => value)).toEqual([0]);
});
