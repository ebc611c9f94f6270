import { Ack, type RevokeVirtualKeyRequest } from '@panal/shared-types/gateway';
import { ServiceError } from '@panal/kernel/runtime';
import { keyLeaseId } from '../core/ledger/index.ts';
import { refusalMessage } from './refusal-message.ts';
import type { RpcContext } from './rpc-context.ts';

/** RevokeVirtualKey: opens nothing from now on; with `now`, calls under way are cut, too. Repeating it changes nothing. */
export async function revokeVirtualKey(request: RevokeVirtualKeyRequest, by: string, context: RpcContext): Promise<Ack> {
  const leaseId = keyLeaseId(request.name);
  const known = context.ledger.state.leases.get(leaseId);
  if (!known) throw new ServiceError('not-found', `There is no key "${request.name}". "panal key list" shows them.`);
  const reason = request.reason || `revoked by ${by}`;
  const outcome = await context.ledger.execute({
    kind: 'revoke',
    leaseId,
    reason,
    ...(request.now ? {} : { keepRunning: true }),
  });
  if (!outcome.ok) return Ack.fromPartial({ ok: false, message: refusalMessage(outcome.refusal) });
  return Ack.fromPartial({ ok: true, message: outcome.events.length > 0 ? '' : 'The key had ended already.' });
}
