import { Ack, type SetHaltRequest } from '@panal/shared-types/gateway';
import { ServiceError } from '@panal/kernel/runtime';
import { parseScope, scopeLabel } from '../core/ledger/index.ts';
import type { RpcContext } from './rpc-context.ts';
import { refusalMessage } from './refusal-message.ts';

/** SetHalt: what is halted, and until when that is known. Without a fresh one no model call is let through. */
export async function setHalt(request: SetHaltRequest, context: RpcContext): Promise<Ack> {
  const halted = request.halted.map((text) => {
    const scope = parseScope(text);
    if (scope === undefined)
      throw new ServiceError('invalid-argument', `"${text}" is no scope. Use "global", project:X, mission:X or agent:X.`);
    return scopeLabel(scope);
  });
  const outcome = await context.ledger.setHalt({ epoch: request.epoch, halted, validUntilMs: request.validUntilMs });
  return Ack.fromPartial(outcome.ok ? { ok: true } : { ok: false, message: refusalMessage(outcome.refusal) });
}
