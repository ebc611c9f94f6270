import { type Result, ok, refuse } from '@panal/kernel/pure';
import { type Price, flatRate } from '../core/price.ts';
import type { PriceList, Upstream } from '../ports.ts';

/** A model as a request names it, with who serves it and what it costs. */
export interface ResolvedModel {
  readonly model: string;
  readonly upstream: Upstream;
  readonly price: Price;
}

export interface ListedModel {
  readonly model: string;
  readonly upstream: Upstream;
  readonly price: Price | undefined;
}

export type ModelProblem =
  | { readonly kind: 'unknown-model'; readonly message: string }
  | { readonly kind: 'unknown-price'; readonly message: string };

export interface CatalogueOptions {
  /** In order of preference. */
  readonly upstreams: readonly Upstream[];
  readonly prices: PriceList;
  readonly defaultModel: string | undefined;
}

const FREE = flatRate(0);
const SCRIPTED_PRICE: Price = {
  input: FREE,
  cacheRead: FREE,
  cacheWrite: FREE,
  cacheWriteHour: FREE,
  output: FREE,
  version: 'scripted',
};

/** Which upstream serves a model, at what price. A model whose price nobody knows is refused, never free. */
export class Catalogue {
  readonly #options: CatalogueOptions;

  constructor(options: CatalogueOptions) {
    this.#options = options;
  }

  /** The model that `default` stands for, if any. */
  get defaultModel(): string | undefined {
    const { defaultModel, upstreams } = this.#options;
    return defaultModel ?? upstreams.flatMap((upstream) => upstream.models)[0];
  }

  resolve(asked: string, atMs: number): Result<ResolvedModel, ModelProblem> {
    const model = asked === 'default' ? (this.defaultModel ?? asked) : asked;
    const listing = this.#options.upstreams.filter((upstream) => upstream.models.includes(model));
    const open = this.#options.upstreams.filter((upstream) => upstream.models.length === 0);
    for (const upstream of [...listing, ...open]) {
      const price = this.#priceOf(upstream, model, atMs);
      if (price) return ok({ model, upstream, price });
    }
    const candidate = listing[0] ?? open[0];
    return candidate ? unknownPrice(model, candidate) : unknownModel(asked, this.list(atMs));
  }

  /** Models that are named somewhere: listed ones, the default one. */
  list(atMs: number): ListedModel[] {
    const named = this.#options.upstreams.flatMap((upstream) => upstream.models.map((model) => ({ model, upstream })));
    const { defaultModel } = this;
    const open = this.#options.upstreams.find((upstream) => upstream.models.length === 0);
    if (defaultModel && open && !named.some(({ model }) => model === defaultModel))
      named.push({ model: defaultModel, upstream: open });
    return named.map(({ model, upstream }) => ({ model, upstream, price: this.#priceOf(upstream, model, atMs) }));
  }

  #priceOf(upstream: Upstream, model: string, atMs: number): Price | undefined {
    return upstream.kind === 'scripted' ? SCRIPTED_PRICE : this.#options.prices.priceOf(upstream.name, model, atMs);
  }
}

const unknownPrice = (model: string, upstream: Upstream) =>
  refuse<ModelProblem>({
    kind: 'unknown-price',
    message:
      `The price of model "${model}" at "${upstream.name}" is not known, so no budget can hold it. ` +
      `Set gateway.prices: {"${model}": {input: …, output: …}} in panal.yaml (US dollars per million tokens; 0 is free).`,
  });

const unknownModel = (asked: string, known: readonly ListedModel[]) =>
  refuse<ModelProblem>({
    kind: 'unknown-model',
    message:
      asked === 'default'
        ? 'No default model is set. Set gateway.defaultModel in panal.yaml.'
        : `No upstream serves model "${asked}". Known models: ${known.map(({ model }) => model).join(', ') || 'none; set OPENAI_API_KEY, ANTHROPIC_API_KEY, gateway.upstreams or gateway.scriptedTrajectory'}.`,
  });
