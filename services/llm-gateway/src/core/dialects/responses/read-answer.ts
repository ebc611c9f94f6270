import type { Json } from '../normal/dialect-codec.ts';
import { isObject, listOf } from '../normal/json-values.ts';
import type { NormalAnswer, NormalChoice, TokenLogprob } from '../normal/normal-answer.ts';
import type { NormalBlock } from '../normal/normal-request.ts';
import { Refused, keptIn, originOf, restOf, textOf } from './json.ts';
import { readItem } from './read-item.ts';
import { readLogprobs } from './logprobs.ts';
import { readStop } from './stop.ts';
import { readUsage } from './read-usage.ts';

export const ENVELOPE_READ: ReadonlySet<string> = new Set(['id', 'model', 'created_at', 'output', 'output_text']);

/** Reads a whole answer; throws for one that failed and for what is none. Source: OpenAI API reference, "The response object". */
export function readAnswer(body: Json): NormalAnswer {
  if (!Array.isArray(body['output'])) throw new Error('the answer holds no output');
  if (body['status'] === 'failed') throw new Error(`the upstream reported that the answer failed: ${errorText(body['error'])}`);
  const blocks = body['output'].flatMap((item: unknown, index) => readOutputItem(item, `output[${index}]`));
  const created = body['created_at'];
  return {
    ...originOf(restOf(body, ENVELOPE_READ)),
    id: textOf(body['id']),
    model: textOf(body['model']),
    ...(typeof created === 'number' ? { createdS: created } : {}),
    choices: [{ ...choiceOf(blocks), stop: readStop(body, hasCalls(blocks)) }],
    usage: readUsage(body['usage']),
  };
}

export const hasCalls = (blocks: readonly NormalBlock[]): boolean => blocks.some((block) => block.kind === 'tool-call');

export const errorText = (error: unknown): string => (isObject(error) ? textOf(error['message']) : 'no reason given');

/** The blocks of an item that the model gave; an item that is malformed throws. */
export function readOutputItem(item: unknown, path: string): readonly NormalBlock[] {
  try {
    return readItem(item, path).blocks;
  } catch (error) {
    throw error instanceof Refused ? new Error(error.message) : error;
  }
}

/** Log-probabilities and annotations stand in the parts; here they are gathered. */
function choiceOf(blocks: readonly NormalBlock[]): Omit<NormalChoice, 'stop'> {
  const logprobs: TokenLogprob[] = [];
  const annotations: { readonly block: number; readonly value: unknown }[] = [];
  for (const [index, block] of blocks.entries()) {
    const part = keptIn(block)['part'];
    if (block.kind !== 'text' || !isObject(part)) continue;
    logprobs.push(...readLogprobs(part['logprobs']));
    for (const value of listOf(part['annotations'])) annotations.push({ block: index, value });
  }
  return { blocks, ...(logprobs.length > 0 ? { logprobs } : {}), ...(annotations.length > 0 ? { annotations } : {}) };
}
