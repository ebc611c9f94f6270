import { ListVirtualKeysReply, type ListVirtualKeysRequest } from '@panal/shared-types/gateway';
import type { Lease } from '../core/ledger/index.ts';
import type { RpcContext } from './rpc-context.ts';
import { keyMessage } from './virtual-key-message.ts';

const PAGE_MAX = 1_000;

/** ListVirtualKeys: by name, at most 1,000 a page. Walks over all leases that the ledger knows. */
export async function listVirtualKeys(request: ListVirtualKeysRequest, context: RpcContext): Promise<ListVirtualKeysReply> {
  const limit = Math.min(request.limit || PAGE_MAX, PAGE_MAX);
  const { nowMs } = context.ledger.context;
  const found = [...context.ledger.state.leases.values()]
    .filter((lease) => lease.key && lease.key.name > request.afterName)
    .filter((lease) => request.includeEnded || (lease.state === 'live' && lease.expiresMs > nowMs))
    .toSorted(byName);
  const keys = found.slice(0, limit).map((lease) => keyMessage(lease, context));
  await context.ledger.flushed();
  return ListVirtualKeysReply.fromPartial({ keys, more: found.length > limit });
}

const byName = (a: Lease, b: Lease): number => (a.leaseId < b.leaseId ? -1 : 1);
