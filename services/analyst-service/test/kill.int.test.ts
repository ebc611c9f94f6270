import type { GrpcChannel } from '@panal/kernel/runtime';
import { AnalystService, FailureEvent, ListClustersRequest, ListRulesRequest } from '@panal/shared-types/analyst';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AnalystWorld } from './analyst-process.ts';

const KILLS = 10;
const SENDERS = 8;
const ACKNOWLEDGED_BEFORE_KILL = 60;
const kinds = ['KeyError', 'ValueError', 'OSError', 'TypeError', 'IndexError'];

let world: AnalystWorld;
beforeAll(async () => {
  world = await AnalystWorld.create();
  await world.start('analyst', { PANAL_ANALYST_RULE_THRESHOLD: '50' });
});
afterAll(() => world.remove());

const eventOf = (index: number): FailureEvent =>
  FailureEvent.fromPartial({
    errorLog: `${kinds[index % kinds.length]}: number ${index}`,
    taskId: `t${index}.1`,
    idempotencyKey: `key-${index}`,
    role: 'coder',
  });

/** Sends new failures, and sends again those of which nobody knows whether they arrived, until the process dies. */
async function sendUntilKilled(
  channel: GrpcChannel,
  sent: { next: number; open: Set<number>; acknowledged: Set<number> },
): Promise<void> {
  let since = 0;
  const sender = async (): Promise<void> => {
    for (;;) {
      const again = sent.open.values().next().value;
      const index = again ?? sent.next++;
      sent.open.delete(index);
      try {
        await channel.call(AnalystService.reportFailure, eventOf(index));
      } catch {
        sent.open.add(index);
        return;
      }
      sent.acknowledged.add(index);
      since += 1;
      if (since === ACKNOWLEDGED_BEFORE_KILL) void world.end('analyst');
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
}

it('killed ten times under load, it loses nothing acknowledged and counts nothing twice', async () => {
  const sent = { next: 0, open: new Set<number>(), acknowledged: new Set<number>() };
  const service = { subject: 'orchestrator-core', roles: ['service' as const] };
  for (let kill = 0; kill < KILLS; kill += 1) {
    await sendUntilKilled(await world.as(service), sent);
    await world.end('analyst');
    await world.start('analyst', { PANAL_ANALYST_RULE_THRESHOLD: '50' });
  }
  const channel = await world.as(service);
  const list = async () =>
    (await channel.call(AnalystService.listClusters, ListClustersRequest.fromPartial({ limit: 100 }))).clusters;
  const total = (clusters: readonly { count: number }[]): number => clusters.reduce((sum, { count }) => sum + count, 0);
  const before = total(await list());
  expect(before).toBeGreaterThanOrEqual(sent.acknowledged.size);
  expect(before).toBeLessThanOrEqual(sent.acknowledged.size + sent.open.size);

  for (let index = 0; index < sent.next; index += 1) await channel.call(AnalystService.reportFailure, eventOf(index));
  const clusters = await list();
  expect(total(clusters)).toBe(sent.next);
  expect(clusters).toHaveLength(kinds.length);
  for (const { template, count } of clusters) {
    const kind = kinds.findIndex((name) => template.startsWith(`${name}:`));
    expect(count).toBe(Math.ceil((sent.next - kind) / kinds.length));
  }
  const { rules } = await channel.call(AnalystService.listRules, ListRulesRequest.fromPartial({}));
  expect(new Set(rules.map(({ clusterId }) => clusterId)).size).toBe(rules.length);
  expect(rules).toHaveLength(kinds.length);
  expect(await world.end('analyst', 'SIGTERM')).toBe(0);
});
