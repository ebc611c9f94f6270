import { type Result, ok, refuse } from '@panal/kernel/pure';
import { shownName } from '../core/ledger/index.ts';
import { type Price, flatRate } from '../core/price.ts';
import type { Target, Tiers } from '../core/routing/router.ts';
import type { PriceList, Upstream } from '../ports.ts';

/** A model at an upstream, with one of its keys: what a request can be sent to. */
export interface ModelTarget extends Target {
  /** As clients name it: that of a fallback is the fallback's. */
  readonly model: string;
  readonly upstream: Upstream;
  /** As the upstream names it. */
  readonly upstreamModel: string;
  readonly keyIndex: number;
}

/** A model as a request names it, `default` resolved, with what it can be sent to. */
export interface ModelRoute {
  readonly model: string;
  readonly tiers: Tiers<ModelTarget>;
}

export interface ListedModel {
  readonly model: string;
  readonly upstream: Upstream;
  readonly price: Price | undefined;
  /** What it can be sent to itself, fallbacks left out. */
  readonly targets: readonly ModelTarget[];
}

export type ModelProblem =
  | { readonly kind: 'unknown-model'; readonly message: string }
  | { readonly kind: 'unknown-price'; readonly message: string };

/** The operator's route of a model. */
export interface RouteSetting {
  readonly deployments?:
    | readonly { readonly upstream: string; readonly model?: string | undefined; readonly weight: number }[]
    | undefined;
  readonly fallbacks: readonly string[];
}

export interface CatalogueOptions {
  /** In order of preference. */
  readonly upstreams: readonly Upstream[];
  readonly prices: PriceList;
  readonly defaultModel: string | undefined;
  readonly routes?: Readonly<Record<string, RouteSetting>>;
}

interface Deployment {
  readonly model: string;
  readonly upstream: Upstream;
  readonly upstreamModel: string;
  readonly weight: number;
}

const FREE = flatRate(0);
/** What costs nothing. */
export const FREE_PRICE: Price = {
  input: FREE,
  cacheRead: FREE,
  cacheWrite: FREE,
  cacheWriteHour: FREE,
  output: FREE,
  version: 'scripted',
};

/** Weights are whole; a deployment's share is split among its keys to a thousandth. */
const WEIGHT_PARTS = 1_000;
/** Prices may depend on the time of day. */
const ROUTE_MS = 60_000;
const ROUTES_MAX = 1_000;
const SEEN_SHOWN_MAX = 200;

/** Which upstreams serve a model, at what price. A model whose price nobody knows is refused, never free. */
export class Catalogue {
  #options: CatalogueOptions;
  readonly #routes = new Map<string, { readonly untilMs: number; readonly route: ModelRoute }>();

  constructor(options: CatalogueOptions) {
    this.#options = options;
  }

  /** Takes other upstreams, prices and routes; requests under way keep what they have. */
  replace(options: CatalogueOptions): void {
    this.#options = options;
    this.#routes.clear();
  }

  /** The model that `default` stands for, if any. */
  get defaultModel(): string | undefined {
    const { defaultModel, upstreams } = this.#options;
    return defaultModel ?? upstreams.flatMap((upstream) => upstream.models)[0];
  }

