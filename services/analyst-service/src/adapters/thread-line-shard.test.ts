import { Worker } from 'node:worker_threads';
import { LogClusters, LogLines } from '@panal/shared-types/analyst';
import { afterEach, expect, test } from 'vitest';
import type { LineShard } from '../ports.ts';
import { openThreadLineShard } from './thread-line-shard.ts';

const threadFile = new URL('./thread/line-thread.ts', import.meta.url);
let shard: LineShard | undefined;
let threads: Worker[] = [];

const open = (): LineShard =>
  (shard = openThreadLineShard((snapshot) => {
    const thread = new Worker(threadFile, { workerData: { snapshot }, execArgv: ['--conditions=panal-source'] });
    threads.push(thread);
    return thread;
  }));

afterEach(async () => {
  await shard?.close();
  threads = [];
});

const words = ['closed', 'opened', 'refused', 'lost', 'found', 'kept', 'sent', 'read'];
const lineOf = (index: number): string =>
  index % 3 === 0
    ? `connection ${index} ${words[(index >> 2) % 8]} by 10.0.0.${index % 200}`
    : `worker ${index} took ${index * 7} ms for job j${index % 13}`;
const batchOf = (from: number, lines: number): Uint8Array =>
  LogLines.encode(
    LogLines.fromPartial({ lines: Array.from({ length: lines }, (_, index) => lineOf(from + index)), wantIds: true }),
  ).finish();
const idsIn = (reply: Uint8Array | undefined): number[] => LogClusters.decode(reply!).ids;

/** All replies to so many batches, a thread being ended before some of them. */
async function replies(batches: number, deathsBefore: readonly number[]): Promise<number[][]> {
  const opened = open();
  const ids: number[][] = [];
  for (let index = 0; index < batches; index += 1) {
    const asked = opened.add(batchOf(index * 100, 100));
    if (deathsBefore.includes(index)) void threads.at(-1)!.terminate();
    ids.push(idsIn(await asked));
  }
  ids.push([...LogClusters.decode(await opened.summary()).clusters.flatMap(({ id, count }) => [id, count])]);
  return ids;
}

test.each([[[0]], [[7]], [[70]], [[3, 130]]])(
  'threads that die before batch %j are replaced: every line has the id that it would have had, and is counted once',
  async (deaths) => {
    const undisturbed = await replies(140, []);
    await shard!.close();
    threads = [];
    expect(await replies(140, deaths)).toEqual(undisturbed);
    expect(threads).toHaveLength(1 + deaths.length);
  },
);

test('the third death ends the stream, and says what to do', async () => {
  const opened = open();
  await opened.add(batchOf(0, 10));
  for (let death = 0; death < 3; death += 1) {
    const thread = threads.at(-1)!;
    await thread.terminate();
  }
  await expect(opened.add(batchOf(0, 10))).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('smaller batches'),
  });
});

test('what is no batch is refused, and the next one counted', async () => {
  const opened = open();
  await expect(opened.add(Uint8Array.of(0x0a, 0xff))).rejects.toMatchObject({ code: 'invalid-argument' });
  const many = LogLines.encode(LogLines.fromPartial({ lines: Array.from({ length: 100_001 }, () => '') })).finish();
  await expect(opened.add(many)).rejects.toThrow('at most 100000');
  expect(idsIn(await opened.add(batchOf(0, 3)))).toHaveLength(3);
  expect(LogClusters.decode(await opened.summary()).lines).toBe(3);
});

test('after its end a shard refuses', async () => {
  const opened = open();
  const asked = opened.add(batchOf(0, 3));
  asked.catch(() => undefined);
  await opened.close();
  await expect(asked).rejects.toMatchObject({ code: 'unavailable' });
  await expect(opened.summary()).rejects.toMatchObject({ code: 'unavailable' });
});

test('the last reply fits one message, however long the templates', async () => {
  const opened = open();
  for (let part = 0; part < 20; part += 1) {
    const lines = Array.from({ length: 1_000 }, (_, index) =>
      `${'é'.repeat(900)} ${'abcdefghij'.charAt(index % 10)}${part}x${index} ends`.repeat(1),
    );
    const unlike = lines.map((line, index) => `k${String.fromCharCode(97 + (index % 26))}${'qwertz'.repeat(index % 9)} ${line}`);
    await opened.add(LogLines.encode(LogLines.fromPartial({ lines: unlike })).finish());
  }
  const reply = await opened.summary();
  expect(reply.byteLength).toBeLessThan(6 * 1024 * 1024);
  expect(LogClusters.decode(reply).lines).toBe(20_000);
});
