import { ListUsageReply, type ListUsageRequest, Usage } from '@panal/shared-types/gateway';
import { listUsages } from '../core/ledger/index.ts';
import { fitting } from './fitting.ts';
import type { RpcContext } from './rpc-context.ts';
import { usageMessage } from './usage-message.ts';

const DEFAULT_LIMIT = 100;
const LIMIT_MAX = 10_000;

/** ListUsage: the newest records of the usage log first; at least the last 10,000 are known; a reply has 4 MiB at most; ReadUsageLog pages through all of them. */
export async function listUsage(request: ListUsageRequest, context: RpcContext): Promise<ListUsageReply> {
  const limit = Math.min(request.limit || DEFAULT_LIMIT, LIMIT_MAX);
  const usages = listUsages(context.ledger.state, { missionId: request.missionId, sinceMs: request.sinceMs, limit });
  const messages = usages.map((usage) => usageMessage(usage));
  const reply = ListUsageReply.fromPartial({ usages: fitting(messages, Usage) });
  await context.ledger.flushed();
  return reply;
}
