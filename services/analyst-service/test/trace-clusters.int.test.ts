import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { GrpcChannel } from '@panal/kernel/runtime';
import { AnalystService, FailureEvent } from '@panal/shared-types/analyst';
import { afterEach, expect, test } from 'vitest';
import { AnalystWorld } from './analyst-process.ts';
import { pairwiseF1 } from './pairwise-f1.ts';

interface Crash {
  readonly language: string;
  readonly cause: string;
  readonly text: string;
}

const folder = new URL('../../../packages/grouping/test/crashes/', import.meta.url);
const fileOf = (name: string): string => fileURLToPath(new URL(name, folder));
const { causes } = JSON.parse(readFileSync(fileOf('labels.json'), 'utf8')) as { causes: Record<string, Record<string, string>> };
const crashes = gunzipSync(readFileSync(fileOf('corpus.jsonl.gz')))
  .toString()
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Crash);

const settings = { PANAL_ANALYST_SYNAPSE_POLL_MS: '0', PANAL_LOG_LEVEL: 'warn' };
const service = { subject: 'orchestrator-core', roles: ['service' as const] };
let world: AnalystWorld | undefined;

afterEach(async () => {
  await world?.remove();
  world = undefined;
});

const eventOf = (crash: Crash, index: number): FailureEvent =>
  FailureEvent.fromPartial({ errorLog: crash.text, taskId: `m${index}-implement.1`, idempotencyKey: `crash-${index}` });

/** The cluster that each crash is counted in; told again, it is the same. */
async function clustersOf(channel: GrpcChannel, from: number, to: number): Promise<string[]> {
  const ids: string[] = [];
  for (const [index, crash] of crashes.slice(from, to).entries())
    ids.push((await channel.call(AnalystService.reportFailure, eventOf(crash, from + index))).clusterId);
  return ids;
}

test('crashes of real programs, told one by one and in bulk with a kill in between: their clusters are their causes', async () => {
  world = await AnalystWorld.create();
  await world.start('analyst', settings);
  const third = Math.floor(crashes.length / 3);
  const before = await clustersOf(await world.as(service), 0, third);
  const { stream, reply } = (await world.as(service)).upload(AnalystService.reportFailures);
  for (const [index, crash] of crashes.slice(third, 2 * third).entries()) stream.write(eventOf(crash, third + index));
  stream.end();
  expect((await reply).counted).toBe(third);
  await world.end('analyst');
  await world.start('analyst', settings);
  const channel = await world.as(service);
  const ids = await clustersOf(channel, 0, crashes.length);
  expect(ids.slice(0, third)).toEqual(before);
  const found = crashes.map(({ language, cause }, index) => ({ label: `${language}/${cause}`, id: ids[index]! }));
  for (const half of ['tuning', 'held-out']) {
    const ofHalf = found.filter((_, index) => causes[crashes[index]!.language]![crashes[index]!.cause] === half);
    expect(pairwiseF1(ofHalf)).toBeGreaterThanOrEqual(0.95);
  }
});
