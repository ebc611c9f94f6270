import { ok } from '@panal/kernel/pure';
import type { Dialect } from '../dialect.ts';
import { DocumentDecoder } from './document-decoder.ts';
import { encodeMessagesRequest } from './encode-request.ts';
import { StreamDecoder } from './stream-decoder.ts';

const API_VERSION = '2023-06-01';

/** Chat completions answered by Anthropic's Messages API: text and tools, streamed or not. */
export function anthropicDialect(): Dialect {
  return {
    path: '/messages',
    // Caching starts with `cache_control`, which is never sent.
    mayWriteCache: false,
    headers: (apiKey): Record<string, string> => ({
      'anthropic-version': API_VERSION,
      ...(apiKey ? { 'x-api-key': apiKey } : {}),
    }),
    encode(request, outputTokensMax) {
      const body = encodeMessagesRequest(request, outputTokensMax);
      return body.ok ? ok(Buffer.from(JSON.stringify(body.value))) : body;
    },
    openDecoder: (request) => (request.stream ? new StreamDecoder(request) : new DocumentDecoder(request)),
  };
}
