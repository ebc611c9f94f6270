/**
 * Trello's limits as documented: 300 requests in 10 s for a key, 100 in 10 s for a token, 100 in 900 s below `/members/`. A key that
 * was refused more than 200 times in a window is refused all that is left of it.
 */
export interface RateLimits {
  readonly perKey: number;
  readonly perToken: number;
  readonly perMembersPath: number;
  readonly refusalsPerKey: number;
}

export const trelloLimits: RateLimits = { perKey: 300, perToken: 100, perMembersPath: 100, refusalsPerKey: 200 };

const WINDOW_MS = 10_000;
const MEMBERS_WINDOW_MS = 900_000;

export interface RateRefusal {
  readonly error: 'API_KEY_LIMIT_EXCEEDED' | 'API_TOKEN_LIMIT_EXCEEDED' | 'API_TOO_MANY_REQUESTS';
  readonly message: 'Rate limit exceeded';
}

class WindowCount {
  readonly #windowMs: number;
  #beganMs = -Infinity;
  #count = 0;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  add(nowMs: number): number {
    if (nowMs - this.#beganMs >= this.#windowMs) {
      this.#beganMs = nowMs;
      this.#count = 0;
    }
    this.#count += 1;
    return this.#count;
  }

  read(nowMs: number): number {
    return nowMs - this.#beganMs >= this.#windowMs ? 0 : this.#count;
  }
}

/** Counts requests in fixed windows; one entry for each key and token that exists. */
export class RateLimiter {
  readonly #limits: RateLimits;
  readonly #counts = new Map<string, WindowCount>();

  constructor(limits: RateLimits = trelloLimits) {
    this.#limits = limits;
  }

  /** Counts a request; why it is refused, if so. */
  take(request: {
    readonly apiKey: string;
    readonly token: string;
    readonly path: string;
    readonly nowMs: number;
  }): RateRefusal | undefined {
    const { apiKey, token, path, nowMs } = request;
    const refusals = this.#of(`refused ${apiKey}`, WINDOW_MS);
    if (refusals.read(nowMs) > this.#limits.refusalsPerKey) return refusal('API_KEY_LIMIT_EXCEEDED');
    const error = this.#exceeded({ apiKey, token, path, nowMs });
    if (!error) return undefined;
    refusals.add(nowMs);
    return refusal(error);
  }

  #exceeded({
    apiKey,
    token,
    path,
    nowMs,
  }: {
    apiKey: string;
    token: string;
    path: string;
    nowMs: number;
  }): RateRefusal['error'] | undefined {
    if (this.#of(`key ${apiKey}`, WINDOW_MS).add(nowMs) > this.#limits.perKey) return 'API_KEY_LIMIT_EXCEEDED';
    if (this.#of(`token ${token}`, WINDOW_MS).add(nowMs) > this.#limits.perToken) return 'API_TOKEN_LIMIT_EXCEEDED';
    const below = path.startsWith('/members/') && this.#of(`members ${token}`, MEMBERS_WINDOW_MS).add(nowMs);
    return below && below > this.#limits.perMembersPath ? 'API_TOO_MANY_REQUESTS' : undefined;
  }

  #of(name: string, windowMs: number): WindowCount {
    const known = this.#counts.get(name) ?? new WindowCount(windowMs);
    this.#counts.set(name, known);
    return known;
  }
}

const refusal = (error: RateRefusal['error']): RateRefusal => ({ error, message: 'Rate limit exceeded' });
