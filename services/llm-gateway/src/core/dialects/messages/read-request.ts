import type { Result } from '@panal/kernel/pure';
import type { Json } from '../normal/dialect-codec.ts';
import { type JsonObject, isGiven, isObject, listOf } from '../normal/json-values.ts';
import type {
  NormalBlock,
  NormalRequest,
  NormalTool,
  NormalTurn,
  OutputFormat,
  ReasoningWish,
  RequestProblem,
  ToolChoice,
} from '../normal/normal-request.ts';
import { Reading } from '../normal/reading.ts';
import { cacheOf, readBlock } from './read-block.ts';

const FIELDS = new Set([
  'model',
  'messages',
  'system',
  'max_tokens',
  'stream',
  'temperature',
  'top_p',
  'top_k',
  'stop_sequences',
  'tools',
  'tool_choice',
  'metadata',
  'thinking',
  'output_config',
  'output_format',
  // Names of beta versions belong into a header.
  'betas',
  // Hints that change no answer: where a cache is cut, and what an answer is compared with.
  'cache_control',
  'diagnostics',
]);
const TOOL = new Set(['type', 'name', 'description', 'input_schema', 'strict', 'cache_control', 'eager_input_streaming']);
const EFFORTS = ['low', 'medium', 'high', 'xhigh', 'max'] as const;
const THINKING: ReadonlyMap<unknown, ReadonlySet<string>> = new Map([
  ['enabled', new Set(['type', 'display', 'budget_tokens'])],
  ['adaptive', new Set(['type', 'display'])],
  ['disabled', new Set(['type', 'display'])],
]);
const DEFAULTS: ReadonlyMap<string, unknown> = new Map([
  ['service_tier', 'auto'],
  ['speed', 'standard'],
]);

/** Reads a request of Anthropic's Messages API. Source: Anthropic API reference, "Create a Message". */
export function readRequest(body: Json): Result<NormalRequest, RequestProblem> {
  const reading = new Reading('messages');
  for (const [name, value] of Object.entries(body)) {
    if (FIELDS.has(name) || !isGiven(value) || DEFAULTS.get(name) === value || isHarmless(name, value)) continue;
    reading.keep(name, value);
  }
  const choice = readToolChoice(body, reading);
  const sampling = readSampling(body, reading);
  const format = readFormat(body, reading);
  const reasoning = readReasoning(body, reading);
  const metadata = reading.object(body, 'metadata') ?? {};
  const user = reading.string(metadata, 'user_id', 'metadata.user_id');
  reading.keepRest(metadata, new Set(['user_id']), 'metadata');
  const outputTokensMax = reading.number(body, 'max_tokens');
  const request: NormalRequest = {
    dialect: 'messages',
    model: reading.text(body, 'model', 'model'),
    stream: reading.boolean(body, 'stream') ?? false,
    choices: 1,
    turns: [...readSystem(body, reading), ...readTurns(body, reading)],
    tools: readTools(body, reading),
    ...choice,
    ...(outputTokensMax === undefined ? {} : { outputTokensMax }),
    sampling,
    ...(reasoning ? { reasoning } : {}),
    ...(format ? { format } : {}),
    ...(user === undefined ? {} : { user }),
    own: reading.own,
  };
  return reading.result(request);
}

/** Thinking is not carried into other dialects, so an edit that clears it changes nothing there. */
const isHarmless = (name: string, value: unknown): boolean =>
  name === 'context_management' &&
  isObject(value) &&
  listOf(value['edits']).every((edit) => isObject(edit) && String(edit['type']).startsWith('clear_thinking'));

function readSystem(body: JsonObject, reading: Reading): readonly NormalTurn[] {
  const system = body['system'];
  if (!isGiven(system)) return [];
  const blocks = readContent(system, 'system', reading);
  return blocks.length === 0 ? [] : [{ role: 'system', path: 'system', blocks }];
}

function readTurns(body: JsonObject, reading: Reading): readonly NormalTurn[] {
  if (!Array.isArray(body['messages'])) return reading.fail('"messages" must be a list.', 'messages') ?? [];
  return (body['messages'] as unknown[]).flatMap((message, index) => {
    const path = `messages[${index}]`;
    if (!isObject(message)) return reading.fail(`"${path}" must be an object.`, path) ?? [];
    const role = reading.oneOf(message, 'role', ['user', 'assistant', 'system'], `${path}.role`);
    if (role === undefined) return reading.fail(`"${path}.role" is missing.`, `${path}.role`) ?? [];
    reading.keepRest(message, new Set(['role', 'content']), path);
    return [{ role, path, blocks: readContent(message['content'], `${path}.content`, reading) }];
  });
}

function readContent(content: unknown, path: string, reading: Reading): readonly NormalBlock[] {
  if (typeof content === 'string') return [{ kind: 'text', text: content }];
  if (!Array.isArray(content)) return reading.fail(`"${path}" must be text or a list of blocks.`, path) ?? [];
  return content.flatMap((block, index) => readBlock(block, `${path}[${index}]`, reading) ?? []);
}

