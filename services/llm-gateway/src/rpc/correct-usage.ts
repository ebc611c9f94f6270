import { Ack, type CorrectUsageRequest } from '@panal/shared-types/gateway';
import { ServiceError } from '@panal/kernel/runtime';
import { refusalMessage } from './refusal-message.ts';
import type { RpcContext } from './rpc-context.ts';

/** CorrectUsage: charges a settled request what an operator knows that it cost, e.g. an orphan after the provider's bill. */
export async function correctUsage(request: CorrectUsageRequest, by: string, context: RpcContext): Promise<Ack> {
  const { requestId, costNanoUsd, reason } = request;
  const outcome = await context.ledger.execute({ kind: 'correct', requestId, costNanoUsd, reason, by });
  if (outcome.ok) return Ack.fromPartial({ ok: true, message: outcome.events.length > 0 ? '' : 'It costs that already.' });
  if (outcome.refusal.kind !== 'unknown-request') return Ack.fromPartial({ ok: false, message: refusalMessage(outcome.refusal) });
  throw new ServiceError(
    'not-found',
    `There is no request "${requestId}" among the newest records. "panal spend log" shows their ids.`,
  );
}
