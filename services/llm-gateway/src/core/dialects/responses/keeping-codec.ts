import type { AnswerWriter, DialectCodec, Json } from '../normal/dialect-codec.ts';
import type { AnswerEvent } from '../normal/normal-answer.ts';
import type { NormalRequest } from '../normal/normal-request.ts';
import { responsesCodec } from './codec.ts';
import { ResponsesWriter } from './stream-writer.ts';

/** Where a whole response goes that the gateway keeps itself. */
export interface Keeping {
  readonly id: string;
  /** Called with the response before the last of it is handed out. */
  readonly keep: (response: Json) => void;
}

/** The responses API to a client whose answer the gateway keeps: it has the gateway's id, and is handed to `keep` when it is whole. */
export const keepingCodec = ({ id, keep }: Keeping): DialectCodec => ({
  ...responsesCodec,
  writeAnswer(answer, request) {
    const response = responsesCodec.writeAnswer({ ...answer, id }, request);
    keep(response);
    return response;
  },
  openWriter: (request) => new KeepingWriter({ id, keep }, request),
});

class KeepingWriter implements AnswerWriter {
  readonly #keeping: Keeping;
  readonly #writer: ResponsesWriter;

  constructor(keeping: Keeping, request: NormalRequest) {
    this.#keeping = keeping;
    this.#writer = new ResponsesWriter(request);
  }

  write(event: AnswerEvent): string {
    const text = this.#writer.write(event.kind === 'begin' ? { ...event, id: this.#keeping.id } : event);
    if (event.kind === 'end' && this.#writer.whole) this.#keeping.keep(this.#writer.whole);
    return text;
  }
}
