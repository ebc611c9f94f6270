import type { Wire } from '../core/dialect-request.ts';
import { readDialectRequest } from '../core/read-request.ts';
import { ClientAnswer } from './client-answer.ts';
import type { ClientDialect } from './client-dialect.ts';
import { errorWriterOf } from './error-writer.ts';
import { invalidRequest, sendErrorAs } from './openai-error.ts';

const BODY_BYTES_MAX = 8 * 1024 * 1024;

function dialectOf(wire: Wire): ClientDialect {
  const errors = errorWriterOf(wire);
  return {
    wire,
    bodyBytesMax: BODY_BYTES_MAX,
    parse(bytes) {
      const read = readDialectRequest(wire, bytes);
      return read.ok ? read : { ok: false, refusal: invalidRequest(read.refusal.message, read.refusal.param) };
    },
    sendError: (reply, error) => sendErrorAs(errors.body, reply, error),
    openAnswer: (options) => new ClientAnswer(options, errors),
  };
}

/** Every route that asks a model, and what is spoken there. Each goes through the same pipeline. */
export const modelRoutes: ReadonlyMap<string, ClientDialect> = new Map([
  ['/v1/chat/completions', dialectOf('chat')],
  ['/v1/responses', dialectOf('responses')],
  ['/v1/messages', dialectOf('messages')],
  ['/v1/messages/count_tokens', dialectOf('count-tokens')],
  ['/v1/embeddings', dialectOf('embeddings')],
  ['/v1/completions', dialectOf('completions')],
]);
