import { type UpstreamError, isObject } from '../ports.ts';
import { readUpstreamError } from './upstream-error.ts';

/** What an upstream said of its own failure within an answer that had begun well (status 200). */
export class ReportedFailure extends Error {
  readonly error: Readonly<Record<string, unknown>>;

  /** `error` as the upstream sent it: an object or a text. */
  constructor(error: unknown) {
    super('the upstream reported an error within its answer');
    this.error = isObject(error) ? error : { message: typeof error === 'string' ? error : undefined };
  }
}

const LENGTH_MAX = 300;

/** Names in `type` or `code`, and the status that the same error has where it comes as one; the first that fits counts. */
const STATUSES: readonly (readonly [RegExp, number])[] = [
  [/rate_?limit|quota|too_many_requests/, 429],
  [/overloaded|slow_down|unavailable/, 503],
  [/authentication|invalid_api_key/, 401],
  [/permission/, 403],
  [/^invalid_|_too_large$|context_length|^unsupported_|content_policy/, 400],
];

/** The error that the same words would be as an HTTP status: 429, 503, 400, else 502; without secrets, each text at most 300 characters. */
export function readReportedFailure({ error }: ReportedFailure, clean: (text: string) => string): UpstreamError {
  const code = error['code'];
  const numbered = Number.isSafeInteger(Number(code)) && Number(code) >= 400 && Number(code) < 600 ? Number(code) : undefined;
  const named = [code, error['type']].filter((name): name is string => typeof name === 'string');
  const status = numbered ?? STATUSES.find(([pattern]) => named.some((name) => pattern.test(name)))?.[1] ?? 502;
  const message = error['message'] ?? 'The upstream reported an error within its answer.';
  const said = readUpstreamError({ status, text: JSON.stringify({ error: { ...error, message } }) }, clean)!;
  const cut = (text: string): string => text.slice(0, LENGTH_MAX);
  return { ...said, message: cut(said.message), type: cut(said.type), code: said.code === null ? null : cut(said.code) };
}
