import { type Result, ok, refuse } from '@panal/kernel/pure';
import { effortOf } from '../messages/thinking-rule.ts';
import type { Json } from '../normal/dialect-codec.ts';
import { fieldName } from '../normal/field-names.ts';
import type { JsonObject } from '../normal/json-values.ts';
import type {
  NormalRequest,
  NormalTool,
  OutputFormat,
  ReasoningWish,
  RequestProblem,
  ToolChoice,
} from '../normal/normal-request.ts';
import { foreignField, putBack } from '../normal/own-fields.ts';
import { writeTurns } from './write-turns.ts';

const STOPS_MAX = 4;
const SCHEMA_NAME = 'answer';

/** Writes a request for a chat completion; the rules are those of docs/dialects.md. */
export function writeRequest(request: NormalRequest): Result<Json, RequestProblem> {
  const foreign = foreignField(request, 'chat', "OpenAI's chat completions") ?? findUnsayable(request);
  if (foreign) return refuse(foreign);
  const messages = writeTurns(request);
  if (!messages.ok) return messages;
  const effort = effortWished(request.reasoning);
  const format = writeFormat(request.format);
  const body: Record<string, unknown> = {
    model: request.model,
    messages: messages.value,
    ...(request.choices > 1 ? { n: request.choices } : {}),
    ...writeTools(request),
    ...(request.outputTokensMax === undefined ? {} : { max_completion_tokens: request.outputTokensMax }),
    ...writeSampling(request),
    ...(effort ? { reasoning_effort: effort } : {}),
    ...(format ? { response_format: format } : {}),
    ...(request.verbosity ? { verbosity: request.verbosity } : {}),
    ...(request.user === undefined ? {} : { user: request.user }),
    ...(request.metadata ? { metadata: request.metadata } : {}),
    ...(request.promptCacheKey === undefined ? {} : { prompt_cache_key: request.promptCacheKey }),
    ...(request.stream ? { stream: true, stream_options: { include_usage: true } } : {}),
  };
  putBack(body, request, 'chat');
  return ok(body);
}

function findUnsayable(request: NormalRequest): RequestProblem | undefined {
  if (request.dialect === 'chat') return undefined;
  if (request.sampling.topK !== undefined) {
    const param = fieldName(request, 'topK');
    return { message: `"${param}": OpenAI's chat completions don't take it: leave it out.`, param };
  }
  if ((request.sampling.stop?.length ?? 0) > STOPS_MAX) {
    const param = fieldName(request, 'stop');
    return { message: `"${param}": OpenAI's chat completions take at most ${STOPS_MAX} of them.`, param };
  }
  return undefined;
}

/** OpenAI's models are told an effort; a budget of tokens becomes the one that it pays for. */
const effortWished = (wish: ReasoningWish | undefined): string | undefined =>
  wish?.effort ?? (wish?.budgetTokens === undefined ? undefined : effortOf(wish.budgetTokens));

/** Choices among tools are refused by OpenAI where there are no tools. */
function writeTools(request: NormalRequest): JsonObject {
  const { tools, toolChoice, parallelToolCalls } = request;
  const choice = toolChoice ? { tool_choice: writeToolChoice(toolChoice, tools) } : {};
  const parallel = parallelToolCalls === undefined ? {} : { parallel_tool_calls: parallelToolCalls };
  if (tools.length === 0) return request.dialect === 'chat' ? { ...choice, ...parallel } : {};
  const cached = request.dialect === 'chat';
  return { tools: tools.map((tool) => writeTool(tool, cached)), ...choice, ...parallel };
}

function writeTool(tool: NormalTool, cached: boolean): JsonObject {
  const description = tool.description === undefined ? {} : { description: tool.description };
  if (tool.custom) return { type: 'custom', custom: { name: tool.name, ...description, ...tool.custom } };
  return {
    type: 'function',
    function: {
      name: tool.name,
      ...description,
      ...(tool.parameters ? { parameters: tool.parameters } : {}),
      ...(tool.strict === undefined ? {} : { strict: tool.strict }),
    },
    ...(cached && tool.cache ? { cache_control: { type: 'ephemeral', ...tool.cache } } : {}),
  };
}

function writeToolChoice(choice: ToolChoice, tools: readonly NormalTool[]): unknown {
  if (choice.kind !== 'tool') return choice.kind;
  const isCustom = tools.some((tool) => tool.name === choice.name && tool.custom);
  return isCustom ? { type: 'custom', custom: { name: choice.name } } : { type: 'function', function: { name: choice.name } };
}

function writeSampling({ sampling }: NormalRequest): JsonObject {
  const { temperature, topP, topK, seed, presencePenalty, frequencyPenalty, logitBias, stop, logprobs } = sampling;
  const numbers = {
    temperature,
    top_p: topP,
    top_k: topK,
    seed,
    presence_penalty: presencePenalty,
    frequency_penalty: frequencyPenalty,
  };
  return {
    ...Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined)),
    ...(logitBias ? { logit_bias: logitBias } : {}),
    ...(stop ? { stop } : {}),
    ...(logprobs ? { logprobs: true, ...(logprobs.top > 0 ? { top_logprobs: logprobs.top } : {}) } : {}),
  };
}

function writeFormat(format: OutputFormat | undefined): JsonObject | undefined {
  switch (format?.kind) {
    case 'text':
      return { type: 'text' };
    case 'json':
      return { type: 'json_object' };
    case 'schema': {
      const { name, description, schema, strict } = format;
      const more = { ...(description === undefined ? {} : { description }), ...(strict === undefined ? {} : { strict }) };
      return { type: 'json_schema', json_schema: { name: name ?? SCHEMA_NAME, ...more, schema } };
    }
    case undefined:
      return undefined;
  }
}
