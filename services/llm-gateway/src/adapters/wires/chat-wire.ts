import { type TokenUsage, readChatUsage } from '../../ports.ts';
import { type AnswerDecoder, byteLength, isObject } from '../dialect.ts';
import { ReportedFailure } from '../reported-failure.ts';
import { type SseEvent, SseSplitter, readEvent } from '../sse-splitter.ts';
import { PassedDocument } from './passed-document.ts';
import { PlainDeltas } from './plain-deltas.ts';
import { visibleIn } from './visible-bytes.ts';

/** Chat completions, and the older completions of plain text, as OpenAI and compatible servers answer them; passed on. */
export const openChat = ({ stream, wantsUsage }: { readonly stream: boolean; readonly wantsUsage: boolean }): AnswerDecoder =>
  stream ? new StreamDecoder(wantsUsage) : new PassedDocument(SHAPE);

const SHAPE = {
  holds: 'choices',
  usage: (answer: Readonly<Record<string, unknown>>) => readChatUsage(answer['usage']),
  visible: ({ choices }: Readonly<Record<string, unknown>>) =>
    Array.isArray(choices)
      ? choices.reduce(
          (sum: number, choice: unknown) => sum + (isObject(choice) ? visibleIn(choice['message']) + textIn(choice) : 0),
          0,
        )
      : 0,
  ranTools: () => true,
};

/** The text of a choice of the older completions. */
const textIn = (choice: Record<string, unknown>): number => byteLength(choice['text']);

class StreamDecoder implements AnswerDecoder {
  usage: TokenUsage | undefined;
  visibleBytes = 0;
  over = false;
  /** No answer of a chat says whether the tools ran that its request let the provider run: it counts as if they had. */
  readonly ranTools = true;
  readonly #splitter = new SseSplitter();
  readonly #deltas = new PlainDeltas();
  readonly #wantsUsage: boolean;
  #ended = false;

  constructor(wantsUsage: boolean) {
    this.#wantsUsage = wantsUsage;
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
    if (chunk['error']) throw new ReportedFailure(chunk['error']);
    const choices = Array.isArray(chunk['choices']) ? chunk['choices'] : [];
    for (const choice of choices) this.#readChoice(choice);
    const usage = readChatUsage(chunk['usage']);
    if (raw && !usage && !this.#ended) this.#deltas.learn(raw, choices);
    if (usage) this.usage = usage;
    return choices.length > 0 || !usage || this.#wantsUsage;
  }

  #readChoice(choice: unknown): void {
    if (!isObject(choice)) return;
    // Some compatible servers end without [DONE].
    if (choice['finish_reason']) this.#ended = true;
    this.visibleBytes += visibleIn(choice['delta']) + textIn(choice);
  }
}
