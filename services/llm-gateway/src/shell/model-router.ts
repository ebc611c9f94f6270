import type { CallEnd } from '../core/call-end.ts';
import { type Verdict, judge } from '../core/routing/retry-rule.ts';
import { type HealthEntry, type Journey, type Next, Router, type RouterRules } from '../core/routing/router.ts';
import type { Upstream } from '../ports.ts';
import type { ModelRoute, ModelTarget } from './catalogue.ts';

export type { Journey, Next, Verdict };
export type ModelJourney = Journey<ModelTarget>;

export interface RoutingSettings extends RouterRules {
  /** Whether a failed attempt that may have been billed is tried again all the same. */
  readonly retryMaybeBilled: boolean;
}

export interface ModelRouterOptions {
  readonly settings: RoutingSettings;
  readonly seed: number;
  /** Monotonic ms. */
  readonly clock: () => number;
  /** Told of each change of the state of an upstream or key. */
  readonly onChange: (change: HealthEntry & { readonly before: string }) => void;
}

/** Chooses targets of requests and keeps the health of upstreams, by the clock. */
export class ModelRouter {
  readonly #router: Router;
  readonly #options: ModelRouterOptions;
  /** Calls under way by upstream. */
  readonly #users = new Map<Upstream, number>();
  readonly #retired = new Set<Upstream>();
  #settings: RoutingSettings;

  constructor(options: ModelRouterOptions) {
    this.#options = options;
    this.#settings = options.settings;
    this.#router = new Router(options.settings, options.seed);
  }

  begin(route: ModelRoute): ModelJourney {
    return this.#router.begin(route.tiers, this.#options.clock());
  }

  first(journey: ModelJourney): ModelTarget {
    return this.#router.first(journey, this.#options.clock());
  }

  /** A call begins; `ended` follows once. */
  sent(journey: ModelJourney, target: ModelTarget): void {
    this.#users.set(target.upstream, (this.#users.get(target.upstream) ?? 0) + 1);
    this.#router.sent(journey, target, this.#options.clock());
  }

  /** The first bytes of an answer came. */
  answering(target: ModelTarget): void {
    if (this.#router.allWell) return;
    const nowMs = this.#options.clock();
    const halfOpen = [target.deployment, target.key].some((name) => this.#router.stateOf(name, nowMs) === 'half-open');
    if (halfOpen) this.#noting(target, () => this.#router.answered(target, nowMs));
  }

  /** Notes how an attempt ended, and says what that means for the request. */
  ended(target: ModelTarget, end: CallEnd, forwarded: boolean): Verdict {
    this.#leave(target.upstream);
    const verdict = judge(end, { forwarded, retryMaybeBilled: this.#settings.retryMaybeBilled });
    const well = end.kind === 'complete' || (end.kind === 'refused' && verdict.blame === 'nobody');
    if (well && this.#router.allWell) return verdict;
    const nowMs = this.#options.clock();
    this.#noting(target, () => {
      if (well) this.#router.answered(target, nowMs);
      else this.#router.failed(target, verdict, nowMs);
    });
    return verdict;
  }

  next(journey: ModelJourney, verdict: Verdict): Next<ModelTarget> | undefined {
    return this.#router.next(journey, verdict, this.#options.clock());
  }

  stateOf(name: string): HealthEntry['state'] {
    return this.#router.stateOf(name, this.#options.clock());
  }

  /** Takes other settings, and forgets the health of what is no longer there. */
  replace(settings: RoutingSettings, names: ReadonlySet<string>): void {
    this.#settings = settings;
    this.#router.rules = settings;
    this.#router.retain(names);
  }

  /** Closes upstreams that are no longer in the settings as soon as no call uses them. */
  retire(upstreams: readonly Upstream[]): void {
    for (const upstream of upstreams) {
      if (this.#users.has(upstream)) this.#retired.add(upstream);
      else void upstream.close();
    }
  }

  #leave(upstream: Upstream): void {
    const left = (this.#users.get(upstream) ?? 0) - 1;
    if (left > 0) {
      this.#users.set(upstream, left);
      return;
    }
    this.#users.delete(upstream);
    if (this.#retired.delete(upstream)) void upstream.close();
  }

  #noting(target: ModelTarget, note: () => void): void {
    const names = [target.deployment, target.key];
    const before = names.map((name) => this.stateOf(name));
    note();
    for (const [index, name] of names.entries()) {
      const state = this.stateOf(name);
      if (state !== before[index])
        this.#options.onChange({ name, state, failures: this.#router.failuresOf(name), before: before[index]! });
    }
  }
}