function readTools(body: JsonObject, reading: Reading): readonly NormalTool[] {
  return (reading.list(body, 'tools') ?? []).flatMap((tool, index) => {
    const path = `tools[${index}]`;
    if (!isObject(tool)) return reading.fail(`"${path}" must be an object.`, path) ?? [];
    if (isGiven(tool['type']) && tool['type'] !== 'custom') {
      reading.keep(path, tool);
      return [];
    }
    if (tool['defer_loading'] !== false) reading.keepRest(tool, TOOL, path);
    else reading.keepRest(tool, new Set([...TOOL, 'defer_loading']), path);
    const description = reading.string(tool, 'description', `${path}.description`);
    const strict = reading.boolean(tool, 'strict', `${path}.strict`);
    return [
      {
        name: reading.text(tool, 'name', `${path}.name`),
        ...(description === undefined ? {} : { description }),
        parameters: reading.object(tool, 'input_schema', `${path}.input_schema`) ?? { type: 'object', properties: {} },
        ...(strict === undefined ? {} : { strict }),
        ...cacheOf(tool, path, reading),
      },
    ];
  });
}

function readToolChoice(body: JsonObject, reading: Reading): Pick<NormalRequest, 'toolChoice' | 'parallelToolCalls'> {
  const choice = reading.object(body, 'tool_choice');
  if (!choice) return {};
  const type = reading.oneOf(choice, 'type', ['auto', 'any', 'tool', 'none'], 'tool_choice.type');
  const single = reading.boolean(choice, 'disable_parallel_tool_use', 'tool_choice.disable_parallel_tool_use');
  reading.keepRest(choice, new Set(['type', 'disable_parallel_tool_use', ...(type === 'tool' ? ['name'] : [])]), 'tool_choice');
  const toolChoice: ToolChoice =
    type === 'tool'
      ? { kind: 'tool', name: reading.text(choice, 'name', 'tool_choice.name') }
      : { kind: type === 'any' ? 'required' : type === 'none' ? 'none' : 'auto' };
  return { toolChoice, ...(single ? { parallelToolCalls: false } : {}) };
}

function readSampling(body: JsonObject, reading: Reading): NormalRequest['sampling'] {
  const temperature = reading.number(body, 'temperature');
  const topP = reading.number(body, 'top_p');
  const topK = reading.number(body, 'top_k');
  const stop = reading.list(body, 'stop_sequences');
  if (stop?.some((text) => typeof text !== 'string')) reading.fail('"stop_sequences" must be a list of texts.', 'stop_sequences');
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(topK === undefined ? {} : { topK }),
    ...(stop && stop.length > 0 ? { stop: stop as readonly string[] } : {}),
  };
}

function readFormat(body: JsonObject, reading: Reading): OutputFormat | undefined {
  const config = reading.object(body, 'output_config') ?? {};
  reading.keepRest(config, new Set(['effort', 'format']), 'output_config');
  const inConfig = reading.object(config, 'format', 'output_config.format');
  const path = inConfig ? 'output_config.format' : 'output_format';
  const format = inConfig ?? reading.object(body, 'output_format');
  if (inConfig && isGiven(body['output_format'])) reading.keep('output_format', body['output_format']);
  if (!format) return undefined;
  reading.oneOf(format, 'type', ['json_schema'], `${path}.type`);
  reading.keepRest(format, new Set(['type', 'schema']), path);
  // Anthropic's formats bind the model always.
  return { kind: 'schema', schema: reading.object(format, 'schema', `${path}.schema`) ?? {}, strict: true };
}

function readReasoning(body: JsonObject, reading: Reading): ReasoningWish | undefined {
  const config = reading.object(body, 'output_config') ?? {};
  const effort = reading.oneOf(config, 'effort', EFFORTS, 'output_config.effort');
  const wish = { ...(effort ? { effort } : {}), ...readThinking(body, reading) };
  return Object.keys(wish).length > 0 ? wish : undefined;
}

function readThinking(body: JsonObject, reading: Reading): ReasoningWish {
  const thinking = reading.object(body, 'thinking');
  if (!thinking) return {};
  const display = reading.oneOf(thinking, 'display', ['summarized', 'omitted'], 'thinking.display');
  const summary = display === undefined ? {} : { summary: display === 'omitted' ? ('none' as const) : ('auto' as const) };
  const known = THINKING.get(thinking['type']);
  if (known) reading.keepRest(thinking, known, 'thinking');
  switch (thinking['type']) {
    case 'enabled': {
      const budgetTokens = reading.number(thinking, 'budget_tokens', 'thinking.budget_tokens');
      return { ...(budgetTokens === undefined ? {} : { budgetTokens }), ...summary };
    }
    case 'adaptive':
      return { adaptive: true, ...summary };
    case 'disabled':
      return {};
    default:
      reading.keep('thinking', thinking);
      return {};
  }
}
