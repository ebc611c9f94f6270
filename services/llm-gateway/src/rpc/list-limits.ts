import { ListLimitsReply, type ListLimitsRequest, type SpendLimit } from '@panal/shared-types/gateway';
import type { RpcContext } from './rpc-context.ts';
import { readScope } from './scope-and-window.ts';

const LIMITS_MAX = 10_000;

/** ListLimits: the limits of a scope, or with `*` those of every scope; at most 10,000. */
export async function listLimits(request: ListLimitsRequest, context: RpcContext): Promise<ListLimitsReply> {
  const { accounts } = context.ledger.state;
  const scopes = request.scope === '*' ? accounts.keys() : [readScope(request.scope)];
  const limits: SpendLimit[] = [];
  let more = false;
  for (const scope of scopes) {
    for (const [window, { limitNanoUsd, hard, setBy }] of accounts.get(scope)?.limits ?? []) {
      more = limits.length >= LIMITS_MAX;
      if (more) break;
      limits.push({ scope, window, limitNanoUsd, hard, setBy });
    }
    if (more) break;
  }
  await context.ledger.flushed();
  return ListLimitsReply.fromPartial({ limits, more });
}
