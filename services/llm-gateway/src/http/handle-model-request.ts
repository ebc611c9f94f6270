import { type Logger, ServiceError } from '@panal/kernel/runtime';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { chatCompletions } from './chat-completions.ts';
import type { GatewayContext } from './context.ts';
import type { ModelReply, ModelRequest } from './exchange.ts';
import { listModels } from './list-models.ts';
import { diskFullError, sendError } from './openai-error.ts';
import { readRequestBody } from './read-request-body.ts';
import { serveModelRequest } from './serve-model-request.ts';

/** Routes what agents ask for; they authenticate by virtual keys, never by tokens of Panal. */
export function handleModelRequest(
  request: IncomingMessage,
  response: ServerResponse,
  given: { context: GatewayContext; log: Logger },
): void {
  const { context, log } = given;
  const path = (request.url ?? '/').split('?', 1)[0];
  if (request.method === 'POST' && path === '/v1/chat/completions') {
    const model: ModelRequest = { headers: request.headers, readBody: (bytesMax) => readRequestBody(request, bytesMax) };
    serveModelRequest({ request: model, reply: response, dialect: chatCompletions }, context).catch((error: unknown) => {
      if (error instanceof ServiceError && error.code === 'disk-full') return sendError(response, diskFullError);
      log.error({ err: error, path }, 'a model request failed');
      sendError(response, {
        status: 500,
        message: 'An internal error happened; the log has the details.',
        type: 'server_error',
        code: 'internal',
      });
    });
  } else if (request.method === 'GET' && path === '/v1/models') listModels(request, response, context);
  else {
    sendError(response, {
      status: 404,
      message: `There is no ${request.method} ${path} here. The gateway serves POST /v1/chat/completions and GET /v1/models.`,
      type: 'invalid_request_error',
      code: 'not_found',
    });
  }
}
