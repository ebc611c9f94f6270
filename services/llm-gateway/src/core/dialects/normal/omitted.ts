import type { NormalAnswer, NormalChoice } from './normal-answer.ts';
import { isGiven, isObject, listOf } from './json-values.ts';
import type { DialectName, NormalBlock, Origin } from './normal-request.ts';

/** Citations of Anthropic's, as against OpenAI's annotations. */
export const isCitation = (value: unknown): boolean =>
  typeof (value as { type?: unknown } | null)?.type === 'string' && (value as { type: string }).type.endsWith('_location');

/** What of a block another dialect leaves out of an answer; undefined where it says the whole. */
export const omittedOf = (block: NormalBlock, target: DialectName): string | undefined =>
  block.kind === 'own' && block.dialect !== target ? block.type : undefined;

/** `panal_omitted`: what of an answer the client's dialect can't say, each kind once; undefined where nothing is missing. */
export function omittedFrom(answer: NormalAnswer, target: DialectName): readonly string[] | undefined {
  const names = new Set<string>(namedExtras(answer.origin, target));
  for (const choice of answer.choices) {
    for (const block of choice.blocks) {
      const name = omittedOf(block, target);
      if (name !== undefined) names.add(name);
      for (const extra of namedInCall(block, target)) names.add(extra);
    }
    for (const name of namedExtras(choice.origin, target)) names.add(name);
    if (hasForeignAnnotations(choice, target)) names.add('citations');
  }
  return names.size > 0 ? [...names] : undefined;
}

const hasForeignAnnotations = (choice: NormalChoice, target: DialectName): boolean =>
  (choice.annotations ?? []).some(({ value }) => isCitation(value) !== (target === 'messages'));

/**
 * Fields of each dialect's answers that a client of another one doesn't miss: they are said in other words (usage, reasoning), tell
 * of the server alone (fingerprints, tiers), or repeat the request. Every other one is named.
 */
const HARMLESS: Readonly<Record<DialectName, ReadonlySet<string>>> = {
  chat: new Set([
    ...['usage', 'system_fingerprint', 'service_tier', 'obfuscation', 'panal_omitted', 'logprobs', 'refusal', 'annotations'],
    ...['role', 'reasoning', 'reasoning_content', 'reasoning_details'],
  ]),
  messages: new Set(['usage', 'stop_details', 'stop_reason', 'stop_sequence', 'type', 'panal_omitted']),
  responses: new Set([
    ...['object', 'status', 'usage', 'error', 'incomplete_details', 'completed_at', 'panal_omitted', 'background', 'billing'],
    ...['instructions', 'max_output_tokens', 'max_tool_calls', 'metadata', 'parallel_tool_calls', 'previous_response_id'],
    ...['conversation', 'prompt', 'prompt_cache_key', 'prompt_cache_retention', 'reasoning', 'safety_identifier', 'service_tier'],
    ...['store', 'temperature', 'text', 'tool_choice', 'tools', 'top_logprobs', 'top_p', 'truncation', 'user'],
    ...['frequency_penalty', 'presence_penalty', 'output_text', 'include'],
  ]),
};
/** Names told of one answer's fields; more are no answer of a model. */
const NAMES_MAX = 64;
/** What of an answer stands in objects of its own in `origin`. */
const GROUPS = new Set(['delta', 'event', 'message']);

/** The fields of an answer of another dialect, or of one of its choices, that have no counterpart. */
export function namedExtras(origin: Origin | undefined, target: DialectName): readonly string[] {
  if (origin === undefined || origin.dialect === target) return [];
  const names = new Set<string>();
  const add = (name: string, value: unknown): void => {
    for (const said of namesOf(name, value, HARMLESS[origin.dialect])) if (names.size < NAMES_MAX) names.add(said);
  };
  for (const [name, value] of Object.entries(origin.value)) {
    if (!GROUPS.has(name) || !isObject(value)) add(name, value);
    else for (const [inner, one] of Object.entries(value)) add(inner, one);
  }
  return [...names];
}

function namesOf(name: string, value: unknown, harmless: ReadonlySet<string>): readonly string[] {
  // Parts of a text that are none, of which the text was taken.
  if (name === 'content') return listOf(value).flatMap((part) => (isTextPart(part) ? [] : [typeOf(part)]));
  if (name === 'logprobs' && isObject(value) && hasContent(value['refusal'])) return ['logprobs.refusal'];
  return harmless.has(name) || !hasContent(value) ? [] : [name];
}

const typeOf = (part: unknown): string => (isObject(part) && typeof part['type'] === 'string' ? part['type'] : 'content');

/** A part of a chat message that is read as text. */
export const isTextPart = (part: unknown): boolean => isObject(part) && typeof part['text'] === 'string';

/** What a tool call of chat has besides what every dialect says of one. */
export const namedInCall = (block: NormalBlock, target: DialectName): readonly string[] =>
  block.kind === 'tool-call' && block.origin?.dialect === 'chat'
    ? namedExtras(block.origin, target).map((name) => `tool_calls[].${name}`)
    : [];

const hasContent = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.length > 0;
  if (isObject(value)) return Object.values(value).some((item) => !(Array.isArray(item) && item.length === 0));
  return isGiven(value) && value !== '';
};
