/** The stored graph: in slices and by image it comes back the same; whatever a crash or the disk leaves of it, nothing is lost or invented. */
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openThreadGraphWorker } from '../src/adapters/thread-graph-worker.ts';
import type { GraphWorker } from '../src/ports.ts';

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'panal-stored-graph-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const open = (fastStart: boolean, snapshotDir = dir) =>
  openThreadGraphWorker({ snapshotDir, heapMib: 256, memoryMib: 512, fastStart });

async function apply(worker: GraphWorker, text: string, lastPosition: number): Promise<void> {
  const bytes = Uint8Array.from(Buffer.from(text));
  const changes = text.split('\n').length - 1;
  const steps = [{ namespace: 'n', runs: [bytes.length] }];
  expect(await worker.run({ kind: 'apply', steps, bytes, changes, lastPosition })).toMatchObject({ kind: 'answer' });
}

/** Steps that storing took. */
async function store(worker: GraphWorker): Promise<number> {
  for (let steps = 1; ; steps += 1) {
    const reply = await worker.run({ kind: 'snapshot' });
    if (reply.kind !== 'answer') throw new Error(JSON.stringify(reply));
    if (reply.value !== undefined) return steps;
  }
}

async function linesOf(worker: GraphWorker): Promise<string[]> {
  const reply = await worker.run({ kind: 'triples', namespace: 'n', countMax: 1e6, bytesMax: 1e9 });
  if (reply.kind !== 'answer') throw new Error(JSON.stringify(reply));
  const rows = reply.value as { subject: string; predicate: string; object: string }[];
  return rows.map(({ subject, predicate, object }) => `${subject} ${predicate} ${object}`).sort((a, b) => (a < b ? -1 : 1));
}

const quads = (count: number, first = 0) =>
  Array.from(
    { length: count },
    (_, index) => `<urn:s${first + index}> <urn:p> "line\\n${index} é \\"" ${index % 3 === 0 ? '<urn:g> ' : ''}.\n`,
  ).join('');

test('a graph comes back the same by image and by the portable files, and can be written to after either', async () => {
  const writer = await open(true);
  await apply(writer, `${quads(5_000)}_:b <urn:p> _:c .\n`, 7);
  await store(writer);
  const lines = await linesOf(writer);
  await writer.end();
  for (const fastStart of [true, false]) {
    const worker = await open(fastStart);
    expect(worker.openedPosition).toBe(7);
    expect(worker.openProblem).toBeUndefined();
    expect(await linesOf(worker)).toEqual(lines);
    await apply(worker, quads(10, 10_000), 8);
    expect(await linesOf(worker)).toHaveLength(lines.length + 10);
    await worker.end();
  }
});

test('a large graph is stored in slices, questions are answered between, and no quad is lost or doubled', async () => {
  const writer = await open(false);
  for (let part = 0; part < 26; part += 1) await apply(writer, quads(10_000, part * 10_000), part + 1);
  expect(await writer.run({ kind: 'snapshot' })).toEqual({ kind: 'answer', value: undefined });
  expect(await writer.run({ kind: 'has-node', namespace: 'n', iri: 'urn:s5' })).toEqual({ kind: 'answer', value: true });
  expect(await store(writer)).toBeGreaterThan(1);
  await writer.end();
  const reader = await open(false);
  expect(reader.openedPosition).toBe(26);
  const reply = await reader.run({ kind: 'counts', namespace: 'n' });
  expect(reply).toMatchObject({ kind: 'answer', value: { namespaces: [{ namespace: 'n', quads: 260_000 }] } });
  await reader.end();
});

test('after a crash at any step of storing, the older graph is taken', async () => {
  const writer = await open(true);
  await apply(writer, quads(100), 1);
  await store(writer);
  await apply(writer, quads(100, 100), 2);
  await store(writer);
  await writer.end();
  const whole = join(dir, '2');
  const files = readdirSync(whole).sort();
  // What a crash leaves: some files, the last of them short, under the name of what is not whole, or (a lying disk) under the final one.
  for (let count = 0; count <= files.length; count += 1) {
    for (const name of ['2.new', '2']) {
      for (const isTorn of name === '2' ? [false, true] : [true]) {
        if (count === files.length && name === '2') continue;
        const copy = mkdtempSync(join(tmpdir(), 'panal-stored-graph-'));
        cpSync(join(dir, '1'), join(copy, '1'), { recursive: true });
        for (const file of files.slice(0, count)) cpSync(join(whole, file), join(copy, name, file), { recursive: true });
        const last = files[count - 1];
        if (isTorn && last !== undefined) truncateSync(join(copy, name, last), readFileSync(join(whole, last)).length >> 1);
        const worker = await open(true, copy);
        const isWhole = name === '2' && files.slice(0, count).includes('manifest.json') && !isTorn && count >= 2;
        expect([1, isWhole ? 2 : 1]).toContain(worker.openedPosition);
        expect(await linesOf(worker)).toHaveLength(worker.openedPosition * 100);
        await worker.end();
        rmSync(copy, { recursive: true });
      }
    }
  }
}, 60_000);

test('no flipped bit is believed', async () => {
  const writer = await open(true);
  await apply(writer, quads(50), 1);
  await store(writer);
  const lines = await linesOf(writer);
  await writer.end();
  for (const file of ['0.nq', 'manifest.json', 'memory.image']) {
    for (const share of [0.2, 0.8]) {
      const copy = mkdtempSync(join(tmpdir(), 'panal-stored-graph-'));
      cpSync(dir, copy, { recursive: true });
      const path = join(copy, '1', file);
      const bytes = readFileSync(path);
      const at = Math.floor(bytes.length * share);
      bytes[at] = (bytes[at] ?? 0) ^ 4;
      writeFileSync(path, bytes);
      const worker = await open(file === 'memory.image', copy);
      const found = await linesOf(worker);
      expect(worker.openedPosition === 1 ? lines : []).toEqual(found);
      if (file !== 'manifest.json') expect(worker.openProblem).toBeDefined();
      await worker.end();
      rmSync(copy, { recursive: true });
    }
  }
}, 60_000);

test('a query that needs more memory than a copy may have ends its worker only', async () => {
  const worker = await openThreadGraphWorker({ snapshotDir: dir, heapMib: 256, memoryMib: 256, fastStart: true });
  await apply(worker, quads(3_000), 1);
  const text = 'SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f';
  const query = { text, form: 'select', hasDataset: false } as const;
  const job = { kind: 'query', namespace: 'n', query, format: 'legacy', union: true, bytesMax: 1e6 };
  await expect(worker.run(job as never)).rejects.toMatchObject({ name: 'GraphWorkerLost' });
  expect(existsSync(dir)).toBe(true);
});
