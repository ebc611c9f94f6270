import type { TokenUsage } from '../../price.ts';
import type { AnswerWriter, Json, StreamWish } from '../normal/dialect-codec.ts';
import type { AnswerEvent, TokenLogprob } from '../normal/normal-answer.ts';
import { finishReason, headOf, omittedOf, writeLogprobs, writeUsage } from './write-answer.ts';

/** Writes a stream of completions: pieces of text by choice, its end, and usage where it was asked for. */
export class CompletionsWriter implements AnswerWriter {
  readonly #wish: StreamWish;
  readonly #omitted = new Set<string>();
  /** Characters so far, by choice. */
  readonly #lengths = new Map<number, number>();
  /** Blocks that are text, as `choice.block`. */
  readonly #texts = new Set<string>();
  #head: Json = {};
  #usage: TokenUsage | undefined;

  constructor(wish: StreamWish) {
    this.#wish = wish;
  }

  write(event: AnswerEvent): string {
    switch (event.kind) {
      case 'begin':
        this.#head = headOf(event);
        return '';
      case 'block': {
        const omitted = omittedOf(event.begun);
        if (omitted !== undefined) this.#omitted.add(omitted);
        const { begun } = event;
        if (begun.kind !== 'text' && begun.kind !== 'refusal') return '';
        this.#texts.add(`${event.choice}.${event.block}`);
        return this.#text(event.choice, begun.text);
      }
      case 'delta':
        return event.delta.kind === 'text' && this.#texts.has(`${event.choice}.${event.block}`)
          ? this.#text(event.choice, event.delta.text, event.delta.logprobs)
          : '';
      case 'stop':
        return this.#chunk([{ text: '', index: event.choice, logprobs: null, finish_reason: finishReason(event.stop) }]);
      case 'usage':
        this.#usage = event.usage;
        return '';
      case 'end':
        return this.#end(event.usage ?? this.#usage);
      case 'failure': {
        const { message, type, code } = event.error;
        return `data: ${JSON.stringify({ error: { message, type, param: null, code } })}\n\n`;
      }
      default:
        return '';
    }
  }

  #text(index: number, text: string, logprobs?: readonly TokenLogprob[]): string {
    if (text === '' && !logprobs) return '';
    const offset = this.#lengths.get(index) ?? 0;
    this.#lengths.set(index, offset + text.length);
    return this.#chunk([{ text, index, logprobs: writeLogprobs(logprobs, offset), finish_reason: null }]);
  }

  #chunk(choices: readonly Json[], rest: Json = {}): string {
    return `data: ${JSON.stringify({ ...this.#head, choices, ...rest })}\n\n`;
  }

  #end(usage: TokenUsage | undefined): string {
    const omitted = this.#omitted.size > 0 ? { panal_omitted: [...this.#omitted] } : {};
    const wanted = this.#wish.usage && usage ? { usage: writeUsage(usage) } : {};
    const last = Object.keys({ ...wanted, ...omitted }).length > 0 ? this.#chunk([], { ...wanted, ...omitted }) : '';
    return `${last}data: [DONE]\n\n`;
  }
}
