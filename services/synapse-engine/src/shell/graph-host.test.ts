import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Journal, openMemoryJournal } from '@panal/journal';
import { createLogger, createMetrics } from '@panal/kernel/runtime';
import { changesOf, parseChanges } from '../core/change-set.ts';
import { graphEventCodec } from '../core/event-codec.ts';
import { createSynapseMetrics } from '../metrics.ts';
import { type GraphJob, type GraphReply, type GraphWorker, GraphWorkerLost } from '../ports.ts';
import { GraphHost } from './graph-host.ts';

const query = { kind: 'has-node', namespace: 'n', iri: 'urn:s' } as const;
const codeOf = (error: unknown): string => (error as { code: string }).code;
const never = new AbortController().signal;

/** A worker over a list of quads; the stored graph is shared, as on a disk. `hang` makes the next question take for ever. */
class ListWorker implements GraphWorker {
  static stored: { position: number; quads: string[] } = { position: 0, quads: [] };
  static hang = 0;
  static breakOnApply = false;
  static opened = 0;
  readonly openedPosition = ListWorker.stored.position;
  readonly openProblem = undefined;
  quads = [...ListWorker.stored.quads];
  position = this.openedPosition;
  #lose: ((error: Error) => void) | undefined;

  constructor() {
    ListWorker.opened += 1;
  }

