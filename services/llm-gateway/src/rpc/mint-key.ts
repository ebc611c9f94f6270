import { traceIdOf } from '@panal/kernel/runtime';
import { type MintKeyRequest, MintKeyReply } from '@panal/shared-types/gateway';
import { scopeLabel } from '../core/ledger/index.ts';
import type { RpcContext } from './rpc-context.ts';
import { rateLimitsOf } from './rate-limits.ts';
import { refusalMessage } from './refusal-message.ts';

/** MintKey: gives a lease its virtual key and reserves its budget; the same key for the same lease while it lives. */
export async function mintKey(request: MintKeyRequest, context: RpcContext): Promise<MintKeyReply> {
  const key = context.keyOf(request.leaseId);
  const { leaseId, missionId, project, agentId, allowedModels, expiresMs } = request;
  const outcome = await context.ledger.execute({
    kind: 'mint',
    leaseId,
    missionId,
    project,
    agentId,
    allowedModels,
    expiresMs,
    keyHash: context.hashOf(key),
    reserveNanoUsd: request.reserveNanoUsd,
    missionLimitNanoUsd: request.missionLimitNanoUsd,
    rateLimits: rateLimitsOf(request.rateLimits),
    ...(traceIdOf(request.traceparent) ? { traceparent: request.traceparent } : {}),
  });
  if (!outcome.ok) {
    const { refusal } = outcome;
    if (refusal.kind === 'budget') context.spendWatch.refused(refusal);
    const refusedScope = refusal.kind === 'budget' ? scopeLabel(refusal.scope) : '';
    return MintKeyReply.fromPartial({ ok: false, message: refusalMessage(refusal), refusedScope });
  }
  const reservedNanoUsd = context.ledger.state.leases.get(leaseId)?.reservedNanoUsd ?? 0;
  return MintKeyReply.fromPartial({ ok: true, key, baseUrl: context.baseUrl(), reservedNanoUsd });
}
