import type { Json } from '../normal/dialect-codec.ts';
import { effortOf } from '../messages/thinking-rule.ts';
import type { NormalRequest, NormalTool, OutputFormat, ReasoningWish } from '../normal/normal-request.ts';

/** All of a request but its input; answers repeat most of it. */
export function writeSettings(request: NormalRequest): Json {
  const { sampling, reasoning, format, verbosity } = request;
  const include = [
    ...(reasoning?.encrypted ? ['reasoning.encrypted_content'] : []),
    ...(sampling.logprobs ? ['message.output_text.logprobs'] : []),
  ];
  const reasoningFields = reasoning ? writeReasoningWish(reasoning) : {};
  const text = { ...(format ? { format: writeFormat(format) } : {}), ...(verbosity ? { verbosity } : {}) };
  return {
    ...(request.tools.length > 0 ? { tools: request.tools.map((tool) => writeTool(tool, request)) } : {}),
    ...(request.toolChoice ? { tool_choice: writeToolChoice(request) } : {}),
    ...given('parallel_tool_calls', request.parallelToolCalls),
    ...given('max_output_tokens', request.outputTokensMax),
    ...given('temperature', sampling.temperature),
    ...given('top_p', sampling.topP),
    ...given('top_logprobs', sampling.logprobs?.top),
    ...(Object.keys(reasoningFields).length > 0 ? { reasoning: reasoningFields } : {}),
    ...(Object.keys(text).length > 0 ? { text } : {}),
    ...(include.length > 0 ? { include } : {}),
    ...given('user', request.user),
    ...given('metadata', request.metadata),
    ...given('prompt_cache_key', request.promptCacheKey),
  };
}

const given = (name: string, value: unknown): Json => (value === undefined ? {} : { [name]: value });

/** This API makes functions strict unless told otherwise; the others don't. */
function writeTool(tool: NormalTool, request: NormalRequest): Json {
  const named = { name: tool.name, ...given('description', tool.description) };
  if (tool.custom) return { type: 'custom', ...named, ...given('format', tool.custom.format) };
  const strict = tool.strict ?? (request.dialect === 'responses' ? undefined : false);
  return {
    type: 'function',
    ...named,
    parameters: tool.parameters ?? { type: 'object', properties: {} },
    ...given('strict', strict),
  };
}

function writeToolChoice({ toolChoice: choice, tools }: NormalRequest): unknown {
  if (choice?.kind !== 'tool') return choice?.kind;
  const custom = tools.some((tool) => tool.name === choice.name && tool.custom);
  return { type: custom ? 'custom' : 'function', name: choice.name };
}

function writeReasoningWish(wish: ReasoningWish): Json {
  const effort = wish.effort ?? (wish.budgetTokens === undefined ? undefined : effortOf(wish.budgetTokens));
  const summary = wish.summary === 'none' ? undefined : wish.summary;
  return { ...given('effort', effort), ...given('summary', summary) };
}

function writeFormat(format: OutputFormat): Json {
  if (format.kind === 'text') return { type: 'text' };
  if (format.kind === 'json') return { type: 'json_object' };
  return {
    type: 'json_schema',
    name: format.name ?? 'output',
    ...given('description', format.description),
    schema: format.schema,
    ...given('strict', format.strict),
  };
}
