import {
  type AnswerEvent,
  type AnswerReader,
  type AnswerWriter,
  type ClientCodec,
  type UpstreamCodec,
  type NormalBlock,
  type NormalRequest,
  type TokenUsage,
} from '../../ports.ts';
import { type AnswerDecoder, DocumentCollector, byteLength, isObject } from '../dialect.ts';
import { ReportedFailure } from '../reported-failure.ts';
import { type SseEvent, SseSplitter, readEvent } from '../sse-splitter.ts';
import { PieceTemplate } from './piece-template.ts';

/** When an answer was made, where its dialect doesn't say. */
const nowS = (): number => Math.floor(Date.now() / 1_000);

export interface Translation {
  /** The upstream's dialect, and the client's. */
  readonly from: UpstreamCodec;
  readonly to: ClientCodec;
  readonly request: NormalRequest;
  readonly wantsUsage: boolean;
  /** Neither dialect's pieces of text say anything of those before: they may be translated by what the one before became. */
  readonly piecewise: boolean;
}

/** An answer of another dialect than the client's, whole or as a stream. */
export const openTranslation = (translation: Translation, stream: boolean): AnswerDecoder =>
  stream ? new TranslatedStream(translation) : new TranslatedDocument(translation);

class TranslatedDocument implements AnswerDecoder {
  usage: TokenUsage | undefined;
  visibleBytes = 0;
  ranTools = false;
  readonly #translation: Translation;
  readonly #document = new DocumentCollector();

  constructor(translation: Translation) {
    this.#translation = translation;
  }

  push(chunk: Buffer): readonly Uint8Array[] {
    this.#document.push(chunk);
    return [];
  }

  finish(): { bytes: readonly Uint8Array[]; whole: boolean } {
    const { from, to, request } = this.#translation;
    const body: unknown = JSON.parse(this.#document.bytes().toString('utf8'));
    if (!isObject(body)) throw new Error('the answer is no object');
    const answer = { createdS: nowS(), ...readAnswer(body, from) };
    this.usage = answer.usage;
    for (const { blocks } of answer.choices) {
      for (const block of blocks) {
        this.visibleBytes += visibleInBlock(block);
        this.ranTools ||= block.kind === 'own';
      }
    }
    return { bytes: [Buffer.from(JSON.stringify(to.writeAnswer(answer, request)))], whole: true };
  }
}

/** What holds no answer may say why. */
function readAnswer(body: Record<string, unknown>, from: UpstreamCodec): ReturnType<UpstreamCodec['readAnswer']> {
  try {
    return from.readAnswer(body);
  } catch (error) {
    throw body['error'] ? new ReportedFailure(body['error']) : error;
  }
}

class TranslatedStream implements AnswerDecoder {
  usage: TokenUsage | undefined;
  visibleBytes = 0;
  ranTools = false;
  #whole = false;
  readonly #splitter = new SseSplitter();
  readonly #reader: AnswerReader;
  readonly #writer: AnswerWriter;
  readonly #template: PieceTemplate | undefined;

  constructor({ from, to, request, wantsUsage, piecewise }: Translation) {
    this.#template = piecewise ? new PieceTemplate() : undefined;
    this.#reader = from.openReader();
    this.#writer = to.openWriter(request, { usage: wantsUsage });
  }

  get over(): boolean {
    return this.#reader.over;
  }

  push(chunk: Buffer): readonly Uint8Array[] {
    const parts: Buffer[] = [];
    for (const raw of this.#splitter.pushRaw(chunk)) {
      const piece = this.#template?.translate(raw);
      if (piece) {
        this.visibleBytes += piece.textBytes;
        parts.push(piece.written);
        continue;
      }
      this.#template?.forget();
      const event = readEvent(raw);
      const text = event ? this.#translate(event, raw) : '';
      if (text !== '') parts.push(Buffer.from(text));
    }
    return parts.length > 1 ? [Buffer.concat(parts)] : parts;
  }

  finish(): { bytes: readonly Uint8Array[]; whole: boolean } {
    const last = this.#splitter.flush();
    const text = (last ? this.#translate(last) : '') + this.#close();
    return { bytes: text === '' ? [] : [Buffer.from(text)], whole: this.#whole };
  }

  /** Some servers end a chat without saying so in the end. */
  #close(): string {
    return this.#whole ? '' : this.#writeAll(this.#reader.end?.() ?? []);
  }

  #translate({ event, data }: SseEvent, raw?: Buffer): string {
    const events = this.#reader.read(event, data);
    const written = this.#writeAll(events);
    const [only] = events;
    if (
      raw &&
      this.#template &&
      events.length === 1 &&
      only?.kind === 'delta' &&
      only.delta.kind === 'text' &&
      !only.delta.logprobs
    )
      this.#template.learn(raw, { text: only.delta.text, written });
    return written;
  }

  #writeAll(events: readonly AnswerEvent[]): string {
    let text = '';
    for (const event of events) {
      this.#note(event);
      text += this.#writer.write(event.kind === 'begin' ? { createdS: nowS(), ...event } : event);
    }
    return text;
  }

  #note(event: AnswerEvent): void {
    switch (event.kind) {
      case 'begin':
      case 'usage':
        if (event.usage) this.usage = event.usage;
        return;
      case 'block':
        this.visibleBytes += visibleInBlock(event.begun);
        this.ranTools ||= event.begun.kind === 'own';
        return;
      case 'delta':
        this.visibleBytes += visibleInDelta(event.delta);
        return;
      case 'end':
        // What was said before the end may have been no count yet.
        this.usage = event.usage;
        this.#whole = true;
        return;
      case 'failure':
        throw new ReportedFailure(event.error);
      default:
    }
  }
}

function visibleInBlock(block: NormalBlock): number {
  if (block.kind === 'text' || block.kind === 'refusal') return byteLength(block.text);
  if (block.kind === 'tool-call') return byteLength(block.name) + byteLength(block.input);
  if (block.kind === 'reasoning') return block.text.reduce((sum, text) => sum + byteLength(text), 0);
  return 0;
}

function visibleInDelta(delta: Extract<AnswerEvent, { kind: 'delta' }>['delta']): number {
  if (delta.kind === 'text' || delta.kind === 'reasoning') return byteLength(delta.text);
  return delta.kind === 'input' ? byteLength(delta.json) : 0;
}
