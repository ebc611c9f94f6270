import { Ack, type ExtendReservationRequest } from '@panal/shared-types/gateway';
import type { RpcContext } from './rpc-context.ts';
import { refusalMessage } from './refusal-message.ts';

/** ExtendReservation: moves the expiry of a live lease's key and reservation later, never earlier, and reserves more, never less. */
export async function extendReservation(request: ExtendReservationRequest, context: RpcContext): Promise<Ack> {
  const { leaseId, expiresMs, reservedNanoUsd: reserveNanoUsd } = request;
  const outcome = await context.ledger.execute({ kind: 'extend', leaseId, expiresMs, reserveNanoUsd });
  return Ack.fromPartial(outcome.ok ? { ok: true } : { ok: false, message: refusalMessage(outcome.refusal) });
}
