import type { DialectCodec } from '../normal/dialect-codec.ts';
import { readAnswer } from './read-answer.ts';
import { readRequest } from './read-request.ts';
import { ChatReader } from './stream-reader.ts';
import { ChatWriter } from './stream-writer.ts';
import { writeAnswer } from './write-answer.ts';
import { writeRequest } from './write-request.ts';

/** OpenAI's chat completions, and what compatible servers add to them. */
export const chatCodec: DialectCodec = {
  readRequest,
  writeRequest,
  readAnswer,
  writeAnswer,
  openReader: () => new ChatReader(),
  openWriter: (_request, wish) => new ChatWriter(wish),
};
