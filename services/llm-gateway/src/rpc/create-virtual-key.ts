import { CreateVirtualKeyReply, type CreateVirtualKeyRequest } from '@panal/shared-types/gateway';
import { keyLeaseId, windowKinds } from '../core/ledger/index.ts';
import { rateLimitsOf } from './rate-limits.ts';
import { refusalMessage } from './refusal-message.ts';
import type { RpcContext } from './rpc-context.ts';
import { keyMessage } from './virtual-key-message.ts';

/**
 * CreateVirtualKey: a key of its own beside those of leases. The reply that creates it is the only place where the secret ever
 * is; the ledger keeps its SHA-256. The same name and settings again: `created` is false and there is no secret.
 */
export async function createVirtualKey(
  request: CreateVirtualKeyRequest,
  by: string,
  context: RpcContext,
): Promise<CreateVirtualKeyReply> {
  const windows = request.limits.map(({ window }) => windowKinds.find((kind) => kind === (window || 'total')));
  if (windows.includes(undefined)) return refused('The limits are not valid. A window is daily, monthly or total.');
  const { secret, prefix } = context.newSecret();
  const { name, project, agentId, missionId, allowedModels, expiresMs } = request;
  const outcome = await context.ledger.execute({
    kind: 'create-key',
    name,
    project,
    agentId,
    missionId,
    allowedModels: [...new Set(allowedModels)],
    expiresMs,
    keyHash: context.hashOf(secret),
    prefix,
    limits: request.limits.map(({ limitNanoUsd, soft }, index) => ({ window: windows[index]!, limitNanoUsd, hard: !soft })),
    rateLimits: rateLimitsOf(request.rateLimits),
    by,
  });
  if (!outcome.ok) return refused(refusalMessage(outcome.refusal));
  const created = outcome.events.length > 0;
  const lease = context.ledger.state.leases.get(keyLeaseId(name));
  return CreateVirtualKeyReply.fromPartial({
    ok: true,
    created,
    secret: created ? secret : '',
    message: created ? '' : 'The key was there already. Its secret was shown when it was created and is not known any more.',
    baseUrl: context.baseUrl(),
    ...(lease ? { key: keyMessage(lease, context) } : {}),
  });
}

const refused = (message: string): CreateVirtualKeyReply => CreateVirtualKeyReply.fromPartial({ ok: false, message });