  /** Headers of clients that may reach an upstream, in order. */
  get forwardHeaders(): readonly string[] {
    return [...new Set(this.#options.upstreams.flatMap(({ forwardHeaders = [] }) => forwardHeaders))].toSorted();
  }

  get upstreams(): readonly Upstream[] {
    return this.#options.upstreams;
  }

  /** Where a request for a model can be sent: its deployments, then those that stand in for them. Kept for a minute. */
  route(asked: string, atMs: number): Result<ModelRoute, ModelProblem> {
    const known = this.#routes.get(asked);
    if (known && atMs < known.untilMs) return ok(known.route);
    const model = asked === 'default' ? (this.defaultModel ?? asked) : asked;
    const own = this.#tiersOf(model, atMs);
    if (own.length === 0) return this.#problem(asked, model, atMs);
    const fallbacks = this.#routeSetting(model)?.fallbacks ?? [];
    const route = { model, tiers: [...own, ...fallbacks.flatMap((other) => this.#tiersOf(other, atMs))] };
    if (this.#routes.size >= ROUTES_MAX) this.#routes.delete(this.#routes.keys().next().value!);
    this.#routes.set(asked, { untilMs: atMs + ROUTE_MS, route });
    return ok(route);
  }

  /** The price of a model at an upstream, as the upstream names it. */
  priceOf({ upstream, upstreamModel }: Pick<ModelTarget, 'upstream' | 'upstreamModel'>, atMs: number): Price | undefined {
    return upstream.kind === 'scripted' ? FREE_PRICE : this.#options.prices.priceOf(upstream.name, upstreamModel, atMs);
  }

  /** The most tokens that a model reads there, where somebody knows. */
  contextOf({ upstream, upstreamModel }: Pick<ModelTarget, 'upstream' | 'upstreamModel'>): number | undefined {
    return upstream.kind === 'scripted' ? undefined : this.#options.prices.contextOf?.(upstream.name, upstreamModel);
  }

  /** Models that are named somewhere: listed ones, those with a route, the default one, and the newest that were asked for and served. */
  list(atMs: number): ListedModel[] {
    const { upstreams, routes = {} } = this.#options;
    const names = new Set([...upstreams.flatMap((upstream) => upstream.models), ...Object.keys(routes)]);
    if (this.defaultModel) names.add(this.defaultModel);
    for (const { route } of [...this.#routes.values()].slice(-SEEN_SHOWN_MAX)) names.add(route.model);
    return [...names].flatMap((model) => {
      const deployments = this.#deploymentsOf(model, atMs).flat();
      const shown = deployments.filter((deployment) => this.priceOf(deployment, atMs));
      const first = shown[0] ?? deployments[0];
      if (!first) return [];
      const targets = shown.flatMap((deployment) => this.#targetsOf(deployment));
      return [{ model, upstream: first.upstream, price: this.priceOf(first, atMs), targets }];
    });
  }

  /** Names under which the health of upstreams and keys is kept. */
  healthNames(): Set<string> {
    const names = new Set<string>();
    for (const upstream of this.#options.upstreams) {
      names.add(upstream.name);
      for (const model of upstream.models) names.add(`${upstream.name}/${model}`);
      for (const keyIndex of upstream.keyWeights.keys()) names.add(keyName(upstream, keyIndex));
    }
    for (const { deployments = [] } of Object.values(this.#options.routes ?? {}))
      for (const { upstream, model } of deployments) if (model !== undefined) names.add(`${upstream}/${model}`);
    return names;
  }

  #routeSetting(model: string): RouteSetting | undefined {
    const { routes = {} } = this.#options;
    return Object.hasOwn(routes, model) ? routes[model] : undefined;
  }

  #tiersOf(model: string, atMs: number): ModelTarget[][] {
    const priced = this.#deploymentsOf(model, atMs).map((tier) => tier.filter((deployment) => this.priceOf(deployment, atMs)));
    return priced.filter((tier) => tier.length > 0).map((tier) => tier.flatMap((deployment) => this.#targetsOf(deployment)));
  }

  /**
   * The tiers of a model: those of its route share the requests. Without one, each upstream that lists it stands in for the one
   * before; upstreams that list nothing are asked only where no other lists it, and the first of them alone.
   */
  #deploymentsOf(model: string, atMs: number): Deployment[][] {
    const { upstreams } = this.#options;
    const routed = this.#routeSetting(model)?.deployments;
    if (routed) {
      return [
        routed.flatMap(({ upstream: name, model: upstreamModel = model, weight }) => {
          const upstream = upstreams.find((candidate) => candidate.name === name);
          return upstream ? [{ model, upstream, upstreamModel, weight }] : [];
        }),
      ];
    }
    const priced = (upstream: Upstream): boolean => this.priceOf({ upstream, upstreamModel: model }, atMs) !== undefined;
    const listing = upstreams.filter((upstream) => upstream.models.includes(model));
    const open = upstreams.filter((upstream) => upstream.models.length === 0);
    const other = open.find(priced) ?? open[0];
    const candidates = listing.some(priced) || !other ? listing : [...listing, other];
    return candidates.map((upstream) => [{ model, upstream, upstreamModel: model, weight: 1 }]);
  }

  #targetsOf({ model, upstream, upstreamModel, weight }: Deployment): ModelTarget[] {
    // A client may choose any name at an upstream that lists nothing; health is kept by names of the settings only.
    const named = upstream.models.includes(upstreamModel) || this.#isRouted(upstream.name, upstreamModel);
    const deployment = named ? `${upstream.name}/${upstreamModel}` : upstream.name;
    const sum = upstream.keyWeights.reduce((total, part) => total + part, 0);
    return upstream.keyWeights.map((part, keyIndex) => ({
      model,
      upstream,
      upstreamModel,
      keyIndex,
      deployment,
      key: keyName(upstream, keyIndex),
      weight: Math.max(1, Math.round((weight * WEIGHT_PARTS * part) / sum)),
    }));
  }

  #isRouted(upstreamName: string, upstreamModel: string): boolean {
    const routes = Object.values(this.#options.routes ?? {});
    return routes.some(({ deployments = [] }) =>
      deployments.some(({ upstream, model }) => upstream === upstreamName && model === upstreamModel),
    );
  }

  #problem(asked: string, model: string, atMs: number): Result<never, ModelProblem> {
    const candidate = this.#deploymentsOf(model, atMs)[0]?.[0];
    return candidate ? unknownPrice(candidate.upstreamModel, candidate.upstream) : unknownModel(asked, this.list(atMs));
  }
}

const keyName = (upstream: Upstream, keyIndex: number): string => `${upstream.name}#${keyIndex + 1}`;

const unknownPrice = (model: string, upstream: Upstream) =>
  refuse<ModelProblem>({
    kind: 'unknown-price',
    message:
      `The price of model "${shownName(model)}" at "${upstream.name}" is not known, so no budget can hold it. ` +
      `Set gateway.prices: {"${shownName(model)}": {input: …, output: …}} in panal.yaml (US dollars per million tokens; 0 is free).`,
  });

const unknownModel = (asked: string, known: readonly ListedModel[]) =>
  refuse<ModelProblem>({
    kind: 'unknown-model',
    message:
      asked === 'default'
        ? 'No default model is set. Set gateway.defaultModel in panal.yaml.'
        : `No upstream serves model "${shownName(asked)}". Known models: ${known.map(({ model }) => model).join(', ') || 'none; set OPENAI_API_KEY, ANTHROPIC_API_KEY, gateway.upstreams or gateway.scriptedTrajectory'}.`,
  });
