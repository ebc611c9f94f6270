import { type CallContext, type Principal, ServiceError } from '@panal/kernel/runtime';
import type { Actor } from '../core/state.ts';

/** The caller as the core knows it. */
export function actorOf(principal: Principal): Actor {
  const { subject, kind, operator, keyId, expiresMs } = principal;
  return { subject, kind, operator, keyId, expiresMs };
}

/** The calling agent, which may act as itself only. Throws `forbidden` where the message names another. */
export function callingAgent(context: CallContext, claimedId: string): Actor {
  const actor = actorOf(context.principal);
  if (claimedId !== '' && claimedId !== actor.subject) {
    throw new ServiceError(
      'forbidden',
      `"${actor.subject}" can't act as "${claimedId}": an agent's id is the subject of its token.`,
    );
  }
  return actor;
}
