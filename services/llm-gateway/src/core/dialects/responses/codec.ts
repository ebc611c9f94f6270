import { type Result, ok, refuse } from '@panal/kernel/pure';
import type { DialectCodec } from '../normal/dialect-codec.ts';
import type { RequestProblem } from '../normal/normal-request.ts';
import { Refused } from './json.ts';
import { readAnswer } from './read-answer.ts';
import { readRequest } from './read-request.ts';
import { ResponsesReader } from './stream-reader.ts';
import { ResponsesWriter } from './stream-writer.ts';
import { writeAnswer } from './write-answer.ts';
import { writeRequest } from './write-request.ts';

/** The dialect of OpenAI's responses API (docs/dialects.md). */
export const responsesCodec: DialectCodec = {
  readRequest: (body) => caught(() => readRequest(body)),
  writeRequest: (request) => caught(() => writeRequest(request)),
  readAnswer,
  writeAnswer,
  openReader: () => new ResponsesReader(),
  openWriter: (request) => new ResponsesWriter(request),
};

function caught<Value>(make: () => Value): Result<Value, RequestProblem> {
  try {
    return ok(make());
  } catch (error) {
    if (error instanceof Refused) return refuse(error.problem);
    throw error;
  }
}
