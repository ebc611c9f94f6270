import { type UpstreamError, isObject } from '../ports.ts';

/** Said before any work is done, also by what stands in between. All others need an error object to count as refusals. */
const REFUSED_BEFORE_WORK = new Set([400, 401, 403, 404, 405, 413, 415, 422, 429]);
const OVERLOADED = new Set([503, 529]);

/**
 * The error of an upstream that says itself that it failed: an error object, or a status of a refusal before any work. Undefined for
 * pages of proxies in between, which may hide a call that was served ("disconnect before headers"), and for redirects. Messages about the gateway's own credentials are not for clients, nor are keys in others.
 */
export function readUpstreamError(
  {
    status,
    text,
    retryAfter: asked,
  }: { readonly status: number; readonly text: string; readonly retryAfter?: string | undefined },
  clean: (text: string) => string = (text) => text,
): UpstreamError | undefined {
  const error = errorObject(text);
  if (status < 400 || (!error && !REFUSED_BEFORE_WORK.has(status))) return undefined;
  const retryAfter = asked === undefined ? undefined : clean(asked);
  const credentials = status === 401 || status === 403;
  const message = credentials
    ? `The upstream refused the gateway's credentials (status ${status}). Check its API key.`
    : clean(textIn(error, 'message') ?? `The upstream answered with status ${status}.`);
  const code = textIn(error, 'code');
  return {
    upstreamStatus: status,
    status: credentials ? 502 : status >= 500 ? (OVERLOADED.has(status) ? 503 : 502) : status,
    message,
    type: credentials ? 'upstream_error' : clean(textIn(error, 'type') ?? 'upstream_error'),
    code: code === undefined ? null : clean(code),
    retryAfter,
  };
}

const textIn = (error: Record<string, unknown> | undefined, field: string): string | undefined => {
  const value = error?.[field];
  return typeof value === 'string' ? value : undefined;
};

function errorObject(text: string): Record<string, unknown> | undefined {
  try {
    const body: unknown = JSON.parse(text);
    const error = isObject(body) ? body['error'] : undefined;
    return isObject(error) ? error : typeof error === 'string' ? { message: error } : undefined;
  } catch {
    return undefined;
  }
}
