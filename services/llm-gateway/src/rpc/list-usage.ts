import { ListUsageReply, type ListUsageRequest, Usage } from '@panal/shared-types/gateway';
import { listUsages } from '../core/ledger/index.ts';
import { fitting } from './fitting.ts';
import type { RpcContext } from './rpc-context.ts';
import { usageMessage } from './usage-message.ts';

const DEFAULT_LIMIT = 100;
const LIMIT_MAX = 10_000;

/**
 * ListUsage: the newest records of the usage log first, a page of at most 10,000 and 4 MiB; `next_page_token` says where the next
 * one begins, empty where nothing older is known. At least the last 10,000 are; ReadUsageLog pages through all of them.
 */
export async function listUsage(request: ListUsageRequest, context: RpcContext): Promise<ListUsageReply> {
  const limit = Math.min(request.limit || DEFAULT_LIMIT, LIMIT_MAX);
  const { missionId, sinceMs, pageToken: olderThan } = request;
  // One more than is told, to know whether there is more.
  const found = listUsages(context.ledger.state, { missionId, sinceMs, limit: limit + 1, olderThan });
  const messages = found.slice(0, limit).map((usage) => usageMessage(usage));
  const usages = fitting(messages, Usage);
  const nextPageToken = usages.length < found.length ? usages.at(-1)!.requestId : '';
  const reply = ListUsageReply.fromPartial({ usages, nextPageToken });
  await context.ledger.flushed();
  return reply;
}
