import type { Result } from '@panal/kernel/pure';
import type { DialectCodec, Json } from '../normal/dialect-codec.ts';
import { isGiven, isObject, problem } from '../normal/json-values.ts';
import type { NormalRequest, RequestProblem, Sampling } from '../normal/normal-request.ts';
import { Reading } from '../normal/reading.ts';
import { CompletionsWriter } from './stream-writer.ts';
import { writeAnswer } from './write-answer.ts';

/**
 * OpenAI's legacy completions, as clients speak them, for upstreams that don't: one prompt becomes one turn of a user, and the text
 * of the answer the completion. What that would change the meaning of is refused by name (docs/dialects.md).
 */
export const completionsCodec: Pick<DialectCodec, 'readRequest' | 'writeAnswer' | 'openWriter'> = {
  readRequest,
  writeAnswer,
  openWriter: (_request, wish) => new CompletionsWriter(wish),
};

const READ = new Set([
  'model',
  'prompt',
  'stream',
  'stream_options',
  'n',
  'best_of',
  'max_tokens',
  'temperature',
  'top_p',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'logit_bias',
  'stop',
  'logprobs',
  'user',
]);
/** Values at which a field says nothing. */
const HARMLESS = new Map<string, readonly unknown[]>([
  ['echo', [false]],
  ['suffix', ['']],
]);

function readRequest(body: Json): Result<NormalRequest, RequestProblem> {
  const prompt = promptOf(body['prompt']);
  if (prompt === undefined)
    return problem(
      '"prompt" must be one text: this model is served by chat, which can\'t answer several prompts, or tokens. Send one request for each.',
      'prompt',
    );
  for (const [name, value] of Object.entries(body))
    if (!READ.has(name) && isGiven(value) && !HARMLESS.get(name)?.includes(value))
      return problem(`"${name}" has no counterpart in chat, by which this model is served. Leave it out.`, name);
  const reading = new Reading('chat');
  const choices = reading.number(body, 'n') ?? 1;
  const bestOf = reading.number(body, 'best_of') ?? choices;
  if (bestOf !== choices) reading.fail('"best_of" must equal "n": chat gives every answer that it makes.', 'best_of');
  const outputTokensMax = reading.number(body, 'max_tokens');
  const user = reading.string(body, 'user');
  return reading.result({
    dialect: 'chat',
    model: reading.text(body, 'model', 'model'),
    stream: reading.boolean(body, 'stream') ?? false,
    choices,
    turns: [{ role: 'user', path: 'prompt', blocks: [{ kind: 'text', text: prompt }] }],
    tools: [],
    ...(outputTokensMax === undefined ? {} : { outputTokensMax }),
    ...(user === undefined ? {} : { user }),
    sampling: samplingOf(body, reading),
    own: [],
  });
}

function promptOf(value: unknown): string | undefined {
  const prompt: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return typeof prompt === 'string' ? prompt : undefined;
}

function samplingOf(body: Json, reading: Reading): Sampling {
  const numbers = {
    temperature: reading.number(body, 'temperature'),
    topP: reading.number(body, 'top_p'),
    seed: reading.number(body, 'seed'),
    presencePenalty: reading.number(body, 'presence_penalty'),
    frequencyPenalty: reading.number(body, 'frequency_penalty'),
  };
  const top = reading.number(body, 'logprobs');
  const bias = reading.object(body, 'logit_bias');
  const stop = stopOf(body['stop']);
  if (stop === undefined) reading.fail('"stop" must be a text or a list of texts.', 'stop');
  const given = Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined));
  return {
    ...given,
    ...(top === undefined ? {} : { logprobs: { top } }),
    ...(bias && isObject(bias) ? { logitBias: bias as Readonly<Record<string, number>> } : {}),
    ...(stop && stop.length > 0 ? { stop } : {}),
  };
}

function stopOf(value: unknown): readonly string[] | undefined {
  if (!isGiven(value)) return [];
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.every((item) => typeof item === 'string') ? list : undefined;
}
