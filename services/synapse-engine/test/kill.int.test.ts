/** What was acknowledged is there exactly once, however often the process is killed under load; snapshots change nothing. */
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openMemoryJournal } from '@panal/journal';
import { createLogger } from '@panal/kernel/runtime';
import { IngestRequest, ResolveRequest, SemanticEngineService as Engine } from '@panal/shared-types/synapse';
import { insert, iri, literal, quad, remove, selectRows, startSynapseFeed } from '@panal/synapse-client';
import { SynapseProcess } from './synapse-process.ts';

const CYCLES = 10;
const WRITERS = 4;
const namespace = 'kill';
const synapse = new SynapseProcess();

beforeAll(async () => {
  await synapse.initialise();
  synapse.settings['PANAL_SYNAPSE_SNAPSHOT_EVERY_CHANGES'] = '400';
  await synapse.start();
});
afterAll(() => synapse.remove());

/**
 * Writes until the process dies. After the restart, the call without an answer is tried again under the same key, and the one
 * before it, too, as by a client that lost its answer.
 */
class Writer {
  readonly acknowledged = new Set<string>();
  readonly #name: string;
  #next = 0;

  constructor(name: string) {
    this.#name = name;
  }

  async run(onAcknowledged: () => void): Promise<void> {
    const channel = await synapse.channel('service');
    this.#next = Math.max(0, this.#next - 1);
    for (;;) {
      const value = `${this.#name}-${this.#next}`;
      const triples = Array.from({ length: 5 }, (_, part) => ({
        subject: `urn:${value}`,
        predicate: 'urn:part',
        object: `"${part}"`,
        provenance: { source: value, timestamp: '', method: '' },
      }));
      const request = IngestRequest.fromPartial({ triples, namespace, idempotencyKey: value });
      try {
        await channel.call(Engine.ingestTriples, request);
      } catch {
        return;
      }
      this.acknowledged.add(value);
      this.#next += 1;
      onAcknowledged();
    }
  }
}

test(`${CYCLES} cycles of kill -9 under load`, async () => {
  const writers = Array.from({ length: WRITERS }, (_, index) => new Writer(`w${index}`));
  const journal = openMemoryJournal();
  const log = createLogger({ service: 'test', level: 'silent' });
  const ids: number[] = [];
  for (let cycle = 0; cycle < CYCLES; cycle += 1) {
    const channel = await synapse.channel('service');
    const feed = startSynapseFeed({
      journal,
      channel,
      namespace,
      log,
      // Record n says n and takes n - 1 back: applied twice or out of order, more than the newest would be left.
      project: ({ position }) => [
        insert(quad(iri('urn:feed'), iri('urn:at'), literal(String(position)))),
        remove(quad(iri('urn:feed'), iri('urn:at'), literal(String(position - 1)))),
      ],
    });
    const killAfter = 20 + Math.floor(Math.random() * 60);
    let count = 0;
    let killed: Promise<unknown> | undefined;
    const running = writers.map((writer) =>
      writer.run(() => {
        count += 1;
        void journal.append([new Uint8Array(1)]);
        if (count === killAfter) killed = synapse.end('SIGKILL');
      }),
    );
    await Promise.all(running);
    await killed;
    await feed.stop();
    await synapse.start();
    const reader = await synapse.channel('service');
    const found = await selectRows(
      reader,
      'SELECT ?s (COUNT(*) AS ?c) (COUNT(DISTINCT ?g) AS ?gs) WHERE { GRAPH ?g { ?s <urn:part> ?o } } GROUP BY ?s',
      { namespace },
    );
    const counts = new Map(found.map((row) => [row['s']?.value.slice(4), `${row['c']?.value} in ${row['gs']?.value}`]));
    for (const writer of writers) {
      for (const value of writer.acknowledged) expect(counts.get(value), `${value} after cycle ${cycle}`).toBe('5 in 1');
    }
    const acknowledged = writers.reduce((sum, writer) => sum + writer.acknowledged.size, 0);
    expect(counts.size).toBeLessThanOrEqual(acknowledged + WRITERS);
    ids.push((await reader.call(Engine.resolveId, ResolveRequest.fromPartial({ content: 'urn:w0-0', namespace }))).nodeId);
  }
  expect(new Set(ids)).toEqual(new Set([ids[0]]));

  const channel = await synapse.channel('service');
  const feed = startSynapseFeed({ journal, channel, namespace, log, project: () => [] });
  await expect.poll(() => feed.position, { timeout: 20_000 }).toBe(journal.flushedPosition);
  await feed.stop();
});

test('a feed that was cut off many times left exactly its newest fact, and what a retry repeats is there once', async () => {
  const channel = await synapse.channel('service');
  const rows = await selectRows(channel, 'SELECT ?o WHERE { <urn:feed> <urn:at> ?o }', { namespace });
  expect(rows.length).toBe(1);
});

test('a start after a stop in order answers the same, from a stored graph, also when that is damaged', async () => {
  const count = async () => {
    const channel = await synapse.channel('service');
    const rows = await selectRows(channel, 'SELECT (COUNT(*) AS ?c) WHERE { GRAPH ?g { ?s ?p ?o } }', { namespace });
    return Number(rows[0]?.['c']?.value);
  };
  const before = await count();
  expect(await synapse.end('SIGTERM')).toBe(0);
  const graphDir = join(synapse.dataDir, 'synapse', 'graph');
  const stored = readdirSync(graphDir).filter((name) => /^\d+$/.test(name));
  expect(stored.length).toBe(2);
  const newest = join(graphDir, String(Math.max(...stored.map(Number))));
  expect(existsSync(join(newest, 'manifest.json'))).toBe(true);
  await synapse.start();
  expect(await count()).toBe(before);
  expect(synapse.service.output).not.toContain("can't be used");
  await synapse.end('SIGTERM');
  const image = readFileSync(join(newest, 'memory.image'));
  image[image.length >> 1] = (image[image.length >> 1] ?? 0) ^ 1;
  writeFileSync(join(newest, 'memory.image'), image);
  await synapse.start();
  expect(await count()).toBe(before);
  expect(synapse.service.output).toContain('the portable one was read instead');
  await synapse.end('SIGTERM');
  rmSync(join(newest, 'memory.image'));
  writeFileSync(join(newest, '0.nq'), '<urn:invented> <urn:p> "x" .\n');
  await synapse.start();
  expect(await count()).toBe(before);
  expect(synapse.service.output).toContain('an older one, or the journal, is applied instead');
});
