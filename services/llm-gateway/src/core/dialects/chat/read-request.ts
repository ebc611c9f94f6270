import type { Result } from '@panal/kernel/pure';
import type { Json } from '../normal/dialect-codec.ts';
import { type JsonObject, isGiven, isObject } from '../normal/json-values.ts';
import type {
  NormalRequest,
  NormalTool,
  OutputFormat,
  ReasoningWish,
  RequestProblem,
  Sampling,
  ToolChoice,
} from '../normal/normal-request.ts';
import { Reading } from '../normal/reading.ts';
import { cacheOf } from './read-content.ts';
import { readTurns } from './read-turns.ts';

const FIELDS = new Set([
  'model',
  'messages',
  'stream',
  'stream_options',
  'n',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'top_p',
  'top_k',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'logit_bias',
  'stop',
  'logprobs',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'response_format',
  'reasoning_effort',
  'verbosity',
  'user',
  'safety_identifier',
  'metadata',
  'prompt_cache_key',
  // Hints to OpenAI's cache, which change no answer.
  'prompt_cache_retention',
  'prompt_cache_options',
]);
const DEFAULTS: ReadonlyMap<string, readonly unknown[]> = new Map([
  ['service_tier', ['auto', 'default']],
  ['store', [false]],
  ['top_logprobs', [0]],
] as [string, unknown[]][]);
const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
const TOOL = new Set(['type', 'function', 'cache_control']);
const CUSTOM_TOOL = new Set(['type', 'custom', 'cache_control']);
const CUSTOM = new Set(['name', 'description', 'format']);
const SCHEMA = new Set(['name', 'description', 'schema', 'strict']);
const ONLY_TYPE = new Set(['type']);
const FUNCTION = new Set(['name', 'description', 'parameters', 'strict']);

/** Reads a request for a chat completion. Source: OpenAI API reference, "Create chat completion". */
export function readRequest(body: Json): Result<NormalRequest, RequestProblem> {
  const reading = new Reading('chat');
  for (const [name, value] of Object.entries(body)) {
    if (FIELDS.has(name) || !isGiven(value) || DEFAULTS.get(name)?.includes(value)) continue;
    if (name === 'top_logprobs' && body['logprobs'] === true) continue;
    if (name === 'modalities' && Array.isArray(value) && value.every((mode) => mode === 'text')) continue;
    reading.keep(name, value);
  }
  const outputTokensMax = reading.number(body, 'max_completion_tokens') ?? reading.number(body, 'max_tokens');
  const effort = reading.oneOf(body, 'reasoning_effort', EFFORTS);
  const reasoning: ReasoningWish | undefined = effort ? { effort } : undefined;
  const format = readFormat(body, reading);
  const toolChoice = readToolChoice(body, reading);
  const parallelToolCalls = reading.boolean(body, 'parallel_tool_calls');
  const verbosity = reading.oneOf(body, 'verbosity', ['low', 'medium', 'high']);
  const user = readUser(body, reading);
  const metadata = readMetadata(body, reading);
  const promptCacheKey = reading.string(body, 'prompt_cache_key');
  const request: NormalRequest = {
    dialect: 'chat',
    model: reading.text(body, 'model', 'model'),
    stream: reading.boolean(body, 'stream') ?? false,
    choices: reading.number(body, 'n') ?? 1,
    turns: readTurns(body, reading),
    tools: readTools(body, reading),
    ...(toolChoice ? { toolChoice } : {}),
    ...(parallelToolCalls === undefined ? {} : { parallelToolCalls }),
    ...(outputTokensMax === undefined ? {} : { outputTokensMax }),
    sampling: readSampling(body, reading),
    ...(reasoning ? { reasoning } : {}),
    ...(format ? { format } : {}),
    ...(verbosity ? { verbosity } : {}),
    ...(user === undefined ? {} : { user }),
    ...(metadata ? { metadata } : {}),
    ...(promptCacheKey === undefined ? {} : { promptCacheKey }),
    own: reading.own,
  };
  const options = reading.object(body, 'stream_options');
  if (options) reading.keepRest(options, new Set(['include_usage', 'include_obfuscation']), 'stream_options');
  return reading.result(request);
}

/** Both name the end user; `safety_identifier` is the newer word. */
function readUser(body: JsonObject, reading: Reading): string | undefined {
  const safety = reading.string(body, 'safety_identifier');
  return reading.string(body, 'user') ?? safety;
}

function readMetadata(body: JsonObject, reading: Reading): Readonly<Record<string, string>> | undefined {
  const metadata = reading.object(body, 'metadata');
  if (!metadata || Object.keys(metadata).length === 0) return undefined;
  if (Object.values(metadata).every((value) => typeof value === 'string')) return metadata as Readonly<Record<string, string>>;
  return reading.fail('"metadata" must hold texts.', 'metadata');
}

