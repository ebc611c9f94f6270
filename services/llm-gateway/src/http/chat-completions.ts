import { parseChatRequest } from '../core/chat-request.ts';
import { ClientAnswer } from './client-answer.ts';
import type { ClientDialect, Parsed } from './client-dialect.ts';
import { invalidRequest, sendError } from './openai-error.ts';

/** `POST /v1/chat/completions`: OpenAI's chat completions. */
export const chatCompletions: ClientDialect = {
  bodyBytesMax: 8 * 1024 * 1024,
  parse: parseBody,
  sendError,
  openAnswer: (options) => new ClientAnswer(options),
};

function parseBody(bytes: Buffer): Parsed {
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString('utf8'));
  } catch {
    return { ok: false, refusal: invalidRequest('The body is not valid JSON.') };
  }
  const parsed = parseChatRequest(body);
  return parsed.ok ? parsed : { ok: false, refusal: invalidRequest(parsed.refusal.message, parsed.refusal.param) };
}
