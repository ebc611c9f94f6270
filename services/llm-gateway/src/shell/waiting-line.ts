import type { BudgetRefusal } from '../core/ledger/index.ts';
import type { LeaveSignal } from './leave-signal.ts';

export const WAITERS_MAX = 256;
/** Of one key. */
export const WAITERS_BY_KEY_MAX = 32;
/** For room in one scope, where that is not everybody's. */
export const WAITERS_BY_SCOPE_MAX = 128;

/** What a try for room gave: the end of the wait, or why it goes on. */
export type Attempt<T> = { readonly done: T } | { readonly waitsFor: BudgetRefusal };

export interface Waiter<T> {
  /** Whose request it is. */
  readonly key: string;
  /** The scopes in which it wants room of its own. */
  readonly scopes: readonly string[];
  /** Why it waits, as far as is known when it joins. */
  readonly waitsFor: BudgetRefusal;
  /** Tries again, in the same turn. May throw: the wait ends with it. */
  readonly attempt: () => Attempt<T>;
  readonly waitMs: number;
  readonly signal: LeaveSignal;
}

interface Place<T> {
  readonly waiter: Waiter<T>;
  waitsFor: BudgetRefusal;
  readonly leave: (end: WaitEnd<T>) => void;
  readonly fail: (error: unknown) => void;
}

/** How a wait ended: served, or not, with the newest reason. */
export type WaitEnd<T> =
  | { readonly served: true; readonly value: T }
  | { readonly served: false; readonly refusal: BudgetRefusal };

/**
 * Requests that wait for room, in the order in which they came. Nobody overtakes: who wants room in a scope for which somebody
 * earlier waits stands behind, however small the request; who wants none there passes. At most 256 wait,
 * 32 of them with one key, and 128 for room in one scope other than the global one: nobody fills the line for others.
 */
export class WaitingLine<T> {
  readonly #places = new Set<Place<T>>();

  get size(): number {
    return this.#places.size;
  }

  /** Why somebody waits whom a request for room in these scopes would overtake; undefined where nobody does. */
  ahead(scopes: readonly string[]): BudgetRefusal | undefined {
    for (const { waitsFor } of this.#places) if (scopes.includes(waitsFor.scope)) return waitsFor;
    return undefined;
  }

  /** Waits until a try succeeds, time is up or the client leaves; at once not served where the line, or a share of it, is full. */
  join(waiter: Waiter<T>): Promise<WaitEnd<T>> {
    const { waitsFor, waitMs, signal } = waiter;
    if (this.#isFull(waiter) || waitMs <= 0 || signal.aborted) {
      return Promise.resolve({ served: false, refusal: waitsFor });
    }
    return new Promise((resolve, reject) => {
      const over = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
        this.#places.delete(place);
      };
      const place: Place<T> = {
        waiter,
        waitsFor,
        leave: (end) => {
          over();
          resolve(end);
        },
        fail: (error) => {
          over();
          reject(error as Error);
        },
      };
      const giveUp = (): void => {
        place.leave({ served: false, refusal: place.waitsFor });
        // Who stood behind may fit where this one didn't.
        this.serve();
      };
      const timer = setTimeout(giveUp, waitMs);
      signal.addEventListener('abort', giveUp, { once: true });
      this.#places.add(place);
    });
  }

  #isFull({ key, waitsFor: { scope } }: Waiter<T>): boolean {
    if (this.#places.size >= WAITERS_MAX) return true;
    let ofKey = 0;
    let ofScope = 0;
    for (const { waiter, waitsFor } of this.#places) {
      if (waiter.key === key) ofKey += 1;
      if (scope !== '' && waitsFor.scope === scope) ofScope += 1;
    }
    return ofKey >= WAITERS_BY_KEY_MAX || ofScope >= WAITERS_BY_SCOPE_MAX;
  }

  /** Lets everyone try, in order, who overtakes nobody; to be called whenever room may have been freed. */
  serve(): void {
    if (this.#places.size === 0) return;
    const taken = new Set<string>();
    for (const place of [...this.#places]) {
      if (!this.#places.has(place) || place.waiter.scopes.some((scope) => taken.has(scope))) {
        if (this.#places.has(place)) taken.add(place.waitsFor.scope);
        continue;
      }
      const waitsFor = tryPlace(place);
      if (waitsFor) taken.add(waitsFor.scope);
    }
  }
}

/** Undefined when the place is left. */
function tryPlace<T>(place: Place<T>): BudgetRefusal | undefined {
  try {
    const attempt = place.waiter.attempt();
    if ('done' in attempt) place.leave({ served: true, value: attempt.done });
    else place.waitsFor = attempt.waitsFor;
    return 'done' in attempt ? undefined : attempt.waitsFor;
  } catch (error) {
    place.fail(error);
    return undefined;
  }
}
