import { usageOf } from '../../ports.ts';
import type { AnswerDecoder } from '../dialect.ts';
import { PassedDocument } from './passed-document.ts';

/** A count of tokens, passed on: it costs nothing, and what it counted was not used. Source: Anthropic API reference, "Count tokens". */
export const openCount = (): AnswerDecoder =>
  new PassedDocument({ holds: 'input_tokens', usage: () => usageOf({}), visible: () => 0 });
