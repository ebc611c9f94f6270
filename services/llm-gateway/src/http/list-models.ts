import type { IncomingMessage, ServerResponse } from 'node:http';
import { authenticate } from './authenticate.ts';
import type { GatewayContext } from './context.ts';
import { sendError } from './openai-error.ts';

/** `GET /v1/models`: the models that the key may use, in OpenAI's shape. */
export function listModels(request: IncomingMessage, response: ServerResponse, context: GatewayContext): void {
  const key = authenticate(request, context);
  if (!key.ok) return sendError(response, key.refusal);
  const { allowedModels } = key.value;
  const data = context.catalogue
    .list(Date.now())
    .filter(({ model, price }) => price && (allowedModels.length === 0 || allowedModels.includes(model)))
    .map(({ model, upstream }) => ({ id: model, object: 'model', created: 0, owned_by: upstream.name }));
  const body = Buffer.from(JSON.stringify({ object: 'list', data }));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}
