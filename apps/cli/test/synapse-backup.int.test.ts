import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type WriteReply, SemanticEngineService, TransactionRequest } from '@panal/shared-types/synapse';
import { insert } from '@panal/synapse-client';
import { until } from '@panal/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SynapseCli } from './synapse-cli.ts';

let synapse: SynapseCli;
const pathOf = (...names: readonly string[]): string => join(synapse.home.path, ...names);
const quads = async (namespace: string): Promise<Set<string>> =>
  new Set((await synapse.run(['export', '-n', namespace])).stdout.split('\n').filter(Boolean));

beforeEach(async () => {
  synapse = await SynapseCli.create();
  await synapse.start({ PANAL_SYNAPSE_SNAPSHOT_EVERY_CHANGES: '300' });
});
afterEach(() => synapse.remove());

/** Writes one quad after the other until it is stopped; returns those that were acknowledged. */
async function startWriter(): Promise<{ acknowledged: string[]; stop: () => Promise<void> }> {
  const channel = await synapse.service.channel({ subject: 'writer', roles: ['service'] });
  const acknowledged: string[] = [];
  let stopped = false;
  const write = (quad: string): Promise<WriteReply> =>
    channel.call(
      SemanticEngineService.applyTransaction,
      TransactionRequest.fromPartial({ namespace: 'load', changes: [insert(quad)] }),
    );
  const running = (async () => {
    for (let index = 0; !stopped; index += 1) {
      const quad = `<urn:s${index}> <urn:p> "value ${index}" .`;
      await write(quad);
      acknowledged.push(quad);
    }
  })();
  return {
    acknowledged,
    async stop() {
      stopped = true;
      await running;
    },
  };
}

test('a backup under load, restored, holds everything acknowledged before it; nothing is restored over data', async () => {
  const writer = await startWriter();
  await until(() => (writer.acknowledged.length > 700 ? true : undefined), 'some writes');
  const before = [...writer.acknowledged];
  const taken = await synapse.json<{ position: number; graphPosition: number }>('backup', pathOf('backup'));
  const during = writer.acknowledged.length;
  await writer.stop();
  expect(taken.graphPosition).toBeGreaterThan(0);
  expect(during).toBeGreaterThan(before.length);
  expect(await synapse.run(['verify', pathOf('backup')])).toMatchObject({ code: 0 });
  expect(await synapse.run(['backup', pathOf('backup')])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/not empty/) as string,
  });

  await synapse.service.end('SIGKILL');
  expect(await synapse.run(['restore', pathOf('backup')])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/holds data, which is never overwritten/) as string,
  });
  renameSync(pathOf('synapse'), pathOf('lost'));
  expect(await synapse.run(['restore', pathOf('backup')])).toMatchObject({ code: 0 });
  await synapse.start();
  const there = await quads('load');
  expect(before.filter((quad) => !there.has(quad))).toEqual([]);
  expect([...there].filter((quad) => !writer.acknowledged.includes(quad))).toEqual([]);
  expect(readdirSync(pathOf('synapse', 'held'))).toEqual([]);
});

test('damage is found and named, in data and in backups, with what to do', async () => {
  const nq = Array.from({ length: 1_000 }, (_, index) => `<urn:s${index}> <urn:p> "value ${index}" .`).join('\n');
  writeFileSync(pathOf('data.nq'), nq);
  await synapse.json('import', pathOf('data.nq'));
  await synapse.json('export', pathOf('out.nq'));
  await synapse.json('backup', pathOf('backup'));
  await synapse.service.end('SIGTERM');
  expect(await synapse.json('verify')).toMatchObject({ ok: true, problems: [] });

  const flip = (path: string, at?: number): void => {
    const bytes = readFileSync(path);
    const middle = at ?? bytes.length >> 1;
    bytes[middle] = bytes[middle]! ^ 1;
    writeFileSync(path, bytes);
  };
  const graph = readdirSync(pathOf('synapse', 'graph'))[0]!;
  flip(pathOf('synapse', 'graph', graph, '0.nq'));
  expect(await synapse.run(['verify'])).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/stored graph after position \d+: 0\.nq is damaged[^]*Nothing is lost/) as string,
  });
  flip(pathOf('backup', 'graph', readdirSync(pathOf('backup', 'graph'))[0]!, '0.nq'));
  expect(await synapse.run(['verify', pathOf('backup')])).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/The backup is not whole/) as string,
  });
  mkdirSync(pathOf('empty'));
  const restored = await synapse.run(['restore', pathOf('backup')], '', { PANAL_DATA_DIR: pathOf('empty') });
  expect(restored).toMatchObject({ code: 1, stderr: expect.stringMatching(/backup is damaged, nothing was restored/) as string });
  expect(existsSync(pathOf('empty', 'synapse'))).toBe(false);

  cpSync(pathOf('synapse'), pathOf('copy'), { recursive: true });
  const segment = readdirSync(pathOf('copy', 'journal')).find((name) => name.endsWith('.log'))!;
  // Within the one record; behind it there is only room.
  flip(pathOf('copy', 'journal', segment), 20_000);
  expect(await synapse.run(['verify', pathOf('copy')])).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/✗ journal: .*from position \d+ on[^]*restore the newest backup/) as string,
  });
});

test('an import whose command and whose Synapse are killed goes on, and ends exact', async () => {
  const lines = Array.from({ length: 60_000 }, (_, index) => `<urn:s${index}> <urn:p> "value ${index}" .`);
  writeFileSync(pathOf('big.nq'), lines.join('\n'));
  const channel = await synapse.service.channel({ subject: 'reader', roles: ['service'] });
  const begun = synapse.begin(['import', pathOf('big.nq')]);
  const watching = new AbortController();
  const changes = channel.serverStream(
    SemanticEngineService.watchChanges,
    { fromPosition: 1, namespace: '' },
    { signal: watching.signal },
  );
  // The first batch is flushed, most others are not.
  for await (const _ of changes as AsyncIterable<unknown>) break;
  begun.child.kill('SIGKILL');
  await synapse.service.end('SIGKILL');
  watching.abort();
  expect((await begun.finished).code).toBe(null);
  await synapse.start();
  const some = (await quads('panal')).size;
  expect(some).toBeGreaterThanOrEqual(5_000);
  expect(some).toBeLessThan(60_000);
  const [again] = await synapse.json<{ quads: number; before: number }[]>('import', pathOf('big.nq'));
  expect(again).toMatchObject({ quads: 60_000, before: some });
  expect((await synapse.run(['export'])).stdout.split('\n').filter(Boolean).toSorted()).toEqual(lines.toSorted());
});
