import type { Json } from '../normal/dialect-codec.ts';
import type { NormalRequest, NormalTurn, OwnField } from '../normal/normal-request.ts';
import { isObject } from '../normal/json-values.ts';
import { Refused } from './json.ts';
import { readItem } from './read-item.ts';
import { readSettings } from './read-settings.ts';
import { readToolChoice, readTools } from './read-tools.ts';

const READ_FIELDS = new Set([
  'model',
  'input',
  'instructions',
  'stream',
  'store',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'max_output_tokens',
  'temperature',
  'top_p',
  'top_logprobs',
  'reasoning',
  'text',
  'include',
  'user',
  'metadata',
  'prompt_cache_key',
  'safety_identifier',
  // Hints to OpenAI's cache, and what Codex tells of itself: neither changes an answer.
  'prompt_cache_retention',
  'prompt_cache_options',
  'client_metadata',
]);
/** Fields that mean nothing at these values. */
const HARMLESS = new Map<string, readonly unknown[]>([
  ['background', [false]],
  ['truncation', ['disabled']],
  ['service_tier', ['auto', 'default']],
]);
/** An item may be left out of an input that continues a stored answer. */
const ITEMS_MAX = 100_000;

/** Reads a request of the responses API; throws `Refused`. Source: OpenAI API reference, "Create a model response". */
export function readRequest(body: Json): NormalRequest {
  const { model } = body;
  if (typeof model !== 'string' || model === '') throw new Refused('"model" must name a model.', 'model');
  const own: OwnField[] = [];
  for (const [name, value] of Object.entries(body)) {
    if (value === null || value === undefined || READ_FIELDS.has(name) || HARMLESS.get(name)?.includes(value)) continue;
    if (name !== 'stream_options' || !onlyObfuscates(value)) own.push({ dialect: 'responses', path: name, value });
  }
  const stream = flagOf(body, 'stream');
  const store = flagOf(body, 'store');
  const parallel = flagOf(body, 'parallel_tool_calls');
  const toolChoice = readToolChoice(body['tool_choice'], own);
  return {
    dialect: 'responses',
    model,
    stream: stream ?? false,
    choices: 1,
    turns: [...instructionsOf(body['instructions']), ...readInput(body['input'], own)],
    tools: readTools(body['tools'], own),
    ...(toolChoice ? { toolChoice } : {}),
    ...(parallel === undefined ? {} : { parallelToolCalls: parallel }),
    ...(store === undefined ? {} : { store }),
    ...readSettings(body, own),
    own,
  };
}

/** Padding against guesses from the sizes of events is the provider's own matter. */
const onlyObfuscates = (value: unknown): boolean =>
  isObject(value) && Object.keys(value).every((name) => name === 'include_obfuscation');

function flagOf(body: Json, name: string): boolean | undefined {
  const value = body[name] ?? undefined;
  if (value !== undefined && typeof value !== 'boolean') throw new Refused(`"${name}" must be true or false.`, name);
  return value;
}

function instructionsOf(value: unknown): readonly NormalTurn[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'string') throw new Refused('"instructions" must be text.', 'instructions');
  return [
    {
      role: 'system',
      path: 'instructions',
      blocks: [{ kind: 'text', origin: { dialect: 'responses', value: { instructions: true } }, text: value }],
    },
  ];
}

/** Items become turns; what the model said in one go, and results of tools that follow each other, are one turn each. */
function readInput(input: unknown, own: OwnField[]): readonly NormalTurn[] {
  if (input === undefined || input === null) return [];
  if (typeof input === 'string')
    return [
      {
        role: 'user',
        path: 'input',
        blocks: [{ kind: 'text', origin: { dialect: 'responses', value: { asInput: true } }, text: input }],
      },
    ];
  if (!Array.isArray(input)) throw new Refused('"input" must be text or a list of items.', 'input');
  if (input.length > ITEMS_MAX) throw new Refused(`"input" holds more than ${ITEMS_MAX} items.`, 'input');
  const turns: { role: NormalTurn['role']; path: string; blocks: NormalTurn['blocks'][number][] }[] = [];
  for (const [index, value] of input.entries()) {
    const item = readItem(value, `input[${index}]`, own);
    const last = turns.at(-1);
    if (last?.role === item.role && (item.role === 'assistant' || (isResult(last.blocks) && isResult(item.blocks))))
      last.blocks.push(...item.blocks);
    else turns.push({ role: item.role, path: `input[${index}]`, blocks: [...item.blocks] });
  }
  return turns;
}

const isResult = (blocks: NormalTurn['blocks']): boolean => blocks.every((block) => block.kind === 'tool-result');
