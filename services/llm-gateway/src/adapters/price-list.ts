import { type ModelPrice, calcPrice } from '@pydantic/genai-prices';
import { createRequire } from 'node:module';
import type { PriceOverride } from '../ports.ts';
import { type Price, type Rate, flatRate } from '../ports.ts';
import type { PriceList } from '../ports.ts';

const PACKAGE = '@pydantic/genai-prices';
const NANO_USD_PER_USD = 1e9;
const CACHE_MS = 60_000;
const CACHE_ENTRIES_MAX = 1_000;

/** Where an upstream's models are looked up in the price list. */
export interface PriceSource {
  readonly provider: string | undefined;
  readonly baseUrl: string;
}

/** Dollars per million tokens to whole nano-USD per million tokens. */
export const nanoUsdPerMillion = (usd: number): number => Math.round(usd * NANO_USD_PER_USD);

/** Version of the installed price list, e.g. `genai-prices@0.1.8`. */
function listVersion(): string {
  const entry = createRequire(import.meta.url).resolve(PACKAGE);
  const manifest = createRequire(entry)('../package.json') as { version: string };
  return `genai-prices@${manifest.version}`;
}

/**
 * The operator's prices first (`upstream/model`, then `model`), then the package's list under the upstream's provider. What the
 * list gives is kept for a minute, since some prices depend on the time of day.
 */
export function createPriceList(
  overrides: Readonly<Record<string, PriceOverride>>,
  sources: ReadonlyMap<string, PriceSource>,
): PriceList {
  const version = listVersion();
  const cache = new Map<string, { readonly untilMs: number; readonly price: Price | undefined }>();
  return {
    priceOf(upstreamName, model, atMs) {
      const own = overrides[`${upstreamName}/${model}`] ?? overrides[model];
      if (own) return overridePrice(own);
      const key = `${upstreamName}/${model}`;
      const known = cache.get(key);
      if (known && atMs < known.untilMs) return known.price;
      const source = sources.get(upstreamName);
      const price = source && listedPrice(source, model, { atMs, version });
      if (cache.size >= CACHE_ENTRIES_MAX) cache.delete(cache.keys().next().value!);
      cache.set(key, { untilMs: atMs + CACHE_MS, price });
      return price;
    },
  };
}

function overridePrice(own: PriceOverride): Price {
  const input = flatRate(nanoUsdPerMillion(own.input));
  const cacheWrite = own.cacheWrite === undefined ? input : flatRate(nanoUsdPerMillion(own.cacheWrite));
  return {
    input,
    cacheRead: own.cachedInput === undefined ? input : flatRate(nanoUsdPerMillion(own.cachedInput)),
    cacheWrite,
    cacheWriteHour: cacheWrite,
    output: flatRate(nanoUsdPerMillion(own.output)),
    version: 'panal.yaml',
  };
}

function listedPrice(source: PriceSource, model: string, given: { atMs: number; version: string }): Price | undefined {
  const lookup = source.provider ? { providerId: source.provider } : { providerApiUrl: source.baseUrl };
  const found = calcPrice({ input_tokens: 1 }, model, { ...lookup, timestamp: new Date(given.atMs) });
  return found ? readPrice(found.model_price, given.version) : undefined;
}

/** A model without a price for input or output can't be bounded, so it counts as unknown. */
function readPrice(listed: ModelPrice, version: string): Price | undefined {
  const input = readRate(listed['input_mtok']);
  const output = readRate(listed['output_mtok']);
  if (!input || !output) return undefined;
  const cacheWrite = readRate(listed['cache_write_mtok']) ?? input;
  return {
    input,
    output,
    cacheRead: readRate(listed['cache_read_mtok']) ?? input,
    cacheWrite,
    cacheWriteHour: readRate(listed['cache_write_1h_mtok']) ?? cacheWrite,
    version,
  };
}

function readRate(listed: ModelPrice[string]): Rate | undefined {
  if (listed === undefined) return undefined;
  if (typeof listed === 'number') return flatRate(nanoUsdPerMillion(listed));
  const tiers = listed.tiers.map((tier) => ({ aboveInputTokens: tier.start, rate: nanoUsdPerMillion(tier.price) }));
  return { base: nanoUsdPerMillion(listed.base), tiers: tiers.toSorted((a, b) => a.aboveInputTokens - b.aboveInputTokens) };
}
