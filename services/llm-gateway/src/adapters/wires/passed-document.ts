import type { TokenUsage } from '../../ports.ts';
import { type AnswerDecoder, DocumentCollector, isObject } from '../dialect.ts';
import { ReportedFailure } from '../reported-failure.ts';

/** What is read of an answer that is passed on as it is. */
export interface DocumentShape {
  /** What such an answer holds. */
  readonly holds: string;
  readonly usage: (answer: Readonly<Record<string, unknown>>) => TokenUsage | undefined;
  /** Bytes of output; asked only where the upstream says that there was none. */
  readonly visible: (answer: Readonly<Record<string, unknown>>) => number;
  /** Whether a tool of the provider's ran. */
  readonly ranTools?: (answer: Readonly<Record<string, unknown>>) => boolean;
}

/** A whole answer in the client's own dialect: its bytes go on untouched, only its usage is read. */
export class PassedDocument implements AnswerDecoder {
  usage: TokenUsage | undefined;
  visibleBytes = 0;
  ranTools = false;
  readonly #shape: DocumentShape;
  readonly #document = new DocumentCollector();

  constructor(shape: DocumentShape) {
    this.#shape = shape;
  }

  push(chunk: Buffer): readonly Uint8Array[] {
    this.#document.push(chunk);
    return [];
  }

  finish(): { bytes: readonly Uint8Array[]; whole: boolean } {
    const bytes = this.#document.bytes();
    const answer: unknown = JSON.parse(bytes.toString('utf8'));
    const { holds, usage, visible, ranTools } = this.#shape;
    if (!isObject(answer) || answer[holds] === undefined || answer[holds] === null) {
      if (isObject(answer) && answer['error']) throw new ReportedFailure(answer['error']);
      throw new Error(`the answer holds no ${holds}`);
    }
    this.usage = usage(answer);
    if (this.usage?.outputTokens === 0) this.visibleBytes = visible(answer);
    this.ranTools = ranTools?.(answer) ?? false;
    return { bytes: [bytes], whole: true };
  }
}
