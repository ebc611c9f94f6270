import { type Result, ok } from '@panal/kernel/pure';
import { type DialectRequest, problem } from './dialect-request.ts';
import type { RequestProblem } from './dialects/normal/normal-request.ts';

/** How large a request can get, in tokens. */
export interface RequestBounds {
  readonly inputTokensMax: number;
  /** Sent upstream as the limit of each choice's output. */
  readonly outputTokensMax: number;
  /** Of all choices together, and of what is billed as output besides. */
  readonly outputTokensTotalMax: number;
  readonly mayWriteCache: boolean;
  /** Input or output may be audio. */
  readonly mayUseAudio?: boolean;
  /** What tools that the provider runs may cost besides tokens. */
  readonly toolNanoUsd?: number;
}

/** The operator's bound of what has none by itself (setting `gateway.unbounded`); 0: such requests are refused. */
export interface UnboundedSettings {
  readonly inputTokens: number;
  readonly toolUsd: number;
}

export interface BoundsBasis {
  readonly bodyBytes: number;
  readonly outputTokensMax: number;
  readonly mayWriteCache: boolean;
  /** Of the upstream: the most tokens that one image takes there. */
  readonly imageTokensMax: number;
  /** The most that the model reads, where it is known. */
  readonly contextTokens: number | undefined;
  readonly unbounded: UnboundedSettings;
}

/** Special tokens around a message, and what chat templates and tool prompts add at most. */
const TOKENS_PER_MESSAGE = 16;
const TOKENS_PER_REQUEST = 1_024;
/** What a provider says to the model of a tool that it describes itself. */
const TOKENS_PER_PROVIDER_TOOL = 2_048;
const NANO_USD_PER_USD = 1e9;

/**
 * Upper bounds of a request. Every token of a byte-level tokeniser covers at least one byte, so that the bytes of the body sent
 * upstream (names and punctuation included) bound its text; constants cover what the provider's template adds. Images have a bound
 * each; documents and stored texts that of the model's context; what the provider runs that of the settings, or none: then the
 * request is refused by the name of what asks for it.
 */
export function boundsOf(request: DialectRequest, given: BoundsBasis): Result<RequestBounds, RequestProblem> {
  const { claims } = request;
  const text = given.bodyBytes - Math.min(claims.imageBytes, given.bodyBytes);
  const own =
    text +
    TOKENS_PER_MESSAGE * request.parts +
    TOKENS_PER_REQUEST +
    TOKENS_PER_PROVIDER_TOOL * claims.providerTools +
    given.imageTokensMax * claims.images;
  const inputTokensMax = inputOf(request, own, given);
  if (!inputTokensMax.ok) return inputTokensMax;
  const outputTokensMax = Math.min(request.outputTokensWanted ?? given.outputTokensMax, given.outputTokensMax);
  const bounds = {
    inputTokensMax: inputTokensMax.value,
    outputTokensMax,
    outputTokensTotalMax: outputTokensMax * request.choices + claims.outputTokens,
    mayWriteCache: given.mayWriteCache || claims.cacheWrites,
  };
  if (!claims.audio && claims.serverTools === undefined) return ok(bounds);
  const toolNanoUsd = claims.serverTools === undefined ? 0 : Math.round(given.unbounded.toolUsd * NANO_USD_PER_USD);
  return ok({ ...bounds, mayUseAudio: claims.audio, toolNanoUsd });
}

function inputOf({ claims }: DialectRequest, own: number, given: BoundsBasis): Result<number, RequestProblem> {
  const { contextTokens, unbounded } = given;
  if (claims.serverTools !== undefined) {
    // The model is asked as often as the provider likes, each time with all that came before.
    if (unbounded.inputTokens > 0) return ok(own + unbounded.inputTokens);
    return problem(
      `"${claims.serverTools}" is not supported here: what the provider runs, and bills, has no bound. The operator may set one (gateway.unbounded).`,
      claims.serverTools,
    );
  }
  if (claims.openInput === undefined) return ok(own);
  const most = unbounded.inputTokens > 0 ? own + unbounded.inputTokens : Infinity;
  const known = contextTokens === undefined ? Infinity : Math.max(own, contextTokens);
  if (Math.min(most, known) < Infinity) return ok(Math.min(most, known));
  return problem(
    `"${claims.openInput}" is not supported for this model: how much input it is has no bound here, since the model's context is not known. ` +
      'The operator may set one (gateway.unbounded.inputTokens).',
    claims.openInput,
  );
}
