import type { GrpcChannel } from '@panal/kernel/runtime';
import { AnalystService, FailureEvent, ListClustersRequest, ListRulesRequest } from '@panal/shared-types/analyst';
import type { AnalystWorld } from './analyst-process.ts';

const SENDERS = 6;
const BULK_SENDERS = 2;
const BULK_FAILURES = 15;
const ACKNOWLEDGED_BEFORE_KILL = 60;
const kinds = ['KeyError', 'ValueError', 'OSError', 'TypeError', 'IndexError'];
const settings = { PANAL_ANALYST_RULE_THRESHOLD: '50', PANAL_ANALYST_SYNAPSE_POLL_MS: '0', PANAL_LOG_LEVEL: 'warn' };

export interface KillResult {
  readonly cycles: number;
  readonly acknowledged: number;
  readonly problems: readonly string[];
}

/** What was sent, and of that what was answered; the rest is open: nobody knows whether it arrived. */
class Sent {
  next = 0;
  readonly open = new Set<number>();
  readonly acknowledged = new Set<number>();
  readonly clusterOf = new Map<number, string>();

  take(count: number): number[] {
    const again = [...this.open].slice(0, count);
    for (const index of again) this.open.delete(index);
    while (again.length < count) again.push(this.next++);
    return again;
  }
}

const eventOf = (index: number): FailureEvent =>
  FailureEvent.fromPartial({
    errorLog: `${kinds[index % kinds.length]}: number ${index}`,
    taskId: `m${index}-implement.1`,
    idempotencyKey: `key-${index}`,
    role: 'coder',
  });

async function sendBulk(channel: GrpcChannel, indexes: readonly number[]): Promise<void> {
  const { stream, reply } = channel.upload(AnalystService.reportFailures);
  stream.on('error', () => undefined);
  for (const index of indexes) stream.write(eventOf(index));
  stream.end();
  await reply;
}

/** Sends new failures, one by one and in bulk, and again those that are open, until the process dies. */
async function sendUntilKilled(world: AnalystWorld, channel: GrpcChannel, sent: Sent): Promise<void> {
  let since = 0;
  const sender = async (count: number): Promise<void> => {
    for (;;) {
      const indexes = sent.take(count);
      try {
        if (count > 1) await sendBulk(channel, indexes);
        else {
          const { clusterId } = await channel.call(AnalystService.reportFailure, eventOf(indexes[0]!));
          sent.clusterOf.set(indexes[0]! % kinds.length, clusterId);
        }
      } catch {
        for (const index of indexes) sent.open.add(index);
        return;
      }
      for (const index of indexes) sent.acknowledged.add(index);
      since += count;
      if (since >= ACKNOWLEDGED_BEFORE_KILL) void world.end('analyst');
    }
  };
  const counts = [...Array(SENDERS).fill(1), ...Array(BULK_SENDERS).fill(BULK_FAILURES)] as number[];
  await Promise.all(counts.map(sender));
}

/** Whether everything acknowledged is there, once, in clusters that kept their ids. */
async function judge(channel: GrpcChannel, sent: Sent): Promise<string[]> {
  const list = async () =>
    (await channel.call(AnalystService.listClusters, ListClustersRequest.fromPartial({ limit: 100 }))).clusters;
  const before = (await list()).reduce((sum, { count }) => sum + count, 0);
  const problems: string[] = [];
  if (before < sent.acknowledged.size) problems.push(`${sent.acknowledged.size} were acknowledged, ${before} are there`);
  if (before > sent.acknowledged.size + sent.open.size) problems.push(`${before} are there, fewer were sent`);
  for (let start = 0; start < sent.next; start += 1_000)
    await sendBulk(
      channel,
      Array.from({ length: Math.min(1_000, sent.next - start) }, (_, index) => start + index),
    );
  const clusters = await list();
  for (const [kind, name] of kinds.entries()) {
    const found = clusters.filter(({ template }) => template.startsWith(`${name}:`));
    const expected = Math.ceil((sent.next - kind) / kinds.length);
    if (found.length !== 1 || found[0]!.count !== expected)
      problems.push(`${name}: ${found.map(({ count }) => count).join(' and ') || 'none'} instead of ${expected}`);
    if (sent.clusterOf.get(kind) !== found[0]?.clusterId) problems.push(`${name}: the cluster has another id`);
  }
  if (clusters.length !== kinds.length) problems.push(`${clusters.length} clusters instead of ${kinds.length}`);
  const { rules } = await channel.call(AnalystService.listRules, ListRulesRequest.fromPartial({}));
  if (rules.length !== kinds.length) problems.push(`${rules.length} rules instead of ${kinds.length}`);
  return problems;
}

/** Kills the analyst so many times under load (or until the time is up), and says what was lost, doubled or renamed. */
export async function killCycles(
  world: AnalystWorld,
  { cycles, untilMs = Infinity }: { readonly cycles: number; readonly untilMs?: number },
): Promise<KillResult> {
  const sent = new Sent();
  const service = { subject: 'orchestrator-core', roles: ['service' as const] };
  await world.start('analyst', settings);
  let done = 0;
  for (; done < cycles && performance.now() < untilMs; done += 1) {
    const channel = await world.as(service);
    await sendUntilKilled(world, channel, sent);
    channel.close();
    await world.end('analyst');
    await world.start('analyst', settings);
  }
  const problems = await judge(await world.as(service), sent);
  return { cycles: done, acknowledged: sent.acknowledged.size, problems };
}
