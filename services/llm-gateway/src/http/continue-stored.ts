import type { DialectRequest } from '../core/dialect-request.ts';
import type { StoredResponses } from '../shell/stored-responses.ts';
import type { ClientDialect, Parsed } from './client-dialect.ts';
import { bodyTooLarge, invalidRequest } from './openai-error.ts';

/**
 * Puts what the gateway kept into a request of the responses API that names it, and says where its answer is kept if the gateway
 * has to do that itself, which it has where the answer comes from another API. Other requests pass.
 */
export function continueStored(
  request: DialectRequest,
  { owner, dialect }: { readonly owner: string; readonly dialect: ClientDialect },
  stored: StoredResponses,
): Parsed {
  if (request.wire !== 'responses') return { ok: true, value: request };
  const expanded = stored.expand(owner, request.body);
  if (!expanded.ok) return { ok: false, refusal: invalidRequest(expanded.refusal.message, expanded.refusal.param) };
  const { body, input, previousId } = expanded.value;
  const read = body === request.body ? { ok: true as const, value: request } : readAnew(body, dialect);
  if (!read.ok) return read;
  const keeps = stored.keeps && body['store'] !== false;
  const keeping = keeps ? { id: stored.newId(), keep: stored.keeper(owner, input) } : undefined;
  const continued = { ...(previousId === undefined ? {} : { previousId }), ...(keeping ? { keeping } : {}) };
  return { ok: true, value: { ...read.value, continued } };
}

function readAnew(body: unknown, dialect: ClientDialect): Parsed {
  const bytes = Buffer.from(JSON.stringify(body));
  return bytes.length > dialect.bodyBytesMax ? { ok: false, refusal: bodyTooLarge(dialect.bodyBytesMax) } : dialect.parse(bytes);
}
