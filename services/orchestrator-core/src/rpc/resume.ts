import { type CallContext, redactSecrets } from '@panal/kernel/runtime';
import type { Ack, HaltRequest } from '@panal/shared-types/orchestrator';
import type { Orchestrator } from '../shell/orchestrator.ts';
import { haltScope } from './halt.ts';
import { ackOf, execute } from './outcome.ts';

const CHARS_MAX = 200;

/** Lets a halted scope, or a mission that is held (scope "mission"), go on. */
export const resume =
  ({ store }: Orchestrator) =>
  async (request: HaltRequest, context: CallContext): Promise<Ack> => {
    const scope = request.scope === 'mission' ? request.scope : haltScope(request.scope);
    const reason = redactSecrets(request.reason).slice(0, 1000);
    const command = {
      type: 'resume',
      scope,
      id: request.id.slice(0, CHARS_MAX),
      reason,
      actor: context.principal.subject,
    } as const;
    return ackOf(await execute(store, command), 'resumed');
  };
