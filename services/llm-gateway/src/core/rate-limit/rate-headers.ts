import type { RateStanding } from './meter.ts';
import type { RateStandings } from './rate-limiter.ts';

/** How a request's limits stand, as OpenAI says it: `x-ratelimit-limit-requests`, `-remaining-…`, `-reset-…`, and of tokens. */
export function rateHeaders(standings: RateStandings): Record<string, string> {
  const headers: Record<string, string> = {};
  add(headers, 'requests', standings.requests);
  add(headers, 'tokens', standings.tokens);
  return headers;
}

function add(headers: Record<string, string>, kind: string, standing: RateStanding | undefined): void {
  if (!standing) return;
  headers[`x-ratelimit-limit-${kind}`] = String(standing.limit);
  headers[`x-ratelimit-remaining-${kind}`] = String(standing.remaining);
  headers[`x-ratelimit-reset-${kind}`] = shortDuration(standing.resetMs);
}

/** A time as OpenAI writes it: `0s`, `120ms`, `1.5s`, `6m0s`, `1h0m30s`. */
export function shortDuration(ms: number): string {
  if (ms > 0 && ms < 1_000) return `${ms}ms`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  const seconds = (ms % 60_000) / 1_000;
  return `${hours > 0 ? `${hours}h` : ''}${hours > 0 || minutes > 0 ? `${minutes}m` : ''}${seconds}s`;
}

/** Seconds for `Retry-After`, rounded up, at least one. */
export const retryAfterSeconds = (ms: number): string => String(Math.max(1, Math.ceil(ms / 1_000)));
