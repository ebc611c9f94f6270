import type { Json } from '../normal/dialect-codec.ts';
import { type JsonObject, isObject } from '../normal/json-values.ts';
import type { NormalAnswer, NormalChoice } from '../normal/normal-answer.ts';
import type { Origin } from '../normal/normal-request.ts';
import { isCitation, omittedFrom } from '../normal/omitted.ts';
import { writeAnnotation } from './annotations.ts';
import { writeLogprobs } from './logprobs.ts';
import { writeReasoning } from './reasoning.ts';
import { writeStop } from './stop-reason.ts';
import { writeUsage } from './usage.ts';
import { writeCall } from './write-turns.ts';

/** Writes a chat completion. `created` is 0 where the upstream gave no time and the caller added none. */
export function writeAnswer(answer: NormalAnswer): Json {
  const omitted = omittedFrom(answer, 'chat');
  return {
    id: answer.id,
    object: 'chat.completion',
    created: answer.createdS ?? 0,
    model: answer.model,
    choices: answer.choices.map(writeChoice),
    ...ownOf(answer.origin),
    ...(answer.usage ? { usage: writeUsage(answer.usage, answer.origin) } : {}),
    ...(omitted ? { panal_omitted: omitted } : {}),
  };
}

export const ownOf = (origin: Origin | undefined): JsonObject => (origin?.dialect === 'chat' ? origin.value : {});

function writeChoice(choice: NormalChoice, index: number): JsonObject {
  const { message, audio: _inMessage, ...own } = ownOf(choice.origin);
  return {
    index,
    message: writeMessage(choice, isObject(message) ? message : undefined),
    logprobs: choice.logprobs ? writeLogprobs(choice.logprobs) : null,
    ...writeStop(choice.stop, choice.origin?.dialect === 'chat'),
    ...own,
  };
}

function writeMessage(choice: NormalChoice, own: JsonObject | undefined): JsonObject {
  const texts = choice.blocks.filter((block) => block.kind === 'text');
  const refusals = choice.blocks.filter((block) => block.kind === 'refusal');
  const calls = choice.blocks.filter((block) => block.kind === 'tool-call');
  const annotations = (choice.annotations ?? [])
    .filter(({ value }) => !isCitation(value))
    .map(({ value }) => writeAnnotation(value));
  return {
    role: 'assistant',
    content: texts.length === 0 ? null : texts.map(({ text }) => text).join(''),
    refusal: refusals.length === 0 ? null : refusals.map(({ text }) => text).join(''),
    ...(own ? {} : writeReasoning(choice.blocks.filter((block) => block.kind === 'reasoning'))),
    ...(calls.length > 0 ? { tool_calls: calls.map((call) => ({ ...writeCall(call), ...ownOf(call.origin) })) } : {}),
    ...(annotations.length > 0 ? { annotations } : {}),
    ...own,
  };
}
