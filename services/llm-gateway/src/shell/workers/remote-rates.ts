import type { RateDecision, RateTicket } from '../../core/rate-limit/rate-limiter.ts';
import type { RateRule } from '../../core/rate-limit/rate-rules.ts';
import type { RateKeeper, RateKey, RatedRequest } from '../rate-gate.ts';
import type { FromWorker, RateAnswer } from './messages.ts';

/**
 * Rate limits as a worker sees them: the parent keeps the meters, so that a limit counts once however many workers there are. A
 * request that no limit touches asks nobody. As many wait as requests are under way.
 */
export class RemoteRates implements RateKeeper {
  readonly #tell: (message: FromWorker) => void;
  readonly #waiting = new Map<number, (decision: RateDecision | undefined) => void>();
  readonly #numbers = new WeakMap<RateTicket, number>();
  #hasRules: boolean;
  #asked = 0;

  constructor(rules: readonly RateRule[], tell: (message: FromWorker) => void) {
    this.#tell = tell;
    this.#hasRules = rules.length > 0;
  }

  /** The parent reads the same settings at the same time. */
  replace(rules: readonly RateRule[]): void {
    this.#hasRules = rules.length > 0;
  }

  admit(key: RateKey, request: RatedRequest): Promise<RateDecision | undefined> | undefined {
    if (!this.#hasRules && !key.rateLimits) return undefined;
    this.#asked += 1;
    const id = this.#asked;
    this.#tell({ t: 'rate', id, keyHash: key.keyHash, request });
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  finish(ticket: RateTicket, usedTokens: number): void {
    const id = this.#numbers.get(ticket);
    if (id === undefined || ticket.finished) return;
    ticket.finished = true;
    this.#tell({ t: 'rate-used', id, tokens: usedTokens });
  }

  hear({ id, answer }: { readonly id: number; readonly answer: RateAnswer }): void {
    const resolve = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (!answer?.ok) return resolve?.(answer ?? undefined);
    const ticket: RateTicket = { ...answer.value, meters: [], finished: false };
    this.#numbers.set(ticket, id);
    resolve?.({ ok: true, value: ticket });
  }
}
