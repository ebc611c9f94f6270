import { GatewayAdminService, GetSpendRequest, ListUsageRequest, type Usage } from '@panal/shared-types/gateway';
import { type Billed, invoiceOf } from './billing-upstream.ts';
import type { Seen } from './campaign-load.ts';
import type { GatewayProcess } from './gateway-process.ts';

export interface Balance {
  readonly settled: number;
  readonly held: number;
  /** -1: none. */
  readonly limit: number;
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

/** What contradicts itself between the answers that clients saw, the gateway's records, and the upstream's own ledger. */
export function judgeRecords(given: {
  readonly seen: readonly Seen[];
  readonly usages: readonly Usage[];
  readonly billed: readonly Billed[];
}): string[] {
  const { seen, usages, billed } = given;
  const problems: string[] = [];
  const byId = new Map(usages.map((usage) => [usage.requestId, usage]));
  if (byId.size !== usages.length) problems.push(`${usages.length - byId.size} requests are recorded twice`);
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
    if (usage.outcome === 'orphan' && !usage.estimated) problems.push(`${name}: an orphan that is not marked`);
  }
  const exact = usages.filter(({ estimated }) => !estimated);
  const charged = costSum(usages);
  if (charged < billedSum(billed))
    problems.push(`billed ${billedSum(billed)}, charged ${charged} over ${exact.length} exact records`);
  return problems;
}
