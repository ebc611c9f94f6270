import type { DialectRequest, Wire } from '../core/dialect-request.ts';
import type { WithholdableSink } from '../shell/withheld-sink.ts';
import type { AnswerOptions } from './client-answer.ts';
import type { ModelReply } from './exchange.ts';
import type { OpenAiError } from './openai-error.ts';

export type Parsed =
  | { readonly ok: true; readonly value: DialectRequest }
  | { readonly ok: false; readonly refusal: OpenAiError };

/** An answer that may be ended early with an error, in place of all that would follow. */
export interface CuttableAnswer extends WithholdableSink {
  cut(error: OpenAiError): void;
}

/** How clients of one route write requests and read answers and errors; the pipeline is the same for all. */
export interface ClientDialect {
  readonly wire: Wire;
  /** The longest body, in bytes. */
  readonly bodyBytesMax: number;
  parse(body: Buffer): Parsed;
  sendError(reply: ModelReply, error: OpenAiError): void;
  openAnswer(options: AnswerOptions): CuttableAnswer;
}
