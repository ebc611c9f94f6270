import { type CallContext, ServiceError, redactSecrets } from '@panal/kernel/runtime';
import type { Ack, HaltRequest } from '@panal/shared-types/orchestrator';
import type { HaltScope } from '../core/state.ts';
import type { Orchestrator } from '../shell/orchestrator.ts';
import { ackOf, execute } from './outcome.ts';

const CHARS_MAX = 200;

/** The scope of a halt, checked. */
export function haltScope(scope: string): HaltScope {
  if (scope === 'global' || scope === 'project' || scope === 'agent') return scope;
  throw new ServiceError('invalid-argument', `"${scope}" is no scope; it is global, project or agent.`);
}

/** Stops a scope: leases end, keys are revoked, nothing is dispatched or confirmed until it is resumed. */
export const halt =
  ({ store }: Orchestrator) =>
  async (request: HaltRequest, context: CallContext): Promise<Ack> => {
    const scope = haltScope(request.scope);
    const reason = redactSecrets(request.reason).slice(0, 1000);
    const command = {
      type: 'halt',
      scope,
      id: request.id.slice(0, CHARS_MAX),
      reason,
      actor: context.principal.subject,
    } as const;
    return ackOf(await execute(store, command), 'halted');
  };
