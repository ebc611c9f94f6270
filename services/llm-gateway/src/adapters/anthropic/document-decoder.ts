import type { ChatRequest, TokenUsage } from '../../ports.ts';
import { type AnswerDecoder, DocumentCollector, isObject } from '../dialect.ts';
import { finishReasonOf } from './finish-reason.ts';
import { readUsage, usageForClient } from './read-usage.ts';

/** A whole answer of the Messages API as a chat completion. */
export class DocumentDecoder implements AnswerDecoder {
  usage: TokenUsage | undefined;
  visibleBytes = 0;
  readonly #document = new DocumentCollector();
  readonly #model: string;

  constructor(request: ChatRequest) {
    this.#model = request.model;
  }

  push(chunk: Buffer): readonly Uint8Array[] {
    this.#document.push(chunk);
    return [];
  }

  finish(): { bytes: readonly Uint8Array[]; whole: boolean } {
    const answer: unknown = JSON.parse(this.#document.bytes().toString('utf8'));
    if (!isObject(answer) || !Array.isArray(answer['content'])) throw new Error('the answer holds no content');
    this.usage = readUsage(answer['usage']);
    // Counted only where the upstream says that nothing came out: then it matters whether that can be.
    if (this.usage?.outputTokens === 0) this.visibleBytes = JSON.stringify(answer['content']).length - '[]'.length;
    const completion = {
      id: answer['id'],
      object: 'chat.completion',
      created: Math.floor(Date.now() / 1000),
      model: this.#model,
      choices: [
        { index: 0, message: messageOf(answer['content']), logprobs: null, finish_reason: finishReasonOf(answer['stop_reason']) },
      ],
      ...(this.usage ? { usage: usageForClient(this.usage) } : {}),
    };
    return { bytes: [Buffer.from(JSON.stringify(completion))], whole: true };
  }
}

function messageOf(content: readonly unknown[]): Record<string, unknown> {
  const blocks = content.filter(isObject);
  const texts = blocks.filter((block) => block['type'] === 'text').map((block) => String(block['text']));
  const calls = blocks
    .filter((block) => block['type'] === 'tool_use')
    .map((block) => ({
      id: block['id'],
      type: 'function',
      function: { name: block['name'], arguments: JSON.stringify(block['input'] ?? {}) },
    }));
  return {
    role: 'assistant',
    content: texts.length > 0 ? texts.join('') : null,
    refusal: null,
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  };
}
