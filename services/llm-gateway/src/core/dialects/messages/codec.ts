import type { DialectCodec } from '../normal/dialect-codec.ts';
import { readAnswer } from './read-answer.ts';
import { readRequest } from './read-request.ts';
import { MessagesReader } from './stream-reader.ts';
import { MessagesWriter } from './stream-writer.ts';
import { writeAnswer } from './write-answer.ts';
import { writeRequest } from './write-request.ts';

/** Anthropic's Messages API. */
export const messagesCodec: DialectCodec = {
  readRequest,
  writeRequest,
  readAnswer,
  writeAnswer,
  openReader: () => new MessagesReader(),
  openWriter: () => new MessagesWriter(),
};
