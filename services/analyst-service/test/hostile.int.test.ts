import { status } from '@grpc/grpc-js';
import type { GrpcChannel } from '@panal/kernel/runtime';
import { AnalystService, FailureEvent, ListClustersRequest, ListRulesRequest, LogLines } from '@panal/shared-types/analyst';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AnalystWorld } from './analyst-process.ts';

const CLUSTERS_MAX = 50;
const settings = {
  PANAL_ANALYST_SYNAPSE_POLL_MS: '0',
  PANAL_ANALYST_CLUSTERS_MAX: String(CLUSTERS_MAX),
  PANAL_ANALYST_RULE_THRESHOLD: '1',
  PANAL_LOG_LEVEL: 'warn',
};
const principal = { subject: 'orchestrator-core', roles: ['service' as const] };
let world: AnalystWorld;
let service: GrpcChannel;
let tasks = 0;

beforeAll(async () => {
  world = await AnalystWorld.create();
  await world.start('analyst', settings);
  service = await world.as(principal);
});
afterAll(() => world.remove());

const report = (errorLog: string) => {
  tasks += 1;
  return service.call(
    AnalystService.reportFailure,
    FailureEvent.fromPartial({ errorLog, taskId: `m${tasks}-implement.1`, idempotencyKey: `hostile-${tasks}` }),
  );
};
const sizes = async () => service.call(AnalystService.listClusters, ListClustersRequest.fromPartial({ limit: 1 }));

it.each([
  ['seven megabytes without a line end', 'ab1 '.repeat(1_700_000)],
  ['bytes of any kind', Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7_919) % 256)).toString('latin1')],
  ['halves of characters, marks of order and direction', '\ud800\ufeff\u202e'.repeat(50_000)],
  ['escapes that never end', '\u001b[\u001b]'.repeat(100_000)],
])('%s: counted once, in a cluster that can be read', async (_name, text) => {
  const { clusterId, clusterCount, rule } = await report(text);
  expect(clusterCount).toBeGreaterThanOrEqual(1);
  const { clusters } = await service.call(AnalystService.listClusters, ListClustersRequest.fromPartial({ clusterId }));
  expect(clusters[0]!.example.length).toBeLessThanOrEqual(2_003);
  expect(`${clusters[0]!.example}${clusters[0]!.template}${rule?.text}`).not.toMatch(
    /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202E]/,
  );
});

it('a message larger than any may be is refused, alone or in a stream of lines; others go on', async () => {
  const large = 'x'.repeat(9_000_000);
  await expect(report(large)).rejects.toMatchObject({ code: status.RESOURCE_EXHAUSTED });
  const stream = service.duplex(AnalystService.analyzeLines);
  const failed = new Promise<{ code?: number }>((resolve) => stream.on('error', resolve));
  stream.on('data', () => undefined);
  stream.write(LogLines.fromPartial({ lines: [large] }));
  expect((await failed).code).toBe(status.RESOURCE_EXHAUSTED);
  expect((await report('KeyError: x')).clusterId).toMatch(/^c-/);
});

const letters = (value: number): string => String.fromCharCode(97 + (value % 26), 97 + (Math.floor(value / 26) % 26));
const trace = (index: number): string =>
  `${letters(index)}Error: ${letters(index * 7)} is odd\n    at ${letters(index)} (/a/${letters(index * 3)}.js:1:2)\n    at run (/a/b.js:1:2)`;

it('more forms than there is room for: counted in one catch-all cluster, said so, no rule from it, and the same after a kill', async () => {
  const { stream, reply } = service.upload(AnalystService.reportFailures);
  for (let index = 0; index < 500; index += 1)
    stream.write(FailureEvent.fromPartial({ errorLog: trace(index), taskId: `h${index}-x.1`, idempotencyKey: `form-${index}` }));
  stream.end();
  expect(await reply).toMatchObject({ counted: 500, refused: 0 });
  const { clusterCount, failures, unplaced } = await sizes();
  expect(clusterCount).toBe(CLUSTERS_MAX + 1);
  expect(unplaced).toBeGreaterThan(400);
  const { rules } = await service.call(AnalystService.listRules, ListRulesRequest.fromPartial({}));
  const { clusters } = await service.call(AnalystService.listClusters, ListClustersRequest.fromPartial({ limit: 1 }));
  expect(clusters[0]).toMatchObject({ template: '(failures of further forms)', ruleId: '' });
  expect(rules.some(({ clusterId }) => clusterId === clusters[0]!.clusterId)).toBe(false);
  await world.end('analyst');
  await world.start('analyst', settings);
  service = await world.as(principal);
  expect(await sizes()).toMatchObject({ clusterCount, failures, unplaced });
  expect(await report(trace(499))).toMatchObject({ clusterId: clusters[0]!.clusterId });
});
