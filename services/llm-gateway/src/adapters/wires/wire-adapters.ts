import {
  type Continued,
  type DialectRequest,
  type NormalRequest,
  type Wire,
  clientCodec,
  keepingCodec,
  upstreamCodec,
} from '../../ports.ts';
import type { AnswerDecoder, WireAdapter } from '../dialect.ts';
import { openChat } from './chat-wire.ts';
import { openCount } from './count-tokens-wire.ts';
import { openEmbeddings } from './embeddings-wire.ts';
import { openMessages } from './messages-wire.ts';
import { openResponses } from './responses-wire.ts';
import { openTranslation } from './translating-decoder.ts';

/** Of responses each event has a number, and the last ones say all that came before. */
const PIECEWISE = new Set<Wire>(['chat', 'messages']);
const ANTHROPIC_HEADERS = ['anthropic-version', 'anthropic-beta'];

const ADAPTERS: Readonly<Record<Wire, WireAdapter>> = {
  chat: { path: '/chat/completions', openDecoder: openChat },
  completions: { path: '/completions', openDecoder: openChat },
  embeddings: { path: '/embeddings', openDecoder: openEmbeddings },
  responses: { path: '/responses', openDecoder: ({ stream, claim }) => openResponses(stream, claim) },
  messages: { path: '/messages', openDecoder: ({ stream }) => openMessages(stream), headers: ANTHROPIC_HEADERS },
  'count-tokens': { path: '/messages/count_tokens', openDecoder: openCount, headers: ANTHROPIC_HEADERS },
};

export const wireAdapter = (wire: Wire): WireAdapter => ADAPTERS[wire];

/** What an upstream is asked in: the client's own dialect where it speaks it. */
export const wireFor = (request: DialectRequest, speaks: readonly Wire[]): Wire =>
  speaks.includes(request.wire) ? request.wire : (speaks.find((wire) => upstreamCodec(wire) !== undefined) ?? speaks[0]!);

/** Reads the answer of an upstream for the client; `normal` as the request was translated by, if it was. */
export function openDecoder(
  request: DialectRequest,
  wire: Wire,
  { normal, upstream }: { readonly normal: NormalRequest | undefined; readonly upstream?: string },
): AnswerDecoder {
  const [from, to] = normal ? [upstreamCodec(wire), clientCodec(request.wire)] : [];
  if (!normal || !from || !to) return ADAPTERS[wire].openDecoder({ ...request, ...claimOf(request, upstream) });
  const { stream, wantsUsage, continued } = request;
  const writing = continued?.keeping ? keepingCodec(continued.keeping) : to;
  const piecewise = PIECEWISE.has(wire) && PIECEWISE.has(request.wire);
  return openTranslation({ from, to: writing, request: { ...normal, ...keptAs(continued) }, wantsUsage, piecewise }, stream);
}

/** Notes whose a response is that the upstream keeps. */
function claimOf(
  { continued }: DialectRequest,
  upstream: string | undefined,
): { readonly claim?: (id: string, items: readonly string[]) => void } {
  const claim = continued?.claim;
  return claim && upstream !== undefined ? { claim: (id, items) => claim(id, upstream, items) } : {};
}

/** What an answer of the responses API says of its being kept. */
const keptAs = (continued: Continued | undefined): Pick<NormalRequest, 'store' | 'previousId'> => {
  if (!continued) return {};
  const { previousId, keeping } = continued;
  return { store: keeping !== undefined, ...(previousId === undefined ? {} : { previousId }) };
};
