import type { TokenUsage } from '../../ports.ts';
import { type AnswerDecoder, isObject } from '../dialect.ts';
import { type SseEvent, SseSplitter, readEvent } from '../sse-splitter.ts';

/** What an event of a stream told. */
export interface EventReading {
  readonly visibleBytes?: number;
  readonly usage?: TokenUsage | undefined;
  /** The usage counts no output yet: a whole answer that ends with it has none. */
  readonly isInterim?: boolean;
  /** The answer is whole. */
  readonly ended?: boolean;
  /** Nothing more follows. */
  readonly over?: boolean;
  readonly ranTools?: boolean;
  /** The client didn't ask for it. */
  readonly hidden?: boolean;
}

/** Reads one event. Throws for an error of the upstream. */
export type EventReader = (event: Record<string, unknown>) => EventReading | undefined;

/** A stream in the client's own dialect: its events go on untouched, usage and how much came out are read. */
export class PassedStream implements AnswerDecoder {
  usage: TokenUsage | undefined;
  visibleBytes = 0;
  over = false;
  ranTools = false;
  #ended = false;
  #isInterim = false;
  readonly #splitter = new SseSplitter();
  readonly #read: EventReader;

  constructor(read: EventReader) {
    this.#read = read;
  }

  push(chunk: Buffer): readonly Uint8Array[] {
    const out: Uint8Array[] = [];
    for (const raw of this.#splitter.pushRaw(chunk)) {
      const event = readEvent(raw);
      if (!event || this.#passes(event)) out.push(raw);
    }
    return out;
  }

  finish(): { bytes: readonly Uint8Array[]; whole: boolean } {
    const last = this.#splitter.flush();
    const passes = last && this.#passes(last);
    return { bytes: passes ? [last.raw, Buffer.from('\n\n')] : [], whole: this.#ended };
  }

  #passes({ data }: SseEvent): boolean {
    if (data === '[DONE]') {
      this.#end();
      this.over = true;
      return true;
    }
    // The client has its end; whatever an upstream says beyond it is no part of the answer.
    if (this.over) return false;
    const event: unknown = JSON.parse(data);
    if (!isObject(event)) throw new Error('an event of the upstream is no object');
    const reading = this.#read(event);
    if (!reading) return true;
    this.visibleBytes += reading.visibleBytes ?? 0;
    if (reading.usage) this.usage = reading.usage;
    this.#isInterim = reading.isInterim ?? this.#isInterim;
    if (reading.ended) this.#end();
    if (reading.over) this.over = true;
    if (reading.ranTools) this.ranTools = true;
    return !reading.hidden;
  }

  #end(): void {
    this.#ended = true;
    if (this.#isInterim) this.usage = undefined;
  }
}
