import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Price } from '../core/price.ts';
import type { ListedModel } from '../shell/catalogue.ts';
import { authenticate } from './authenticate.ts';
import type { GatewayContext } from './context.ts';
import { errorWriterOf } from './error-writer.ts';
import { type OpenAiError, sendErrorAs } from './openai-error.ts';

const PATH = '/v1/models';
const NANO_USD_PER_USD = 1e9;
/** When it was made is nobody's knowledge here. */
const UNKNOWN_TIME = '1970-01-01T00:00:00Z';

export const isModelsPath = (path: string): boolean => path === PATH || path.startsWith(`${PATH}/`);

/**
 * `GET /v1/models` and `/v1/models/ID`: the models that the key may use, with limits and prices beside what the caller's dialect has:
 * Anthropic's where `anthropic-version` is sent, else OpenAI's.
 */
export function listModels(request: IncomingMessage, response: ServerResponse, context: GatewayContext): void {
  const anthropic = request.headers['anthropic-version'] !== undefined;
  const errors = errorWriterOf(anthropic ? 'messages' : 'chat');
  const fail = (error: OpenAiError): void => sendErrorAs(errors.body, response, error);
  const key = authenticate(request, context);
  if (!key.ok) return fail(key.refusal);
  const { allowedModels } = key.value;
  const models = context.catalogue
    .list(Date.now())
    .filter(({ model, price }) => price && (allowedModels.length === 0 || allowedModels.includes(model)))
    .map((listed) => (anthropic ? anthropicModel : openAiModel)(listed, context));
  const id = idIn(request.url ?? '');
  if (id === undefined) return send(response, anthropic ? anthropicList(models) : { object: 'list', data: models });
  const found = models.find((model) => model['id'] === id);
  if (found) return send(response, found);
  fail({
    status: 404,
    message: `There is no such model for this key.`,
    type: 'invalid_request_error',
    code: 'model_not_found',
    param: 'model',
  });
}

function idIn(url: string): string | undefined {
  const rest = url.split('?', 1)[0]!.slice(PATH.length + 1);
  if (rest === '') return undefined;
  try {
    return decodeURIComponent(rest);
  } catch {
    return rest;
  }
}

function send(response: ServerResponse, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}

type ModelEntry = Readonly<Record<string, unknown>>;

const openAiModel = (listed: ListedModel, context: GatewayContext): ModelEntry => ({
  id: listed.model,
  object: 'model',
  created: 0,
  owned_by: listed.upstream.name,
  ...factsOf(listed, context),
});

const anthropicModel = (listed: ListedModel, context: GatewayContext): ModelEntry => ({
  type: 'model',
  id: listed.model,
  display_name: listed.model,
  created_at: UNKNOWN_TIME,
  ...factsOf(listed, context),
});

const anthropicList = (models: readonly ModelEntry[]): ModelEntry => ({
  data: models,
  has_more: false,
  first_id: models[0]?.['id'] ?? null,
  last_id: models.at(-1)?.['id'] ?? null,
});

/** Limits and prices, as fields of our own; null where nobody knows. */
function factsOf({ price, targets }: ListedModel, { catalogue, outputTokensMax }: GatewayContext): ModelEntry {
  const [target] = targets;
  return {
    context_length: (target && catalogue.contextOf(target)) ?? null,
    max_output_tokens: outputTokensMax,
    pricing: price ? pricesOf(price) : null,
  };
}

/** US dollars per million tokens, at the first tier. */
const pricesOf = (price: Price): ModelEntry => ({
  unit: 'usd_per_million_tokens',
  input: dollars(price.input.base),
  cached_input: dollars(price.cacheRead.base),
  cache_write: dollars(price.cacheWrite.base),
  output: dollars(price.output.base),
});

const dollars = (nanoUsd: number): number => nanoUsd / NANO_USD_PER_USD;
