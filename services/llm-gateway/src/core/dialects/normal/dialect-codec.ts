import type { Result } from '@panal/kernel/pure';
import type { AnswerEvent, NormalAnswer } from './normal-answer.ts';
import type { NormalRequest, RequestProblem } from './normal-request.ts';

/** What a client's body is, once parsed as JSON. */
export type Json = Readonly<Record<string, unknown>>;

/** Reads and writes one dialect. All of it is pure: bytes, sockets and clocks are the callers'. */
export interface DialectCodec {
  /** Reads a client's request; refuses what is no request of this dialect, by the name of the field. */
  readRequest(body: Json): Result<NormalRequest, RequestProblem>;
  /** Writes a request for an upstream; refuses, by the path in the client's body, what this dialect can't say. */
  writeRequest(request: NormalRequest): Result<Json, RequestProblem>;
  /** Reads an upstream's whole answer; throws for what is no answer of this dialect. */
  readAnswer(body: Json): NormalAnswer;
  /** Writes a whole answer for a client. */
  writeAnswer(answer: NormalAnswer, request: NormalRequest): Json;
  /** Reads an upstream's stream, one server-sent event at a time (`event` is '' where it has no name). */
  openReader(): AnswerReader;
  /** Writes a stream for a client, as text of server-sent events. */
  openWriter(request: NormalRequest, wish: StreamWish): AnswerWriter;
}

export interface AnswerReader {
  /** Throws for what is no event of this dialect; unknown kinds of events are passed over. */
  read(event: string, data: string): readonly AnswerEvent[];
  /** Whether the stream said that it is over. */
  readonly over: boolean;
  /**
   * Called where the connection ended without the stream's saying that it is over: the events that are missing where the answer is
   * whole all the same (a chat with its finish reasons but without `[DONE]`), else none.
   */
  end?(): readonly AnswerEvent[];
}

export interface StreamWish {
  /** Whether the client asked for usage where the dialect gives it on demand only (chat). */
  readonly usage: boolean;
}

export interface AnswerWriter {
  /** Text to be sent; '' where an event says nothing in this dialect. */
  write(event: AnswerEvent): string;
}
