import type { ChatRequest } from './chat-request.ts';

/** How large a request can get, in tokens. */
export interface RequestBounds {
  readonly inputTokensMax: number;
  /** Sent upstream as the limit of each choice's output. */
  readonly outputTokensMax: number;
  /** Of all choices together. */
  readonly outputTokensTotalMax: number;
  readonly mayWriteCache: boolean;
}

/** Special tokens around a message, and what chat templates and tool prompts add at most. */
const TOKENS_PER_MESSAGE = 16;
const TOKENS_PER_REQUEST = 1_024;

/**
 * Upper bounds of a request. Every token of a byte-level tokeniser covers at least one byte, so that the bytes of the body sent
 * upstream (names and punctuation included) bound its text; constants cover what the provider's template adds.
 */
export function boundsOf(
  request: ChatRequest,
  given: { readonly bodyBytes: number; readonly outputTokensMax: number; readonly mayWriteCache: boolean },
): RequestBounds {
  const outputTokensMax = Math.min(request.outputTokensWanted ?? given.outputTokensMax, given.outputTokensMax);
  return {
    inputTokensMax: given.bodyBytes + TOKENS_PER_MESSAGE * request.messages.length + TOKENS_PER_REQUEST,
    outputTokensMax,
    outputTokensTotalMax: outputTokensMax * request.choices,
    mayWriteCache: given.mayWriteCache,
  };
}
