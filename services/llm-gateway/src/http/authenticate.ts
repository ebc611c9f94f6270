import { bearerOf } from '@panal/kernel/runtime';
import type { Lease } from '../core/ledger/index.ts';
import type { GatewayContext } from './context.ts';
import type { ModelRequest } from './exchange.ts';
import { type OpenAiError, refusalError } from './openai-error.ts';

const KEY_LENGTH_MAX = 200;

/** The lease whose virtual key a request carries, as `Authorization: Bearer pk-panal-…` or `x-api-key`. */
export function authenticate(
  request: Pick<ModelRequest, 'headers'>,
  context: GatewayContext,
): { readonly ok: true; readonly value: Readonly<Lease> } | { readonly ok: false; readonly refusal: OpenAiError } {
  const key = bearerOf(request.headers['authorization']?.toString()) || String(request.headers['x-api-key'] ?? '');
  if (key === '' || key.length > KEY_LENGTH_MAX) return { ok: false, refusal: refusalError({ kind: 'unknown-key' }) };
  const known = context.ledger.authenticate(context.hashOf(key));
  return known.ok ? { ok: true, value: known.lease } : { ok: false, refusal: refusalError(known.refusal) };
}
