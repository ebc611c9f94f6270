import { ListLimitsReply, type ListLimitsRequest, type SpendLimit } from '@panal/shared-types/gateway';
import type { RpcContext } from './rpc-context.ts';
import { readScope } from './scope-and-window.ts';

const LIMITS_MAX = 10_000;

/** ListLimits: the limits of a scope, or with `*` those of every scope; at most 10,000. */
export async function listLimits(request: ListLimitsRequest, context: RpcContext): Promise<ListLimitsReply> {
  await context.ledger.readable();
  const { accounts } = context.ledger.state;
  const scopes = request.scope === '*' ? accounts.keys() : [readScope(request.scope)];
  const limits: SpendLimit[] = [];
  for (const scope of scopes) {
    for (const [window, { limitNanoUsd, hard, setBy }] of accounts.get(scope)?.limits ?? []) {
      if (limits.length >= LIMITS_MAX) return ListLimitsReply.fromPartial({ limits, more: true });
      limits.push({ scope, window, limitNanoUsd, hard, setBy });
    }
  }
  return ListLimitsReply.fromPartial({ limits });
}
