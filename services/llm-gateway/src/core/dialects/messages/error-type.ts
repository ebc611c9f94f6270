import type { StreamError } from '../normal/normal-answer.ts';

const TYPES = new Set([
  'invalid_request_error',
  'authentication_error',
  'billing_error',
  'permission_error',
  'not_found_error',
  'conflict_error',
  'request_too_large',
  'rate_limit_error',
  'timeout_error',
  'api_error',
  'overloaded_error',
]);

/** Anthropic's type for an error that came within a stream, where there is no status. Source: Anthropic API reference, "Errors". */
export function errorTypeOf(error: StreamError): string {
  if (TYPES.has(error.type)) return error.type;
  const codes = [error.type, error.code];
  if (codes.includes('insufficient_quota') || codes.includes('rate_limit_exceeded')) return 'rate_limit_error';
  return codes.includes('overloaded') || codes.includes('server_is_overloaded') ? 'overloaded_error' : 'api_error';
}
