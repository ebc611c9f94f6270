import type { Json } from '../normal/dialect-codec.ts';
import { type JsonObject, isGiven, isObject, listOf, stringOr, tokenCount } from '../normal/json-values.ts';
import type { NormalAnswer, NormalChoice } from '../normal/normal-answer.ts';
import type { NormalBlock, Origin } from '../normal/normal-request.ts';
import { isTextPart } from '../normal/omitted.ts';
import { readAnnotation } from './annotations.ts';
import { readLogprobs } from './logprobs.ts';
import { readReasoning } from './reasoning.ts';
import { readStop } from './stop-reason.ts';
import { readUsage } from './usage.ts';

const ENVELOPE = new Set(['id', 'object', 'created', 'model', 'choices']);
const CHOICE = new Set(['index', 'message', 'finish_reason', 'panal_stop']);
const MESSAGE = new Set(['role', 'content', 'tool_calls']);
const MESSAGE_CALLED = new Set([...MESSAGE, 'function_call']);
const CALL = new Set(['id', 'type', 'function', 'custom', 'index']);

/** Reads a chat completion; throws for what is none. */
export function readAnswer(body: Json): NormalAnswer {
  if (!Array.isArray(body['choices'])) throw new Error('the answer holds no choices');
  const createdS = tokenCount(body['created']);
  return {
    ...originOf(body, ENVELOPE),
    id: stringOr(body['id'], ''),
    model: stringOr(body['model'], ''),
    ...(createdS === undefined ? {} : { createdS }),
    choices: listOf(body['choices'])
      .filter(isObject)
      .map((choice, index) => readChoice(choice, legacyCallId(stringOr(body['id'], ''), index))),
    usage: readUsage(body['usage']),
  };
}

/** What an object has besides, nulls included, for a writer of this dialect. */
export function originOf(value: JsonObject, known: ReadonlySet<string>): { readonly origin?: Origin } {
  let rest: Record<string, unknown> | undefined;
  for (const name of Object.keys(value)) if (!known.has(name)) (rest ??= {})[name] = value[name];
  return rest ? { origin: { dialect: 'chat', value: rest } } : {};
}

/** The id of a `function_call`, which has none: made of the answer's, so that those of a conversation differ. */
export const legacyCallId = (answerId: string, choice: number): string =>
  `call_${answerId}${choice === 0 ? '' : `_${choice}`}`.slice(0, LEGACY_ID_CHARS_MAX);
const LEGACY_ID_CHARS_MAX = 64;

/** The call of the API before `tool_calls`; servers that give both say the same twice. */
export const legacyCallOf = (message: JsonObject): JsonObject | undefined =>
  isObject(message['function_call']) && listOf(message['tool_calls']).length === 0 ? message['function_call'] : undefined;

function readChoice(choice: JsonObject, callId: string): NormalChoice {
  const message = isObject(choice['message']) ? choice['message'] : {};
  const blocks = readMessage(message, callId);
  const own = { ...originOf(choice, CHOICE).origin?.value, ...messageRest(message) };
  const logprobs = readLogprobs(choice['logprobs']);
  const text = blocks.findIndex((block) => block.kind === 'text');
  const annotations =
    text < 0 ? [] : listOf(message['annotations']).map((value) => ({ block: text, value: readAnnotation(value) }));
  return {
    ...(Object.keys(own).length > 0 ? { origin: { dialect: 'chat', value: own } } : {}),
    blocks,
    stop: readStop(choice),
    ...(logprobs ? { logprobs } : {}),
    ...(annotations.length > 0 ? { annotations } : {}),
  };
}

const messageRest = (message: JsonObject): JsonObject => {
  const { origin } = originOf(message, legacyCallOf(message) ? MESSAGE_CALLED : MESSAGE);
  // Parts that are no text are kept with the texts between them.
  const parts = listOf(message['content']).every(isTextPart) ? {} : { content: message['content'] };
  const rest = { ...origin?.value, ...parts };
  if (Object.keys(rest).length === 0) return {};
  return { message: rest, ...(isGiven(message['audio']) ? { audio: message['audio'] } : {}) };
};

function readMessage(message: JsonObject, callId: string): readonly NormalBlock[] {
  const legacy = legacyCallOf(message);
  const refusal = stringOr(message['refusal'], '');
  return [
    ...readReasoning(message),
    ...textsOf(message['content']).map((text) => ({ kind: 'text', text }) as const),
    ...(refusal === '' ? [] : [{ kind: 'refusal', text: refusal } as const]),
    ...listOf(message['tool_calls']).filter(isObject).map(readCall),
    ...(legacy ? [readCall({ id: callId, function: legacy })] : []),
  ];
}

/** Some compatible servers answer with a list of parts. */
const textsOf = (content: unknown): readonly string[] =>
  typeof content === 'string'
    ? [content]
    : listOf(content)
        .filter(isObject)
        .flatMap((part) => (typeof part['text'] === 'string' ? [part['text']] : []));

function readCall(call: JsonObject): NormalBlock {
  const origin = originOf(call, CALL);
  const id = stringOr(call['id'], '');
  const custom = call['custom'];
  if (isObject(custom)) {
    return {
      ...origin,
      kind: 'tool-call',
      id,
      name: stringOr(custom['name'], ''),
      input: stringOr(custom['input'], ''),
      custom: true,
    };
  }
  const called = isObject(call['function']) ? call['function'] : {};
  return { ...origin, kind: 'tool-call', id, name: stringOr(called['name'], ''), input: inputOf(called['arguments']) };
}

/** Some compatible servers give the arguments as an object. */
const inputOf = (value: unknown): string => (isObject(value) ? JSON.stringify(value) : stringOr(value, '') || '{}');
