import { readJournalOffline } from '@panal/journal';
import { GatewayAdminService, GetSpendRequest, ListUsageRequest, type Usage } from '@panal/shared-types/gateway';
import { join } from 'node:path';
import { type Billed, invoiceOf } from './billing-upstream.ts';
import { ledgerCodec } from '../src/shell/ledger-codec.ts';
import type { Seen } from './campaign-load.ts';
import type { GatewayProcess } from './gateway-process.ts';

export interface Balance {
  readonly settled: number;
  readonly held: number;
  /** -1: none. */
  readonly limit: number;
}

/** What the gateway says of a scope, in each window that has a limit and in total. */
export async function balancesOf(gateway: GatewayProcess, scope: string): Promise<readonly Balance[]> {
  const { scopes } = await gateway.operator.call(GatewayAdminService.getSpend, GetSpendRequest.fromPartial({ scope }));
  return scopes.map((row) => ({ settled: row.settledNanoUsd, held: row.heldNanoUsd, limit: row.limitNanoUsd }));
}

/** What the gateway says of a scope in total. */
export async function balanceOf(gateway: GatewayProcess, scope: string): Promise<Balance> {
  const { scopes } = await gateway.operator.call(GatewayAdminService.getSpend, GetSpendRequest.fromPartial({ scope }));
  const row = scopes.find(({ window }) => window === 'total');
  return { settled: row?.settledNanoUsd ?? 0, held: row?.heldNanoUsd ?? 0, limit: row?.limitNanoUsd ?? -1 };
}

/** The newest records of a mission, at most 10,000. */
export async function usagesOf(gateway: GatewayProcess, missionId: string): Promise<Usage[]> {
  const request = ListUsageRequest.fromPartial({ missionId, limit: 10_000 });
  return (await gateway.operator.call(GatewayAdminService.listUsage, request)).usages;
}

export const billedSum = (billed: readonly Billed[]): number => billed.reduce((sum, entry) => sum + invoiceOf(entry), 0);
export const costSum = (usages: readonly Usage[]): number => usages.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0);

/** Each attempt of a request has a record: `ID`, then `ID.2` and so on. */
export const requestOf = (recordId: string): string => recordId.split('.')[0]!;

/** Requests by id: what all attempts of one cost, whether that is an estimate, and how the last one ended. */
function requestsOf(usages: readonly Usage[]): ReadonlyMap<string, Pick<Usage, 'costNanoUsd' | 'estimated' | 'outcome'>> {
  const byId = new Map<string, { costNanoUsd: number; estimated: boolean; outcome: string }>();
  for (const { requestId, costNanoUsd, estimated, outcome } of usages) {
    const id = requestOf(requestId);
    const before = byId.get(id) ?? { costNanoUsd: 0, estimated: false, outcome };
    const marked = before.outcome === 'orphan' ? before.outcome : outcome;
    byId.set(id, { costNanoUsd: before.costNanoUsd + costNanoUsd, estimated: before.estimated || estimated, outcome: marked });
  }
  return byId;
}

/** What contradicts itself between the answers that clients saw, the gateway's records, and the upstream's own ledger. */
export function judgeRecords(given: {
  readonly seen: readonly Seen[];
  readonly usages: readonly Usage[];
  readonly billed: readonly Billed[];
}): string[] {
  const { seen, usages, billed } = given;
  const problems: string[] = [];
  const ids = new Set(usages.map(({ requestId }) => requestId));
  if (ids.size !== usages.length) problems.push(`${usages.length - ids.size} requests are recorded twice`);
  const byId = requestsOf(usages);
  const byUser = new Map(billed.map((entry) => [entry.user, entry]));
  if (byUser.size !== billed.length) problems.push(`${billed.length - byUser.size} calls were sent twice`);
  for (const { plan, requestId, bytes, status, whole } of seen) {
    if (!requestId || bytes === 0) continue;
    const usage = byId.get(requestId);
    const entry = byUser.get(plan.user);
    const name = `request ${requestId} (${plan.user}, status ${status})`;
    if (!usage) {
      if (entry || whole) problems.push(`${name}: bytes were forwarded, but there is no record of it`);
      continue;
    }
    const invoice = entry ? invoiceOf(entry) : 0;
    if (usage.costNanoUsd < invoice) problems.push(`${name}: billed ${invoice}, charged ${usage.costNanoUsd}`);
    if (!usage.estimated && usage.costNanoUsd !== invoice)
      problems.push(`${name}: billed ${invoice}, charged ${usage.costNanoUsd} as if that were known`);
    if (usage.outcome !== 'orphan') continue;
    const most = entry ? worstInvoiceOf(entry) : 0;
    if (usage.costNanoUsd < most)
      problems.push(`${name}: an orphan that could have cost ${most} was charged ${usage.costNanoUsd}`);
  }
  const exact = usages.filter(({ estimated }) => !estimated);
  const charged = costSum(usages);
  if (charged < billedSum(billed))
    problems.push(`billed ${billedSum(billed)}, charged ${charged} over ${exact.length} exact records`);
  return problems;
}

/** What the upstream could have put on its invoice at most: all the output that it was asked for, and nothing from its cache. */
const worstInvoiceOf = (billed: Billed): number => invoiceOf({ ...billed, cachedTokens: 0, outputTokens: billed.outputLimit });

/** What each request held at last, as the journal of a data folder tells it. */
async function heldByRequest(dataDir: string): Promise<ReadonlyMap<string, number>> {
  const held = new Map<string, number>();
  for await (const { bytes } of readJournalOffline(join(dataDir, 'gateway', 'journal'))) {
    const event = ledgerCodec.decode(bytes);
    if (event.kind === 'held' || event.kind === 'hold-extended') held.set(event.requestId, event.amountNanoUsd);
  }
  return held;
}

/** Orphans that are not marked, or not charged with exactly what they held; those of blocks had no hold of their own. */
export async function judgeOrphans(dataDir: string, usages: readonly Usage[]): Promise<string[]> {
  const held = await heldByRequest(dataDir);
  const problems: string[] = [];
  for (const { requestId, outcome, estimated, costNanoUsd } of usages) {
    if (outcome !== 'orphan') continue;
    if (!estimated) problems.push(`orphan ${requestId} is not marked`);
    if (requestId.startsWith('block ')) continue;
    const full = held.get(requestId);
    if (costNanoUsd !== full) problems.push(`orphan ${requestId} held ${full} and was charged ${costNanoUsd}`);
  }
  return problems;
}
