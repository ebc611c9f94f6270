import { type ReleaseReservationRequest, ReservationReport } from '@panal/shared-types/gateway';
import type { RpcContext } from './rpc-context.ts';
import { refusalMessage } from './refusal-message.ts';

/** ReleaseReservation: ends the lease's key and frees what its requests neither used nor still hold; may be repeated. */
export async function releaseReservation(request: ReleaseReservationRequest, context: RpcContext): Promise<ReservationReport> {
  const outcome = await context.ledger.execute({ kind: 'release', leaseId: request.leaseId });
  if (!outcome.ok) return ReservationReport.fromPartial({ ok: false, message: refusalMessage(outcome.refusal) });
  const lease = context.ledger.state.leases.get(request.leaseId);
  if (!lease) return ReservationReport.fromPartial({ ok: true, message: 'No such lease is known: nothing is reserved for it.' });
  const { settledNanoUsd, heldNanoUsd, requests } = lease;
  return ReservationReport.fromPartial({ ok: true, settledNanoUsd, heldNanoUsd, requests });
}
