/** Chooses where a request goes next: by weight, health and what was tried already. Deterministic: time and seed are inputs. */
import {
  type Circuit,
  type CircuitRules,
  type CircuitState,
  beginCall,
  isReady,
  newCircuit,
  noteAnswer,
  noteFailure,
  noteNothing,
  stateOf,
} from './circuit.ts';
import { type Backoff, type Verdict, nextWaitMs } from './retry-rule.ts';
import { SeededNumbers, chooseWeighted } from './weighted-choice.ts';

/** A model at an upstream, with one of the upstream's keys: what a request can be sent to. */
export interface Target {
  /** Name of the deployment's health. */
  readonly deployment: string;
  /** Name of the key's health. */
  readonly key: string;
  readonly weight: number;
}

/** Targets of a model, then those of each of its fallbacks, in order. */
export type Tiers<T extends Target> = readonly (readonly T[])[];

export interface RouterRules extends CircuitRules {
  readonly attemptsMax: number;
  /** Longest time from the first attempt to the start of the last. */
  readonly retryTotalMs: number;
  readonly backoff: Backoff;
}

/** A request on its way through its targets. */
export interface Journey<T extends Target> {
  readonly tiers: Tiers<T>;
  readonly startedMs: number;
  readonly tried: T[];
  lastWaitMs: number;
}

export interface Next<T extends Target> {
  readonly target: T;
  /** To wait before it is called. */
  readonly waitMs: number;
}

export interface HealthEntry {
  readonly name: string;
  readonly state: CircuitState;
  readonly failures: number;
}

/** Bound of names: those of the settings, a few for each upstream. */
const CIRCUITS_MAX = 10_000;

/** Remembers the health of deployments and keys: of those that failed, as long as that matters. One request costs O(its targets). */
export class Router {
  readonly #circuits = new Map<string, Circuit>();
  readonly #numbers: SeededNumbers;
  rules: RouterRules;

  constructor(rules: RouterRules, seed: number) {
    this.rules = rules;
    this.#numbers = new SeededNumbers(seed);
  }

  begin<T extends Target>(tiers: Tiers<T>, nowMs: number): Journey<T> {
    return { tiers, startedMs: nowMs, tried: [], lastWaitMs: 0 };
  }

  /**
   * The first target: by weight among the healthy ones of the first tier that has any. Where there is none, the one of the first
   * tier whose time ends soonest: a gateway that refused on its own would make a short fault a longer one.
   */
  first<T extends Target>(journey: Journey<T>, nowMs: number): T {
    return this.#pick(journey.tiers, nowMs) ?? this.#soonest(journey.tiers[0]!);
  }

  /** Where to go after a failed attempt: a healthy target not yet tried, at once; else one of those tried, after a wait; or nowhere. */
  next<T extends Target>(journey: Journey<T>, verdict: Verdict, nowMs: number): Next<T> | undefined {
    const { attemptsMax, retryTotalMs, backoff } = this.rules;
    const leftMs = journey.startedMs + retryTotalMs - nowMs;
    if (verdict.retry === 'no' || journey.tried.length >= attemptsMax || leftMs <= 0) return undefined;
    const fresh = journey.tiers.map((tier) => tier.filter((target) => !journey.tried.includes(target)));
    const target = this.#pick(fresh, nowMs);
    if (target) return { target, waitMs: 0 };
    if (verdict.retry === 'elsewhere') return undefined;
    const again = this.#soonest(journey.tiers[0]!);
    const asked = Math.max(verdict.waitMs ?? 0, nextWaitMs(journey.lastWaitMs, backoff, this.#numbers));
    if (asked > backoff.maxMs || asked > leftMs) return undefined;
    journey.lastWaitMs = asked;
    return { target: again, waitMs: asked };
  }

  /** A request is sent to the target; call `ended` once for it. */
  sent<T extends Target>(journey: Journey<T>, target: T, nowMs: number): void {
    journey.tried.push(target);
    if (this.allWell) return;
    for (const circuit of this.#known(target)) beginCall(circuit, nowMs);
  }

  /** The target answered, or its answer ended well. */
  answered(target: Target, nowMs: number): void {
    if (this.allWell) return;
    for (const name of [target.deployment, target.key]) {
      const circuit = this.#circuits.get(name);
      if (!circuit) continue;
      noteAnswer(circuit, nowMs);
      if (stateOf(circuit, nowMs) === 'closed') this.#circuits.delete(name);
    }
  }

  /** An attempt failed, or ended without telling anything about the target. */
  failed(target: Target, verdict: Verdict, nowMs: number): void {
    const failure = { nowMs, certain: verdict.certain, waitMs: verdict.waitMs };
    for (const part of ['deployment', 'key'] as const) {
      const name = target[part];
      if (verdict.blame === part) noteFailure(this.#opened(name), failure, this.rules);
      else if (this.#circuits.has(name)) noteNothing(this.#circuits.get(name)!);
    }
  }

  /** Whether nothing has failed of late. */
  get allWell(): boolean {
    return this.#circuits.size === 0;
  }

  /** Of those that failed of late. */
  health(nowMs: number): HealthEntry[] {
    return [...this.#circuits].map(([name, circuit]) => ({ name, state: stateOf(circuit, nowMs), failures: circuit.failures }));
  }

  stateOf(name: string, nowMs: number): CircuitState {
    const circuit = this.#circuits.get(name);
    return circuit ? stateOf(circuit, nowMs) : 'closed';
  }

  failuresOf(name: string): number {
    return this.#circuits.get(name)?.failures ?? 0;
  }

  /** Forgets what is no longer in the settings. */
  retain(names: ReadonlySet<string>): void {
    for (const name of this.#circuits.keys()) if (!names.has(name)) this.#circuits.delete(name);
  }

  #pick<T extends Target>(tiers: Tiers<T>, nowMs: number): T | undefined {
    for (const tier of tiers) {
      const ready = this.allWell
        ? tier
        : tier.filter((target) => this.#known(target).every((circuit) => isReady(circuit, nowMs)));
      const chosen = chooseWeighted(ready, this.#numbers);
      if (chosen) return chosen;
    }
    return undefined;
  }

  #soonest<T extends Target>(tier: readonly T[]): T {
    const until = (target: Target): number => Math.max(0, ...this.#known(target).map(({ openUntilMs }) => openUntilMs));
    return tier.reduce((best, target) => (until(target) < until(best) ? target : best));
  }

  #known({ deployment, key }: Target): Circuit[] {
    return [this.#circuits.get(deployment), this.#circuits.get(key)].filter((circuit) => circuit !== undefined);
  }

  #opened(name: string): Circuit {
    const known = this.#circuits.get(name);
    if (known) return known;
    const circuit = newCircuit();
    if (this.#circuits.size < CIRCUITS_MAX) this.#circuits.set(name, circuit);
    return circuit;
  }
}
