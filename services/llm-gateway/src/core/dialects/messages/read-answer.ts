import type { Json } from '../normal/dialect-codec.ts';
import { type JsonObject, isObject, listOf, stringOr } from '../normal/json-values.ts';
import type { NormalAnswer, NormalChoice } from '../normal/normal-answer.ts';
import type { NormalBlock, Origin } from '../normal/normal-request.ts';
import { openSeal } from './sealed-reasoning.ts';
import { readStop } from './stop-reason.ts';
import { decodeToolId } from './tool-ids.ts';
import { readBilledUsage } from './usage.ts';

const ENVELOPE = new Set(['id', 'type', 'role', 'model', 'content', 'stop_reason', 'stop_sequence']);
const TEXT = new Set(['type', 'text', 'citations']);
const TOOL_USE = new Set(['type', 'id', 'name', 'input']);
const THINKING = new Set(['type', 'thinking', 'signature']);
const REDACTED = new Set(['type', 'data']);

/** Reads a whole answer of Anthropic's Messages API; throws for what is none. */
export function readAnswer(body: Json): NormalAnswer {
  if (!Array.isArray(body['content'])) throw new Error('the answer holds no content');
  const choice = readChoice(body);
  return {
    ...originOf(body, ENVELOPE),
    id: stringOr(body['id'], ''),
    model: stringOr(body['model'], ''),
    choices: [choice],
    usage: readBilledUsage(body['usage']),
  };
}

function readChoice(body: Json): NormalChoice {
  const values = listOf(body['content']).filter(isObject);
  const annotations = values.flatMap((value, block) =>
    listOf(value['citations']).map((citation) => ({ block, value: citation })),
  );
  const explanation = explanationOf(body['stop_details']);
  const blocks = values.map(readAnswerBlock);
  return {
    blocks: explanation === undefined ? blocks : [...blocks, { kind: 'refusal', text: explanation }],
    stop: readStop(body['stop_reason'], body['stop_sequence']),
    ...(annotations.length > 0 ? { annotations } : {}),
  };
}

/** Why a request was refused, in words for people. */
export const explanationOf = (details: unknown): string | undefined =>
  isObject(details) ? stringOr(details['explanation'], undefined) : undefined;

/** What an object has besides, nulls included, for a writer of this dialect. */
export function originOf(value: JsonObject, known: ReadonlySet<string>): { readonly origin?: Origin } {
  let rest: Record<string, unknown> | undefined;
  for (const name of Object.keys(value)) if (!known.has(name)) (rest ??= {})[name] = value[name];
  return rest ? { origin: { dialect: 'messages', value: rest } } : {};
}

/** A content block of an answer, whole or as a stream begins it. */
export function readAnswerBlock(value: JsonObject): NormalBlock {
  switch (value['type']) {
    case 'text': {
      const none = value['citations'] === null ? { origin: { dialect: 'messages', value: { citations: null } } as const } : {};
      return { ...none, ...originOf(value, TEXT), kind: 'text', text: stringOr(value['text'], '') };
    }
    case 'tool_use':
      return {
        ...originOf(value, TOOL_USE),
        kind: 'tool-call',
        id: decodeToolId(stringOr(value['id'], '')),
        name: stringOr(value['name'], ''),
        input: JSON.stringify(value['input'] ?? {}),
      };
    case 'thinking': {
      const text = stringOr(value['thinking'], '');
      const seal = openSeal(stringOr(value['signature'], ''));
      return { ...originOf(value, THINKING), kind: 'reasoning', text: text === '' ? [] : [text], ...seal };
    }
    case 'redacted_thinking':
      return { ...originOf(value, REDACTED), kind: 'reasoning', text: [], encrypted: stringOr(value['data'], '') };
    default:
      return { kind: 'own', dialect: 'messages', type: stringOr(value['type'], 'unknown'), value };
  }
}
