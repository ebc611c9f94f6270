import { type TokenUsage, usageOf } from '../../price.ts';
import { type JsonObject, isGiven, isObject, tokenCount } from '../normal/json-values.ts';
import type { Origin } from '../normal/normal-request.ts';

/**
 * Usage of Anthropic's answers, where `input_tokens` leaves cached tokens out and we count them in. `known` is what came
 * earlier in the same stream: later figures are cumulative and replace it. Source: Anthropic API reference, "usage".
 */
export function readUsage(value: unknown, known?: TokenUsage): TokenUsage | undefined {
  if (!isObject(value)) return known;
  const outputTokens = tokenCount(value['output_tokens']) ?? known?.outputTokens;
  if (outputTokens === undefined) return known;
  const reasoning = readReasoning(value, known);
  const plain = tokenCount(value['input_tokens']);
  if (plain === undefined) return known && { ...known, ...reasoning, outputTokens };
  const cached = readCached(value, known);
  return usageOf({ ...cached, ...reasoning, outputTokens, inputTokens: plain + sumOf(cached) });
}

/**
 * The same with what is billed on top of it: summaries of the conversation (`compaction`) and questions to another model
 * (`advisor_message`), which the answer's own counts leave out. Source: Anthropic API reference, "usage.iterations".
 */
export const readBilledUsage = (value: unknown): TokenUsage | undefined => billed(readUsage(value), iterationsOf(value));

/** Usage of a stream, whose later figures are cumulative: those that come again replace what was said before. */
export class StreamUsage {
  /** Whether the output was counted: before, it is a placeholder, and a whole answer that ends with it has no usage. */
  isFinal = false;
  #own: TokenUsage | undefined;
  #iterations: readonly TokenUsage[] = [];

  /** As far as it was said. */
  get billed(): TokenUsage | undefined {
    return billed(this.#own, this.#iterations);
  }

  /** Of the message in `message_start`: it is counted there only where it has stopped already. */
  begin({ usage, stop_reason: stopReason }: JsonObject): TokenUsage | undefined {
    if (isGiven(stopReason)) return this.count(usage);
    if (!this.isFinal) this.#read(usage);
    return this.billed;
  }

  /** Of `message_delta`; one without a count of the output says nothing. */
  count(value: unknown): TokenUsage | undefined {
    if (!isObject(value) || tokenCount(value['output_tokens']) === undefined) return this.billed;
    this.isFinal = true;
    this.#read(value);
    return this.billed;
  }

  #read(value: unknown): void {
    this.#own = readUsage(value, this.#own);
    this.#iterations = iterationsOf(value) ?? this.#iterations;
  }
}

const billed = (own: TokenUsage | undefined, iterations: readonly TokenUsage[] = []): TokenUsage | undefined =>
  own && iterations.reduce(added, own);

/** What is billed besides; undefined where it isn't said. */
function iterationsOf(value: unknown): readonly TokenUsage[] | undefined {
  if (!isObject(value) || !Array.isArray(value['iterations'])) return undefined;
  return value['iterations']
    .filter((entry) => isObject(entry) && entry['type'] !== 'message' && entry['type'] !== 'fallback_message')
    .map((entry) => readUsage(entry))
    .filter((usage) => usage !== undefined);
}

const added = (one: TokenUsage, other: TokenUsage): TokenUsage => ({
  ...one,
  inputTokens: one.inputTokens + other.inputTokens,
  cacheReadTokens: one.cacheReadTokens + other.cacheReadTokens,
  cacheWriteTokens: one.cacheWriteTokens + other.cacheWriteTokens,
  cacheWriteHourTokens: one.cacheWriteHourTokens + other.cacheWriteHourTokens,
  outputTokens: one.outputTokens + other.outputTokens,
});

type Cached = Pick<TokenUsage, 'cacheReadTokens' | 'cacheWriteTokens' | 'cacheWriteHourTokens'>;

const sumOf = (cached: Cached): number => cached.cacheReadTokens + cached.cacheWriteTokens + cached.cacheWriteHourTokens;

function readCached(value: Readonly<Record<string, unknown>>, known: TokenUsage | undefined): Cached {
  const cacheReadTokens = tokenCount(value['cache_read_input_tokens']) ?? known?.cacheReadTokens ?? 0;
  const knownWritten = known ? known.cacheWriteTokens + known.cacheWriteHourTokens : 0;
  const written = tokenCount(value['cache_creation_input_tokens']) ?? knownWritten;
  const detail = isObject(value['cache_creation']) ? value['cache_creation'] : {};
  // The last figures of a stream don't split what was written; the first ones did.
  const hour = tokenCount(detail['ephemeral_1h_input_tokens']) ?? known?.cacheWriteHourTokens ?? 0;
  const cacheWriteHourTokens = Math.min(written, hour);
  return { cacheReadTokens, cacheWriteTokens: written - cacheWriteHourTokens, cacheWriteHourTokens };
}

function readReasoning(
  value: Readonly<Record<string, unknown>>,
  known: TokenUsage | undefined,
): Pick<TokenUsage, 'reasoningTokens'> {
  const details = isObject(value['output_tokens_details']) ? value['output_tokens_details'] : {};
  const reasoningTokens = tokenCount(details['thinking_tokens']) ?? known?.reasoningTokens ?? 0;
  return reasoningTokens > 0 ? { reasoningTokens } : {};
}

/** The same in Anthropic's shape, or as Anthropic said it where that is where it comes from. */
export function writeUsage(usage: TokenUsage | undefined, origin?: Origin): Readonly<Record<string, unknown>> {
  if (origin?.dialect === 'messages' && isObject(origin.value['usage'])) return origin.value['usage'];
  const { inputTokens, cacheReadTokens, cacheWriteTokens, cacheWriteHourTokens, outputTokens, reasoningTokens } =
    usage ?? usageOf({});
  const written = cacheWriteTokens + cacheWriteHourTokens;
  return {
    input_tokens: Math.max(0, inputTokens - cacheReadTokens - written),
    cache_creation_input_tokens: written,
    cache_read_input_tokens: cacheReadTokens,
    ...(written > 0
      ? { cache_creation: { ephemeral_5m_input_tokens: cacheWriteTokens, ephemeral_1h_input_tokens: cacheWriteHourTokens } }
      : {}),
    output_tokens: outputTokens,
    ...(reasoningTokens === undefined ? {} : { output_tokens_details: { thinking_tokens: reasoningTokens } }),
  };
}