function readSampling(body: JsonObject, reading: Reading): Sampling {
  const numbers = {
    temperature: reading.number(body, 'temperature'),
    topP: reading.number(body, 'top_p'),
    topK: reading.number(body, 'top_k'),
    seed: reading.number(body, 'seed'),
    presencePenalty: reading.number(body, 'presence_penalty'),
    frequencyPenalty: reading.number(body, 'frequency_penalty'),
  };
  const stop = readStop(body, reading);
  const bias = reading.object(body, 'logit_bias');
  const logprobs = reading.boolean(body, 'logprobs') ? { top: reading.number(body, 'top_logprobs') ?? 0 } : undefined;
  return {
    ...(Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined)) as Sampling),
    ...(bias && Object.keys(bias).length > 0 ? { logitBias: bias as Readonly<Record<string, number>> } : {}),
    ...(stop && stop.length > 0 ? { stop } : {}),
    ...(logprobs ? { logprobs } : {}),
  };
}

function readStop(body: JsonObject, reading: Reading): readonly string[] | undefined {
  const stop = body['stop'];
  if (!isGiven(stop)) return undefined;
  const list = Array.isArray(stop) ? (stop as unknown[]) : [stop];
  if (list.every((text) => typeof text === 'string')) return list;
  return reading.fail('"stop" must be a text or a list of texts.', 'stop');
}

function readFormat(body: JsonObject, reading: Reading): OutputFormat | undefined {
  const format = reading.object(body, 'response_format');
  if (!format) return undefined;
  switch (format['type']) {
    case 'text':
      reading.keepRest(format, ONLY_TYPE, 'response_format');
      return { kind: 'text' };
    case 'json_object':
      reading.keepRest(format, ONLY_TYPE, 'response_format');
      return { kind: 'json' };
    case 'json_schema': {
      const path = 'response_format.json_schema';
      const inner = reading.object(format, 'json_schema', path) ?? {};
      reading.keepRest(format, new Set(['type', 'json_schema']), 'response_format');
      reading.keepRest(inner, SCHEMA, path);
      const name = reading.string(inner, 'name', `${path}.name`);
      const description = reading.string(inner, 'description', `${path}.description`);
      const strict = reading.boolean(inner, 'strict', `${path}.strict`);
      return {
        kind: 'schema',
        ...(name === undefined ? {} : { name }),
        ...(description === undefined ? {} : { description }),
        schema: reading.object(inner, 'schema', `${path}.schema`) ?? {},
        ...(strict === undefined ? {} : { strict }),
      };
    }
    default:
      reading.keep('response_format', format);
      return undefined;
  }
}

function readTools(body: JsonObject, reading: Reading): readonly NormalTool[] {
  return (reading.list(body, 'tools') ?? []).flatMap((tool, index) => {
    const path = `tools[${index}]`;
    if (!isObject(tool)) return reading.fail(`"${path}" must be an object.`, path) ?? [];
    if (tool['type'] === 'custom') return [readCustomTool(tool, path, reading)];
    if (tool['type'] !== 'function') {
      reading.keep(path, tool);
      return [];
    }
    const inner = reading.object(tool, 'function', `${path}.function`) ?? {};
    reading.keepRest(tool, TOOL, path);
    reading.keepRest(inner, FUNCTION, `${path}.function`);
    const description = reading.string(inner, 'description', `${path}.function.description`);
    const parameters = reading.object(inner, 'parameters', `${path}.function.parameters`);
    const strict = reading.boolean(inner, 'strict', `${path}.function.strict`);
    return [
      {
        name: reading.text(inner, 'name', `${path}.function.name`),
        ...(description === undefined ? {} : { description }),
        ...(parameters ? { parameters } : {}),
        ...(strict === undefined ? {} : { strict }),
        ...cacheOf(tool, path, reading),
      },
    ];
  });
}

function readCustomTool(tool: JsonObject, path: string, reading: Reading): NormalTool {
  const inner = reading.object(tool, 'custom', `${path}.custom`) ?? {};
  reading.keepRest(tool, CUSTOM_TOOL, path);
  reading.keepRest(inner, CUSTOM, `${path}.custom`);
  const description = reading.string(inner, 'description', `${path}.custom.description`);
  const format = reading.object(inner, 'format', `${path}.custom.format`);
  return {
    name: reading.text(inner, 'name', `${path}.custom.name`),
    ...(description === undefined ? {} : { description }),
    custom: format ? { format } : {},
  };
}

function readToolChoice(body: JsonObject, reading: Reading): ToolChoice | undefined {
  const choice = body['tool_choice'];
  if (!isGiven(choice)) return undefined;
  if (choice === 'auto' || choice === 'none' || choice === 'required') return { kind: choice };
  if (!isObject(choice)) return reading.fail('"tool_choice" must be none, auto, required or an object.', 'tool_choice');
  const { type } = choice;
  const named = type === 'function' || type === 'custom' ? choice[type] : undefined;
  if (isObject(named)) {
    const path = `tool_choice.${String(type)}`;
    reading.keepRest(choice, new Set(['type', String(type)]), 'tool_choice');
    reading.keepRest(named, new Set(['name']), path);
    return { kind: 'tool', name: reading.text(named, 'name', `${path}.name`) };
  }
  reading.keep('tool_choice', choice);
  return undefined;
}
