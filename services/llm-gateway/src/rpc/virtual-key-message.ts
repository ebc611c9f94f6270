import { VirtualKey } from '@panal/shared-types/gateway';
import { type Lease, NEVER_MS, keyScope, listSpend } from '../core/ledger/index.ts';
import type { RpcContext } from './rpc-context.ts';
import { spendMessage } from './spend-message.ts';

/** A standalone key as people see it: never its secret or hash. */
export function keyMessage(lease: Lease, { ledger }: Pick<RpcContext, 'ledger'>): VirtualKey {
  const { key, project, agentId, missionId, allowedModels, expiresMs, rateLimits, lastUsedMs } = lease;
  const spend = listSpend(ledger.state, { scope: keyScope(lease.leaseId), includeChildren: false }, ledger.context);
  return VirtualKey.fromPartial({
    name: key?.name ?? '',
    prefix: key?.prefix ?? '',
    state: stateOf(lease, ledger.context.nowMs),
    project,
    agentId,
    missionId,
    allowedModels: [...allowedModels],
    expiresMs: expiresMs === NEVER_MS ? 0 : expiresMs,
    spend: spend.map(spendMessage),
    rateLimits: rateLimits ?? {},
    createdMs: key?.createdMs ?? 0,
    createdBy: key?.createdBy ?? '',
    lastUsedMs: lastUsedMs ?? 0,
    revokedMs: key?.revokedMs ?? 0,
  });
}

function stateOf({ key, state, expiresMs }: Lease, nowMs: number): 'live' | 'revoked' | 'expired' {
  if (key?.revokedMs !== undefined) return 'revoked';
  return state === 'live' && expiresMs > nowMs ? 'live' : 'expired';
}
