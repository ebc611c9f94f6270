import type { Metadata } from '@grpc/grpc-js';
import { Ack } from '@panal/shared-types/gateway';
import { askedOf } from './get-current-spend.ts';
import type { RpcContext } from './rpc-context.ts';
import { refusalMessage } from './refusal-message.ts';

/** ResetBudget: counts the spend of a scope from zero again; holds and the usage log stay. */
export async function resetBudget(metadata: Metadata, by: string, context: RpcContext): Promise<Ack> {
  const outcome = await context.ledger.execute({ kind: 'reset', ...askedOf(metadata), by });
  return Ack.fromPartial(outcome.ok ? { ok: true } : { ok: false, message: refusalMessage(outcome.refusal) });
}
