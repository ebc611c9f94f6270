import { type Logger, ServiceError } from '@panal/kernel/runtime';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GatewayContext } from './context.ts';
import { modelRoutes } from './dialects.ts';
import type { ModelRequest } from './exchange.ts';
import { isModelsPath, listModels } from './list-models.ts';
import { diskFullError, sendError } from './openai-error.ts';
import { readRequestBody } from './read-request-body.ts';
import { type Arrival, serveModelRequest } from './serve-model-request.ts';
import { isStoredPath, serveStored } from './stored-response.ts';
import type { PlainRoutes } from './wire/plain-connection.ts';

/** Routes what agents ask for; they authenticate by virtual keys, never by tokens of Panal. */
export function handleModelRequest(
  request: IncomingMessage,
  response: ServerResponse,
  given: { context: GatewayContext; log: Logger },
): void {
  const { context } = given;
  const path = (request.url ?? '/').split('?', 1)[0]!;
  const dialect = request.method === 'POST' ? modelRoutes.get(path) : undefined;
  if (dialect) {
    const readBody: ModelRequest['readBody'] = async (bytesMax) => {
      const outcome = await readRequestBody(request, bytesMax, context.bodyIdleMs);
      if (outcome.kind === 'stalled') response.setHeader('connection', 'close');
      return outcome;
    };
    const model: ModelRequest = { headers: request.headers, readBody };
    serve({ request: model, reply: response, dialect }, { ...given, path });
  } else if (request.method === 'GET' && isModelsPath(path)) listModels(request, response, context);
  else if (request.method !== 'POST' && isStoredPath(path)) serveStored(request, response, context);
  else {
    sendError(response, {
      status: 404,
      message: `There is no ${request.method} ${path} here. The gateway serves POST ${[...modelRoutes.keys()].join(', ')}, GET /v1/models, and GET and DELETE /v1/responses/ID.`,
      type: 'invalid_request_error',
      code: 'not_found',
    });
  }
}

/** The routes of model requests as the gateway's own server takes them, by their request lines. */
export function plainModelRoutes(given: { context: GatewayContext; log: Logger }): PlainRoutes {
  return new Map(
    [...modelRoutes].map(([path, dialect]) => [
      `POST ${path} HTTP/1.1\r\n`,
      {
        bodyBytesMax: dialect.bodyBytesMax,
        bodyIdleMs: given.context.bodyIdleMs,
        serve: (request, reply) => serve({ request, reply, dialect }, { ...given, path }),
      },
    ]),
  );
}

function serve(arrival: Arrival, { context, log, path }: { context: GatewayContext; log: Logger; path: string }): void {
  serveModelRequest(arrival, context).catch((error: unknown) => {
    const { reply, dialect } = arrival;
    if (error instanceof ServiceError && error.code === 'disk-full') return dialect.sendError(reply, diskFullError);
    log.error({ err: error, path }, 'a model request failed');
    dialect.sendError(reply, {
      status: 500,
      message: 'An internal error happened; the log has the details.',
      type: 'server_error',
      code: 'internal',
    });
  });
}