  run(job: GraphJob): Promise<GraphReply> {
    return new Promise((resolve, reject) => {
      if (job.kind === 'has-node' && ListWorker.hang > 0) {
        ListWorker.hang -= 1;
        this.#lose = reject;
        return;
      }
      if (job.kind === 'apply' && ListWorker.breakOnApply) reject(new GraphWorkerLost('broken'));
      else resolve({ kind: 'answer', value: this.#perform(job) });
    });
  }

  #perform(job: GraphJob): unknown {
    if (job.kind === 'snapshot') ListWorker.stored = { position: this.position, quads: [...this.quads] };
    if (job.kind !== 'apply') return this.quads.length;
    let offset = 0;
    for (const { runs } of job.steps) {
      if (runs === 'delete-all') continue;
      const length = runs.reduce((sum, run) => sum + Math.abs(run), 0);
      for (const change of changesOf({ runs, body: job.bytes.subarray(offset, offset + length) })) this.quads.push(change.quad);
      offset += length;
    }
    this.position = job.lastPosition;
    return this.quads.length;
  }

  end(): Promise<void> {
    this.#lose?.(new GraphWorkerLost('ended'));
    return Promise.resolve();
  }
}

let journal: Journal;
let host: GraphHost;

const write = (value: string) => {
  const changes = parseChanges([{ remove: false, quad: `<urn:s> <urn:p> "${value}" .` }], 'j');
  if (!changes.ok) throw new Error(changes.refusal);
  return journal.append([
    graphEventCodec.encode({ type: 'changes-applied', namespace: 'n', journalId: 'j', lastPosition: 1, ...changes.value }),
  ]);
};
const create = (jobsMax = 3, snapshotEveryChanges = 1_000) =>
  (host = new GraphHost(
    { replicas: 1, jobTimeoutMs: 200, jobsMax, snapshotEveryChanges, quadsMax: 1e6, lagChangesMax: 100_000 },
    {
      journal,
      open: () => Promise.resolve(new ListWorker()),
      log: createLogger({ service: 'test', level: 'silent' }),
      metrics: createSynapseMetrics(createMetrics('test'), {
        lagRecords: () => 0,
        lagChanges: () => 0,
        openReplicas: () => 0,
        diskFull: () => 0,
        nodeIds: () => 0,
        searchRefused: () => 0,
      }),
    },
  ));

beforeEach(() => {
  journal = openMemoryJournal();
  ListWorker.stored = { position: 0, quads: [] };
  ListWorker.hang = 0;
  ListWorker.opened = 0;
  ListWorker.breakOnApply = false;
});
afterEach(() => host.stop());

test('a question sees everything that was flushed before it', async () => {
  await write('before');
  await create().start();
  for (let count = 2; count < 20; count += 1) {
    await write(`${count}`);
    expect(await host.ask(query, never)).toBe(count);
  }
});

test('a question past its deadline ends the worker; a new one gets the stored graph and the records after it', async () => {
  await create(3, 2).start();
  for (const value of ['a', 'b', 'c']) await write(value);
  expect(await host.ask(query, never)).toBe(3);
  await expect.poll(() => ListWorker.stored.position).toBeGreaterThan(0);
  ListWorker.hang = 1;
  const hanging = host.ask(query, never).catch(codeOf);
  await write('d');
  expect(await hanging).toBe('deadline');
  expect(await host.ask(query, never)).toBe(4);
  expect(ListWorker.opened).toBe(2);
});

test('no more than the bound may wait', async () => {
  await create(3).start();
  ListWorker.hang = 3;
  const waiting = [1, 2, 3].map(() => host.ask(query, never).catch(codeOf));
  await expect(host.ask(query, never)).rejects.toMatchObject({ code: 'overloaded' });
  for (const outcome of await Promise.all(waiting)) expect(['deadline', 'unavailable']).toContain(outcome);
  ListWorker.hang = 0;
  expect(await host.ask(query, never)).toBe(0);
});

test('a graph that cannot be built refuses to start instead of starting over for ever', async () => {
  await write('a');
  ListWorker.breakOnApply = true;
  await expect(create().start()).rejects.toThrow('can not be applied');
  expect(ListWorker.opened).toBe(2);
});

test('a stop stores the graph where much was applied since it was stored, and only there', async () => {
  for (const [changes, isStored] of [
    [19_999, false],
    [20_000, true],
  ] as const) {
    journal = openMemoryJournal();
    await create(3, 1_000_000).start();
    for (let done = 0; done < changes; done += 10_000) {
      const count = Math.min(10_000, changes - done);
      const quads = Array.from({ length: count }, (_, index) => ({ remove: false, quad: `<urn:s> <urn:p> "${done + index}" .` }));
      const set = parseChanges(quads, 'j');
      if (!set.ok) throw new Error(set.refusal);
      const event = { type: 'changes-applied', namespace: 'n', journalId: 'j', lastPosition: 1, ...set.value } as const;
      await journal.append([graphEventCodec.encode(event)]);
    }
    expect(await host.ask(query, never)).toBe(changes);
    await host.stop();
    expect(ListWorker.stored.position).toBe(isStored ? journal.flushedPosition : 0);
  }
});

test('who leaves gives up the place', async () => {
  await create(1).start();
  ListWorker.hang = 1;
  const gone = new AbortController();
  gone.abort();
  await expect(host.ask(query, gone.signal)).rejects.toMatchObject({ code: 'unavailable' });
  ListWorker.hang = 0;
  expect(await host.ask(query, never)).toBe(0);
});

test('a query that never ends harms nobody: others are answered by another copy, and writers do not wait', async () => {
  host = new GraphHost(
    { replicas: 2, jobTimeoutMs: 5_000, jobsMax: 10, snapshotEveryChanges: 1_000, quadsMax: 1e6, lagChangesMax: 1_000 },
    {
      journal,
      open: () => Promise.resolve(new ListWorker()),
      log: createLogger({ service: 'test', level: 'silent' }),
      metrics: createSynapseMetrics(createMetrics('test'), {
        lagRecords: () => 0,
        lagChanges: () => 0,
        openReplicas: () => 0,
        diskFull: () => 0,
        nodeIds: () => 0,
        searchRefused: () => 0,
      }),
    },
  );
  await host.start();
  await expect.poll(() => host.openReplicas).toBe(2);
  ListWorker.hang = 1;
  const hanging = host.ask(query, never).catch(codeOf);
  for (let count = 1; count < 10; count += 1) {
    await write(`${count}`);
    expect(await host.ask(query, never)).toBe(count);
  }
  expect(ListWorker.opened).toBe(2);
  await host.stop();
  expect(await hanging).toBe('unavailable');
});

test('a caller may ask for a position, but not for one that nobody was given', async () => {
  await create().start();
  await write('a');
  expect(await host.ask(query, never, 1)).toBe(1);
  await expect(host.ask(query, never, 2)).rejects.toMatchObject({ code: 'invalid-argument' });
});
