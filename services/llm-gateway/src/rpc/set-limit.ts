import { nanoUsdOf } from '@panal/kernel/pure';
import { ServiceError } from '@panal/kernel/runtime';
import { Ack, type LimitConfig } from '@panal/shared-types/gateway';
import type { RpcContext } from './rpc-context.ts';
import { refusalMessage } from './refusal-message.ts';
import { readScope, readWindow } from './scope-and-window.ts';

/** SetLimit, US dollars; window "" means total; a negative or infinite limit takes the limit away. Durable when acknowledged. */
export async function setLimit(request: LimitConfig, by: string, context: RpcContext): Promise<Ack> {
  const scope = readScope(request.scope);
  const window = readWindow(request.window) ?? 'total';
  const outcome = await context.ledger.execute({
    kind: 'set-limit',
    scope,
    window,
    limitNanoUsd: readLimit(request.limit),
    hard: request.hard,
    by,
  });
  return Ack.fromPartial(outcome.ok ? { ok: true } : { ok: false, message: refusalMessage(outcome.refusal) });
}

function readLimit(limitUsd: number): number | undefined {
  if (limitUsd < 0 || limitUsd === Infinity) return undefined;
  const limit = nanoUsdOf(limitUsd);
  if (!limit.ok) throw new ServiceError('invalid-argument', `The limit is not valid: ${limit.refusal}.`);
  return limit.value;
}
