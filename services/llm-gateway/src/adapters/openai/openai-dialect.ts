import { ok } from '@panal/kernel/pure';
import type { ChatRequest } from '../../ports.ts';
import { type AnswerDecoder, type Dialect, DocumentCollector, isObject, tokenCount } from '../dialect.ts';
import { type TokenUsage, usageOf } from '../../ports.ts';
import { type SseEvent, SseSplitter, readEvent } from '../sse-splitter.ts';
import { PlainDeltas } from './plain-deltas.ts';
import { visibleIn } from './visible-bytes.ts';

/** Chat completions as OpenAI and compatible servers speak them. */
export function openAiDialect(options: { readonly outputField: 'max_tokens' | 'max_completion_tokens' }): Dialect {
  return {
    path: '/chat/completions',
    mayWriteCache: true,
    headers: (apiKey): Record<string, string> => (apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
    encode: (request, outputTokensMax) =>
      ok(
        Buffer.from(
          JSON.stringify({
            model: request.model,
            messages: request.messages,
            ...(request.tools.length > 0 ? { tools: request.tools } : {}),
            ...(request.choices > 1 ? { n: request.choices } : {}),
            ...request.fields,
            [options.outputField]: outputTokensMax,
            // Usage is what the client is charged by, so it is asked for whether or not the client did.
            ...(request.stream ? { stream: true, stream_options: { include_usage: true } } : {}),
          }),
        ),
      ),
    openDecoder: (request) => (request.stream ? new StreamDecoder(request) : new DocumentDecoder()),
  };
}

/** Reads `usage`; undefined where it is missing or not made of sound numbers. Source: OpenAI API reference, "CompletionUsage". */
export function readUsage(value: unknown): TokenUsage | undefined {
  if (!isObject(value)) return undefined;
  const inputTokens = tokenCount(value['prompt_tokens']);
  const outputTokens = tokenCount(value['completion_tokens']);
  if (inputTokens === undefined || outputTokens === undefined) return undefined;
  const details = isObject(value['prompt_tokens_details']) ? value['prompt_tokens_details'] : {};
  const cacheReadTokens = Math.min(inputTokens, tokenCount(details['cached_tokens']) ?? 0);
  const cacheWriteTokens = Math.min(inputTokens - cacheReadTokens, tokenCount(details['cache_write_tokens']) ?? 0);
  return { ...usageOf({ inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens }), ...loggedTokens(value, details) };
}

/** Kinds of tokens that most prices don't tell apart. */
function loggedTokens(
  usage: Readonly<Record<string, unknown>>,
  inputDetails: Readonly<Record<string, unknown>>,
): Pick<TokenUsage, 'reasoningTokens' | 'audioTokens' | 'audioInputTokens'> {
  const outputDetails = isObject(usage['completion_tokens_details']) ? usage['completion_tokens_details'] : {};
  const reasoningTokens = tokenCount(outputDetails['reasoning_tokens']) ?? 0;
  const audioInputTokens = tokenCount(inputDetails['audio_tokens']) ?? 0;
  const audioTokens = audioInputTokens + (tokenCount(outputDetails['audio_tokens']) ?? 0);
  return {
    ...(reasoningTokens > 0 ? { reasoningTokens } : {}),
    ...(audioTokens > 0 ? { audioTokens, audioInputTokens } : {}),
  };
}

class DocumentDecoder implements AnswerDecoder {
  usage: TokenUsage | undefined;
  visibleBytes = 0;
  readonly #document = new DocumentCollector();

  push(chunk: Buffer): readonly Uint8Array[] {
    this.#document.push(chunk);
    return [];
  }

  finish(): { bytes: readonly Uint8Array[]; whole: boolean } {
    const bytes = this.#document.bytes();
    const answer: unknown = JSON.parse(bytes.toString('utf8'));
    if (!isObject(answer) || !Array.isArray(answer['choices'])) throw new Error('the answer holds no choices');
    this.usage = readUsage(answer['usage']);
    // Counted only where the upstream says that nothing came out: then it matters whether that can be.
    if (this.usage?.outputTokens === 0)
      for (const choice of answer['choices']) if (isObject(choice)) this.visibleBytes += visibleIn(choice['message']);
    return { bytes: [bytes], whole: true };
  }
}

class StreamDecoder implements AnswerDecoder {
  usage: TokenUsage | undefined;
  visibleBytes = 0;
  over = false;
  readonly #splitter = new SseSplitter();
  readonly #deltas = new PlainDeltas();
  readonly #wantsUsage: boolean;
  #ended = false;

  constructor(request: ChatRequest) {
    this.#wantsUsage = request.wantsUsage;
  }

  push(chunk: Buffer): readonly Uint8Array[] {
    const out: Uint8Array[] = [];
    for (const raw of this.#splitter.pushRaw(chunk)) {
      const bytes = this.#deltas.contentBytes(raw);
      if (bytes !== undefined) {
        this.visibleBytes += bytes;
        out.push(raw);
        continue;
      }
      const event = readEvent(raw);
      if (event && this.#read(event, raw)) out.push(raw);
    }
    return out;
  }

  finish(): { bytes: readonly Uint8Array[]; whole: boolean } {
    const last = this.#splitter.flush();
    const bytes = last && this.#read(last) ? [Buffer.from(`data: ${last.data}\n\n`)] : [];
    return { bytes, whole: this.#ended };
  }

  /** Whether the client gets the event. */
  #read(event: SseEvent, raw?: Buffer): boolean {
    if (event.data === '[DONE]') {
      this.#ended = true;
      this.over = true;
      return true;
    }
    const chunk: unknown = JSON.parse(event.data);
    if (!isObject(chunk)) throw new Error('an event of the upstream is no object');
    if (chunk['error']) throw new Error('the upstream reported an error within its answer');
    const choices = Array.isArray(chunk['choices']) ? chunk['choices'] : [];
    for (const choice of choices) this.#readChoice(choice);
    const usage = readUsage(chunk['usage']);
    if (raw && !usage && !this.#ended) this.#deltas.learn(raw, choices);
    if (usage) this.usage = usage;
    return choices.length > 0 || !usage || this.#wantsUsage;
  }

  #readChoice(choice: unknown): void {
    if (!isObject(choice)) return;
    // Some compatible servers end without [DONE].
    if (choice['finish_reason']) this.#ended = true;
    this.visibleBytes += visibleIn(choice['delta']);
  }
}
