import type { DialectRequest } from '../core/dialect-request.ts';
import { foreignStateIn } from '../core/stored-responses/provider-state.ts';
import type { StoredResponses } from '../shell/stored-responses.ts';
import type { ClientDialect, Parsed } from './client-dialect.ts';
import { bodyTooLarge, invalidRequest } from './openai-error.ts';

/**
 * Puts what the gateway kept into a request of the responses API that names it, and says where its answer is kept if the gateway
 * has to do that itself, which it has where the answer comes from another API. Refuses what names another key's, in any dialect.
 */
export function continueStored(
  request: DialectRequest,
  { owner, dialect }: { readonly owner: string; readonly dialect: ClientDialect },
  stored: StoredResponses,
): Parsed {
  const foreignState = foreignStateIn(request.body, {
    wire: request.wire,
    isShared: stored.isProviderStateShared,
    ownsItem: stored.itemOwner(owner),
  });
  if (foreignState) return { ok: false, refusal: invalidRequest(foreignState.message, foreignState.param) };
  if (request.wire !== 'responses') return { ok: true, value: request };
  const expanded = stored.expand(owner, request.body);
  if (!expanded.ok) return { ok: false, refusal: invalidRequest(expanded.refusal.message, expanded.refusal.param) };
  const { body, input, previousId } = expanded.value;
  const foreign = body['previous_response_id'];
  if (typeof foreign === 'string' && stored.find(owner, foreign)?.content.kind !== 'elsewhere')
    return { ok: false, refusal: invalidRequest(notKnown(foreign), 'previous_response_id') };
  const read = body === request.body ? { ok: true as const, value: request } : readAnew(body, dialect);
  if (!read.ok) return read;
  const keeps = stored.keeps && body['store'] !== false;
  const keeping = keeps ? { id: stored.newId(), keep: stored.keeper(owner, input) } : undefined;
  const continued = {
    ...(previousId === undefined ? {} : { previousId }),
    ...(keeping ? { keeping, claim: stored.claimer(owner) } : {}),
  };
  return { ok: true, value: { ...read.value, continued } };
}

/** A provider would give anybody's response to whoever knows its id: it is asked only for what the same key was given. */
const notKnown = (id: string): string =>
  `Previous response with id '${id}' not found. It is gone, was erased, or is another key's.`;

function readAnew(body: unknown, dialect: ClientDialect): Parsed {
  const bytes = Buffer.from(JSON.stringify(body));
  return bytes.length > dialect.bodyBytesMax ? { ok: false, refusal: bodyTooLarge(dialect.bodyBytesMax) } : dialect.parse(bytes);
}
