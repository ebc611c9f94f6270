import { GetSpendReply, type GetSpendRequest } from '@panal/shared-types/gateway';
import { listSpend } from '../core/ledger/index.ts';
import type { RpcContext } from './rpc-context.ts';
import { readScope } from './scope-and-window.ts';
import { spendMessage } from './spend-message.ts';

/** GetSpend: settled, held and limits of a scope, and of the scopes under it if asked for (at most 1,000). */
export async function getSpend(request: GetSpendRequest, context: RpcContext): Promise<GetSpendReply> {
  const asked = { scope: readScope(request.scope), includeChildren: request.includeChildren };
  const rows = listSpend(context.ledger.state, asked, context.ledger.context);
  const reply = GetSpendReply.fromPartial({ scopes: rows.map(spendMessage) });
  await context.ledger.flushed();
  return reply;
}
