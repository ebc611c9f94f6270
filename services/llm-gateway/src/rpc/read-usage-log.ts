import { ReadUsageLogReply, type ReadUsageLogRequest, Usage } from '@panal/shared-types/gateway';
import { type UsageRecord, isVirtualKey, keyNameOf } from '../core/ledger/index.ts';
import { fitting } from './fitting.ts';
import type { RpcContext } from './rpc-context.ts';
import { usageMessage } from './usage-message.ts';

const PAGE_DEFAULT = 100;
const PAGE_MAX = 1_000;

/**
 * ReadUsageLog: a page of the usage log from the journal, oldest first, as it was settled (corrections are records of their
 * own: WatchSpend). One call reads at most 50,000 records, so that a page may be empty before the end.
 */
export async function readUsageLog(request: ReadUsageLogRequest, context: RpcContext): Promise<ReadUsageLogReply> {
  const page = await context.usageLog.page({
    afterPosition: request.afterPosition,
    sinceMs: request.sinceMs,
    limit: Math.min(request.limit || PAGE_DEFAULT, PAGE_MAX),
    wanted: (usage) => isWanted(usage, request),
  });
  const found = page.usages.map(({ usage, position }) => usageMessage(usage, position));
  const usages = fitting(found, Usage);
  const whole = usages.length === found.length;
  return ReadUsageLogReply.fromPartial({
    usages,
    nextPosition: whole ? page.nextPosition : usages.at(-1)!.position,
    atEnd: page.atEnd && whole,
  });
}

function isWanted(usage: UsageRecord, asked: ReadUsageLogRequest): boolean {
  const key = isVirtualKey(usage.leaseId) ? keyNameOf(usage.leaseId) : usage.leaseId;
  const pairs = [
    [asked.missionId, usage.missionId],
    [asked.project, usage.project],
    [asked.agentId, usage.agentId],
    [asked.model, usage.model],
    [asked.key, key],
  ] as const;
  return pairs.every(([wanted, value]) => wanted === '' || wanted === value);
}
