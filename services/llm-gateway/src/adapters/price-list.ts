import { type ModelPrice, calcPrice } from '@pydantic/genai-prices';
import { createRequire } from 'node:module';
import type { PriceOverride } from '../ports.ts';
import { type Price, type Rate, flatRate, namePattern } from '../ports.ts';
import type { PriceList } from '../ports.ts';

const PACKAGE = '@pydantic/genai-prices';
const NANO_USD_PER_USD = 1e9;
const REQUESTS_PER_PRICE = 1_000;
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
 * The operator's prices first (`upstream/model`, then `model`), then the package's list under the upstream's provider, then the
 * operator's ceilings for what nobody knows. What the list gives is kept until the minute ends, since some prices depend on the
 * date or the time of day (in whole minutes).
 */
export function createPriceList(
  overrides: Readonly<Record<string, PriceOverride>>,
  sources: ReadonlyMap<string, PriceSource>,
  ceilings: Readonly<Record<string, PriceOverride>> = {},
): PriceList {
  const version = listVersion();
  const own = new Map(Object.entries(overrides).map(([name, override]) => [name, overridePrice(override, 'panal.yaml')]));
  const bounded = Object.entries(ceilings).map(([pattern, ceiling]) => ceilingOf(pattern, ceiling));
  const cache = new Map<string, { readonly untilMs: number; readonly price: Price | undefined }>();
  return {
    contextOf(upstreamName, model) {
      const source = sources.get(upstreamName);
      return source && listed(source, model, Date.now())?.model.context_window;
    },
    priceOf(upstreamName, model, atMs) {
      const key = `${upstreamName}/${model}`;
      const set = own.get(key) ?? own.get(model);
      if (set) return set;
      const known = cache.get(key);
      if (known && atMs < known.untilMs && atMs >= known.untilMs - CACHE_MS) return known.price;
      const source = sources.get(upstreamName);
      const found = source && listedPrice(source, model, { atMs, version });
      const price = found ?? bounded.find(({ fits }) => fits(model) || fits(key))?.price;
      if (cache.size >= CACHE_ENTRIES_MAX) cache.delete(cache.keys().next().value!);
      cache.set(key, { untilMs: atMs - (atMs % CACHE_MS) + CACHE_MS, price });
      return price;
    },
  };
}

function overridePrice(own: PriceOverride, version: string): Price {
  const rateOf = (usd: number | undefined): Rate | undefined =>
    usd === undefined ? undefined : flatRate(nanoUsdPerMillion(usd));
  const input = flatRate(nanoUsdPerMillion(own.input));
  const cacheWrite = rateOf(own.cacheWrite) ?? input;
  const reasoning = rateOf(own.reasoning);
  return {
    input,
    cacheRead: rateOf(own.cachedInput) ?? input,
    cacheWrite,
    cacheWriteHour: rateOf(own.cacheWriteHour) ?? cacheWrite,
    output: flatRate(nanoUsdPerMillion(own.output)),
    ...(reasoning ? { reasoning } : {}),
    ...(own.request ? { requestNanoUsd: Math.round(own.request * NANO_USD_PER_USD) } : {}),
    version,
  };
}

/** `*` in a pattern stands for any text. */
function ceilingOf(pattern: string, ceiling: PriceOverride): { readonly fits: (name: string) => boolean; readonly price: Price } {
  return { fits: namePattern(pattern), price: { ...overridePrice(ceiling, `panal.yaml ceiling ${pattern}`), ceiling: true } };
}

function listedPrice(source: PriceSource, model: string, given: { atMs: number; version: string }): Price | undefined {
  const found = listed(source, model, given.atMs);
  return found ? readPrice(found.model_price, given.version) : undefined;
}

function listed(source: PriceSource, model: string, atMs: number): ReturnType<typeof calcPrice> {
  const lookup = source.provider ? { providerId: source.provider } : { providerApiUrl: source.baseUrl };
  return calcPrice({ input_tokens: 1 }, model, { ...lookup, timestamp: new Date(atMs) });
}

/** What `readPrice` reads. */
const READ_FIELDS = new Set([
  'input_mtok',
  'output_mtok',
  'cache_read_mtok',
  'cache_write_mtok',
  'cache_write_1h_mtok',
  'output_reasoning_mtok',
  'input_audio_mtok',
  'output_audio_mtok',
  'requests_kcount',
]);
/** Prices of what no request can ask for here: other modalities, and server tools. Audio that is cached costs as plain audio. */
const UNREACHABLE_FIELDS =
  /^(?:web_searches_kcount|storage_searches_kcount|cache_audio_read_mtok|(?:\w+_)?(?:image|video)(?:_\w+)?_mtok)$/;

/** A model without a price for input or output, or with one for something that can't be bounded, counts as unknown. */
function readPrice(listed: ModelPrice, version: string): Price | undefined {
  const input = readRate(listed['input_mtok']);
  const output = readRate(listed['output_mtok']);
  const priced = Object.keys(listed).filter((field) => listed[field] !== undefined);
  if (!input || !output || !priced.every((field) => READ_FIELDS.has(field) || UNREACHABLE_FIELDS.test(field))) return undefined;
  const cacheWrite = readRate(listed['cache_write_mtok']) ?? input;
  const requests = listed['requests_kcount'];
  if (typeof requests === 'object') return undefined;
  return {
    input,
    output,
    cacheRead: readRate(listed['cache_read_mtok']) ?? input,
    cacheWrite,
    cacheWriteHour: readRate(listed['cache_write_1h_mtok']) ?? cacheWrite,
    ...optionalRate('reasoning', listed['output_reasoning_mtok']),
    ...optionalRate('inputAudio', listed['input_audio_mtok']),
    ...optionalRate('outputAudio', listed['output_audio_mtok']),
    ...(requests ? { requestNanoUsd: Math.round((requests * NANO_USD_PER_USD) / REQUESTS_PER_PRICE) } : {}),
    version,
  };
}

function optionalRate(name: 'reasoning' | 'inputAudio' | 'outputAudio', listed: ModelPrice[string]): Partial<Price> {
  const rate = readRate(listed);
  return rate ? { [name]: rate } : {};
}

function readRate(listed: ModelPrice[string]): Rate | undefined {
  if (listed === undefined) return undefined;
  if (typeof listed === 'number') return flatRate(nanoUsdPerMillion(listed));
  const tiers = listed.tiers.map((tier) => ({ aboveInputTokens: tier.start, rate: nanoUsdPerMillion(tier.price) }));
  return { base: nanoUsdPerMillion(listed.base), tiers: tiers.toSorted((a, b) => a.aboveInputTokens - b.aboveInputTokens) };
}
