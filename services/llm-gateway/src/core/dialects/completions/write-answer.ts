import type { TokenUsage } from '../../price.ts';
import type { Json } from '../normal/dialect-codec.ts';
import type { NormalAnswer, NormalChoice, StopReason, TokenLogprob } from '../normal/normal-answer.ts';
import type { NormalBlock } from '../normal/normal-request.ts';

/** Writes a whole answer as a completion. Source: OpenAI API reference, "The completion object". */
export function writeAnswer(answer: NormalAnswer): Json {
  const omitted = [...new Set(answer.choices.flatMap(({ blocks }) => blocks.flatMap((block) => omittedOf(block) ?? [])))];
  return {
    ...headOf(answer),
    choices: answer.choices.map((choice, index) => ({
      text: choice.blocks.map(textOf).join(''),
      index,
      logprobs: writeLogprobs(choice.logprobs),
      finish_reason: finishReason(choice.stop),
    })),
    ...(answer.usage ? { usage: writeUsage(answer.usage) } : {}),
    ...(omitted.length > 0 ? { panal_omitted: omitted } : {}),
  };
}

export const headOf = ({ id, model, createdS }: Pick<NormalAnswer, 'id' | 'model' | 'createdS'>): Json => ({
  id: id.startsWith('cmpl-') ? id : `cmpl-${id}`,
  object: 'text_completion',
  created: createdS ?? 0,
  model,
});

const textOf = (block: NormalBlock): string => (block.kind === 'text' || block.kind === 'refusal' ? block.text : '');

/** What a completion has no place for. */
export function omittedOf(block: NormalBlock): string | undefined {
  if (block.kind === 'own') return block.type;
  return block.kind === 'reasoning' || block.kind === 'tool-call' ? block.kind : undefined;
}

export function finishReason(stop: StopReason): string {
  if (stop.kind === 'length' || stop.kind === 'context-length') return 'length';
  return stop.kind === 'refusal' ? 'content_filter' : 'stop';
}

/** Lists side by side, with each token's offset in the text. */
export function writeLogprobs(logprobs: NormalChoice['logprobs'], offset = 0): Json | null {
  if (!logprobs || logprobs.length === 0) return null;
  let at = offset;
  const offsets = logprobs.map(({ token }) => {
    const start = at;
    at += token.length;
    return start;
  });
  return {
    tokens: logprobs.map(({ token }) => token),
    token_logprobs: logprobs.map(({ logprob }) => logprob),
    top_logprobs: logprobs.map(topOf),
    text_offset: offsets,
  };
}

const topOf = ({ top = [] }: TokenLogprob): Json => Object.fromEntries(top.map(({ token, logprob }) => [token, logprob]));

export const writeUsage = (usage: TokenUsage): Json => ({
  prompt_tokens: usage.inputTokens,
  completion_tokens: usage.outputTokens,
  total_tokens: usage.inputTokens + usage.outputTokens,
  prompt_tokens_details: { cached_tokens: usage.cacheReadTokens },
  completion_tokens_details: { reasoning_tokens: usage.reasoningTokens ?? 0 },
});
