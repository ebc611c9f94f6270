import type { ChatRequest, TokenUsage } from '../../ports.ts';
import { type AnswerDecoder, SSE_DONE, byteLength, isObject, sseEvent } from '../dialect.ts';
import { SseSplitter } from '../sse-splitter.ts';
import { finishReasonOf } from './finish-reason.ts';
import { readUsage, usageForClient } from './read-usage.ts';

/** A streamed answer of the Messages API as chat completion chunks. Source: Anthropic API reference, "Streaming Messages". */
export class StreamDecoder implements AnswerDecoder {
  usage: TokenUsage | undefined;
  visibleBytes = 0;
  readonly #splitter = new SseSplitter();
  readonly #request: ChatRequest;
  readonly #created = Math.floor(Date.now() / 1000);
  #id: unknown = '';
  /** Content blocks that are tool calls, by block index, with their number among the calls. */
  readonly #calls = new Map<unknown, number>();
  #stopReason: unknown;
  #ended = false;

  constructor(request: ChatRequest) {
    this.#request = request;
  }

  push(chunk: Buffer): readonly Uint8Array[] {
    return this.#splitter.push(chunk).flatMap((event) => this.#read(event.data));
  }

  finish(): { bytes: readonly Uint8Array[]; whole: boolean } {
    const last = this.#splitter.flush();
    const bytes = last ? this.#read(last.data) : [];
    return { bytes, whole: this.#ended };
  }

  #read(data: string): Uint8Array[] {
    const event: unknown = JSON.parse(data);
    if (!isObject(event)) throw new Error('an event of the upstream is no object');
    switch (event['type']) {
      case 'message_start':
        return this.#start(event['message']);
      case 'content_block_start':
        return this.#startBlock(event['index'], event['content_block']);
      case 'content_block_delta':
        return this.#delta(event['index'], event['delta']);
      case 'message_delta':
        this.usage = readUsage(event['usage'], this.usage);
        if (isObject(event['delta'])) this.#stopReason = event['delta']['stop_reason'] ?? this.#stopReason;
        return [];
      case 'message_stop':
        return this.#stop();
      case 'error':
        throw new Error('the upstream reported an error within its answer');
      default:
        return [];
    }
  }

  #start(message: unknown): Uint8Array[] {
    if (isObject(message)) {
      this.#id = message['id'];
      this.usage = readUsage(message['usage']);
    }
    return [this.#chunk({ role: 'assistant', content: '' })];
  }

  #startBlock(index: unknown, block: unknown): Uint8Array[] {
    if (!isObject(block) || block['type'] !== 'tool_use') return [];
    const number = this.#calls.size;
    this.#calls.set(index, number);
    this.visibleBytes += byteLength(block['name']);
    const call = { index: number, id: block['id'], type: 'function', function: { name: block['name'], arguments: '' } };
    return [this.#chunk({ tool_calls: [call] })];
  }

  #delta(index: unknown, delta: unknown): Uint8Array[] {
    if (!isObject(delta)) return [];
    if (delta['type'] === 'text_delta') {
      this.visibleBytes += byteLength(delta['text']);
      return [this.#chunk({ content: delta['text'] })];
    }
    if (delta['type'] !== 'input_json_delta') return [];
    this.visibleBytes += byteLength(delta['partial_json']);
    return [
      this.#chunk({ tool_calls: [{ index: this.#calls.get(index) ?? 0, function: { arguments: delta['partial_json'] } }] }),
    ];
  }

  #stop(): Uint8Array[] {
    this.#ended = true;
    const parts = [this.#chunk({}, finishReasonOf(this.#stopReason))];
    if (this.#request.wantsUsage && this.usage)
      parts.push(sseEvent({ ...this.#base(), choices: [], usage: usageForClient(this.usage) }));
    return [...parts, SSE_DONE];
  }

  #base(): Record<string, unknown> {
    return { id: this.#id, object: 'chat.completion.chunk', created: this.#created, model: this.#request.model };
  }

  #chunk(delta: unknown, finishReason: string | null = null): Uint8Array {
    return sseEvent({ ...this.#base(), choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }] });
  }
}
