/**
 * An error as the clients of a dialect understand it:
 *
 * | dialect                                    | document                                                        | in a stream                       |
 * |--------------------------------------------|-----------------------------------------------------------------|-----------------------------------|
 * | chat, completions, embeddings              | `{"error": {message, type, param, code}}`                       | `data: {"error": …}`              |
 * | responses                                  | the same                                                        | `event: error`, `{"type": "error", code, message, param}` |
 * | messages, count_tokens                     | `{"type": "error", "error": {type, message}, "request_id"}`     | `event: error`, the same          |
 */
import type { Wire } from '../core/dialect-request.ts';
import { type OpenAiError, errorBody } from './openai-error.ts';

export interface ErrorWriter {
  readonly body: (error: OpenAiError) => string;
  /** Ends a stream that is under way. */
  readonly event: (error: OpenAiError) => string;
}

/** Anthropic's types by status. Source: Anthropic API reference, "Errors". */
const ANTHROPIC_TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  408: 'timeout_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  503: 'overloaded_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

const anthropicType = ({ status }: OpenAiError): string =>
  ANTHROPIC_TYPES[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error');

/** What else is known stands beside it: `code`, the field, and figures for programs. */
const anthropicBody = (error: OpenAiError): string =>
  JSON.stringify({
    type: 'error',
    error: {
      type: anthropicType(error),
      message: error.message,
      ...(error.code === null ? {} : { code: error.code }),
      ...(error.param ? { param: error.param } : {}),
      ...(error.panal ? { panal: error.panal } : {}),
    },
    request_id: error.headers?.['x-panal-request-id'] ?? null,
  });

/** Types of Anthropic's that OpenAI's clients don't know. */
const OPENAI_TYPES: ReadonlyMap<string, string> = new Map([
  ['authentication_error', 'invalid_request_error'],
  ['permission_error', 'permission_error'],
  ['not_found_error', 'invalid_request_error'],
  ['request_too_large', 'invalid_request_error'],
  ['overloaded_error', 'server_error'],
  ['api_error', 'server_error'],
  ['timeout_error', 'server_error'],
]);

const openAiBody = (error: OpenAiError): string => errorBody({ ...error, type: OPENAI_TYPES.get(error.type) ?? error.type });

const chatErrors: ErrorWriter = { body: openAiBody, event: (error) => `data: ${openAiBody(error)}\n\n` };

const responsesErrors: ErrorWriter = {
  body: openAiBody,
  event: (error) => {
    const { code, message, param = null, panal } = error;
    // The last event: no number of an event before it is as high.
    const event = {
      type: 'error',
      code: code ?? error.type,
      message,
      param,
      sequence_number: Number.MAX_SAFE_INTEGER,
      ...(panal ? { panal } : {}),
    };
    return `event: error\ndata: ${JSON.stringify(event)}\n\n`;
  },
};

const messagesErrors: ErrorWriter = { body: anthropicBody, event: (error) => `event: error\ndata: ${anthropicBody(error)}\n\n` };

export const errorWriterOf = (wire: Wire): ErrorWriter => {
  if (wire === 'messages' || wire === 'count-tokens') return messagesErrors;
  return wire === 'responses' ? responsesErrors : chatErrors;
};
