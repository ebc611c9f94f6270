import { Ack, type RevokeKeyRequest } from '@panal/shared-types/gateway';
import type { RpcContext } from './rpc-context.ts';
import { refusalMessage } from './refusal-message.ts';

/** RevokeKey: the key opens nothing from now on; its reservation stays until it is released. */
export async function revokeKey(request: RevokeKeyRequest, context: RpcContext): Promise<Ack> {
  const outcome = await context.ledger.execute({ kind: 'revoke', leaseId: request.leaseId, reason: request.reason });
  return Ack.fromPartial(outcome.ok ? { ok: true } : { ok: false, message: refusalMessage(outcome.refusal) });
}
