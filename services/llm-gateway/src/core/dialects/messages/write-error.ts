import type { Json } from '../normal/dialect-codec.ts';
import type { StreamError } from '../normal/normal-answer.ts';

/** An error of the gateway or of an upstream, as far as a dialect can say it. */
export interface DialectError {
  readonly status: number;
  readonly message: string;
  readonly type: string;
  readonly code: string | null;
  readonly param?: string | null;
  readonly panal?: Readonly<Record<string, unknown>>;
}

/** Anthropic's type for each status. Source: Anthropic API reference, "Errors". */
const TYPES: ReadonlyMap<number, string> = new Map([
  [400, 'invalid_request_error'],
  [401, 'authentication_error'],
  [402, 'billing_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [408, 'timeout_error'],
  [409, 'conflict_error'],
  [413, 'request_too_large'],
  [422, 'invalid_request_error'],
  [429, 'rate_limit_error'],
  [500, 'api_error'],
  [502, 'api_error'],
  [503, 'overloaded_error'],
  [504, 'timeout_error'],
  [529, 'overloaded_error'],
]);

export const errorTypeAt = (status: number): string =>
  TYPES.get(status) ?? (status >= 400 && status < 500 ? 'invalid_request_error' : 'api_error');

const KNOWN = new Set(TYPES.values());

/** Anthropic's type for an error that came within a stream, where there is no status. */
export function errorTypeOf(error: StreamError): string {
  if (KNOWN.has(error.type)) return error.type;
  if (error.type === 'insufficient_quota' || error.code === 'rate_limit_exceeded' || error.code === 'insufficient_quota') {
    return 'rate_limit_error';
  }
  return error.code === 'overloaded' ? 'overloaded_error' : 'api_error';
}

/** An error as clients of Anthropic's API understand it; `code`, `param` and the figures stand beside `type` and `message`. */
export const writeError = (error: DialectError, requestId: string | null): Json => ({
  type: 'error',
  error: {
    type: errorTypeAt(error.status),
    message: error.message,
    ...(error.code === null ? {} : { code: error.code }),
    ...(typeof error.param === 'string' ? { param: error.param } : {}),
    ...(error.panal ? { panal: error.panal } : {}),
  },
  request_id: requestId,
});
