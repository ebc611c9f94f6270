import { ConfigError, isLoopback, loadConfig, readConfigFile } from '@panal/kernel/runtime';
import { z } from 'zod';
import { addressKind } from './adapters/address-kind.ts';
import { PER_MINUTE_MAX } from './core/rate-limit/leaky-bucket.ts';

const usdPerMillion = z.number().min(0).max(100_000);

/** The operator's price of a model, US dollars per million tokens; an explicit zero is free. */
const priceOverride = z.strictObject({
  input: usdPerMillion,
  cachedInput: usdPerMillion.optional(),
  /** Cache writes kept for five minutes; and for an hour. */
  cacheWrite: usdPerMillion.optional(),
  cacheWriteHour: usdPerMillion.optional(),
  output: usdPerMillion,
  /** Hidden reasoning, where it costs other than output. */
  reasoning: usdPerMillion.optional(),
  /** For each request, US dollars. */
  request: z.number().min(0).max(1_000).optional(),
});

const variableName = z.string().regex(/^\w+$/, 'must be the name of an environment variable');
const weight = z.int().min(1).max(1_000).default(1);
const milliseconds = (fallback: number) => z.int().min(1).max(86_400_000).default(fallback);
const ownMilliseconds = z.int().min(1).max(86_400_000).optional();

/** Headers that belong to a connection, to the message, or to whom the caller is. */
const NEVER_FORWARDED =
  /^(host|connection|content-.*|transfer-encoding|te|trailer|upgrade|expect|keep-alive|accept-encoding|authorization|cookie|x-api-key|proxy-.*|forwarded|x-forwarded-.*|x-panal-.*)$/;
const forwardedName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'must be a lower-case header name')
  .refine((name) => !NEVER_FORWARDED.test(name), 'is a header that is never passed on');

const apiKeyVariable = z.strictObject({ env: variableName, weight });

const upstream = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/, 'must be lower-case letters, digits and dashes'),
  /** `replay` answers from recordings (`dir`), and asks nobody. */
  kind: z.enum(['openai', 'anthropic', 'replay']),
  /**
   * Which of OpenAI's interfaces a server has, in order of preference: requests of other dialects are translated into the first of
   * chat and responses. By default all at OpenAI's own address, else chat, completions and embeddings.
   */
  apis: z
    .array(z.enum(['chat', 'responses', 'completions', 'embeddings']))
    .min(1)
    .optional(),
  /** The most tokens that one image takes there; by default 50,000, Anthropic 5,000. */
  imageTokensMax: z.int().min(1).max(1_000_000).optional(),
  /** Where it is; of all but replays. */
  baseUrl: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).optional(),
  /** Of a replay: the folder with its recordings, as `gateway.record` writes them. */
  dir: z.string().min(1).optional(),
  /** Name of the environment variable that holds the key, or a list of them (`{ env, weight }`); none for servers that need no key. */
  apiKeyEnv: z
    .union([
      variableName,
      z
        .array(z.union([variableName, apiKeyVariable]))
        .min(1)
        .max(32),
    ])
    .optional(),
  /** Empty: every model that has a price. */
  models: z.array(z.string().min(1)).default([]),
  /** Provider in the price list, where the address doesn't tell. */
  priceProvider: z.string().min(1).optional(),
  /** Name of the field that limits output; by default that of OpenAI at its own address, else `max_tokens`. */
  outputField: z.enum(['max_tokens', 'max_completion_tokens']).optional(),
  cancelRule: z.enum(['full', 'delivered']).optional(),
  /** Whether its name may lead to an address of a private network. */
  allowPrivate: z.boolean().optional(),
  /** Headers of clients that are passed on to it, e.g. `anthropic-beta`; none of those that change what a call costs. */
  forwardHeaders: z.array(forwardedName).max(16).optional(),
  /** Time-outs of this upstream, in place of the common ones. */
  connectMs: ownMilliseconds,
  firstByteMs: ownMilliseconds,
  idleMs: ownMilliseconds,
  totalMs: ownMilliseconds,
});

/** Where a model is answered, and by what instead. */
const route = z.strictObject({
  /** Who serves it, in shares by weight; by default every upstream that lists it, in their order. */
  deployments: z
    .array(z.strictObject({ upstream: z.string().min(1), model: z.string().min(1).optional(), weight }))
    .min(1)
    .max(32)
    .optional(),
  /** Models that answer in its place when none of them can. */
  fallbacks: z.array(z.string().min(1)).max(8).default([]),
});

const perMinute = z.int().min(1).max(PER_MINUTE_MAX).optional();
const rateLimit = z.strictObject({
  keys: z.enum(['lease', 'standalone', 'any']).default('any'),
  models: z.string().min(1).default('*'),
  requestsPerMinute: perMinute,
  tokensPerMinute: perMinute,
  concurrentMax: z.int().min(1).max(100_000).optional(),
});

/** Settings of the gateway: section `gateway` of panal.yaml. */
export const gatewaySchema = z.strictObject({
  /** IANA time zone in which days and months begin. */
  timeZone: z.string().refine(isTimeZone, 'must be a time zone such as UTC or Europe/Vienna').default('UTC'),
  /** What a request for model `default` gets; by default the first listed one, or the scripted model. */
  defaultModel: z.string().min(1).optional(),
  /** Where models are; by default what OPENAI_API_KEY, OPENAI_BASE_URL and ANTHROPIC_API_KEY describe. */
  upstreams: z.array(upstream).optional(),
  /** Prices of models in US dollars per million tokens, before those of the price list; 0 is free. */
  prices: z.record(z.string(), priceOverride).default({}),
  /**
   * What a model costs at most whose price nobody knows, by pattern of `model` or `upstream/model` (`*`: any text; the first that
   * matches counts). Charged as an estimate. Without one such a model is refused.
   */
  priceCeilings: z.record(z.string(), priceOverride).default({}),
  /** File of the scripted model; without it there is none. */
  scriptedTrajectory: z.string().min(1).optional(),
  /** How long a request waits for a hold of others to be given back before it is refused. */
  holdWaitMs: z.int().min(0).max(60_000).default(2_000),
  /**
   * What a stream holds: the worst case of all output that it may bring, or a first stretch that is extended ahead of what comes
   * (docs/gateway.md has the overshoot that this may cost). Only for upstreams that hide no reasoning, and without workers.
   */
  holdMode: z.enum(['worst-case', 'extending']).default('worst-case'),
  /** With extending holds: the longest time from a token of the upstream to its noticing that we left. */
  extendLagMs: z.int().min(0).max(60_000).default(500),
  /** With extending holds: how many tokens the hold is ahead of a stream at least. */
  extendTokensMin: z.int().min(1).max(100_000).default(256),
  /**
   * Whose output is made shorter where a budget has room for a useful answer but not for a whole one: requests that name no
   * limit of their own, all, or none (those are refused).
   */
  fitOutput: z.enum(['unstated', 'always', 'never']).default('unstated'),
  /** Fewer tokens than this are not a useful answer. */
  fitOutputTokensMin: z.int().min(1).max(1_000_000).default(256),
  /** The most output that one request may ask for, and what is asked for when it doesn't say. */
  outputTokensMax: z.int().min(1).max(1_000_000).default(8_192),
  /**
   * What is held besides for requests that have no bound themselves: documents, stored files and earlier responses
   * (`inputTokens`), and tools that the provider runs (both). Without it they are refused by the name of the field, documents
   * only where the model's context isn't known.
   */
  unbounded: z
    .strictObject({
      inputTokens: z.int().min(1).max(10_000_000),
      toolUsd: z.number().min(0).max(1_000),
    })
    .optional(),
  /**
   * Records exchanges with upstreams, prompts and answers included, in files of this folder (mode 0600), without what looks like a
   * secret, up to so many bytes in all. An upstream of kind `replay` answers from them.
   */
  record: z
    .strictObject({
      /** The folder that exchanges are recorded in, prompts and answers included, without what looks like a secret; files of mode 0600. */
      dir: z.string().min(1),
      /** Of all recordings in it together, by default 256 MiB; above it nothing more is recorded. */
      bytesMax: z.int().min(1).max(1_099_511_627_776).default(268_435_456),
    })
    .optional(),
  /** Whether a halt also ends model calls that are under way (as the end of a lease does); new ones are refused in any case. */
  haltCutsCalls: z.boolean().default(true),
  /** How often limits that people set in Synapse are read. */
  limitsSyncMs: z.int().min(100).max(3_600_000).default(5_000),
  /** Worker processes that serve HTTP on the same port; 0: this process serves all by itself. Linux only. */
  workers: z.int().min(0).max(64).default(0),
  /** Requests served at once, by each process. */
  callsMax: z.int().min(1).max(100_000).default(2_048),
  /** Longest silence within the body of a request; then 408, and the connection is closed. */
  bodyIdleMs: milliseconds(10_000),
  /** Longest time to connect to an upstream. */
  connectMs: milliseconds(5_000),
  /** Longest time until its answer begins. */
  firstByteMs: milliseconds(300_000),
  /** Longest silence within an answer. */
  idleMs: milliseconds(120_000),
  /** Longest time of a whole call. */
  totalMs: milliseconds(900_000),
  /** Models that several upstreams serve, by weight, and what answers in their place. */
  routes: z.record(z.string(), route).default({}),
  /** Requests and tokens a minute, and requests at once, of each key and model; the first entry that fits counts. */
  rateLimits: z.array(rateLimit).max(100).default([]),
  /** How often a request is sent at most, the first time included. */
  attemptsMax: z.int().min(1).max(10).default(3),
  /** Longest time from the first attempt to the start of the last one. */
  retryTotalMs: z.int().min(0).max(600_000).default(30_000),
  /** Shortest wait before a request is sent to the same place again. */
  backoffMs: z.int().min(1).max(60_000).default(100),
  /** Longest such wait; an upstream that asks for more (`Retry-After`) is not asked again. */
  backoffMaxMs: z.int().min(1).max(60_000).default(2_000),
  /** Whether to try again although the failed attempt may have been billed; both are charged then. */
  retryMaybeBilled: z.boolean().default(false),
  /** Failures in a row after which an upstream is left alone for a while. */
  failuresMax: z.int().min(1).max(1_000).default(5),
  /** How long at first; twice as long after each failed trial. */
  coolDownMs: milliseconds(5_000),
  /** The longest that an upstream or key is left alone, whatever it asks for. */
  coolDownMaxMs: milliseconds(60_000),
  /** Which deterministic requests are answered from earlier answers: none, those that ask (`x-panal-cache: on`), or all. */
  cacheMode: z.enum(['off', 'on-request', 'always']).default('off'),
  /** Memory for answers. */
  cacheBytesMax: z.int().min(0).max(4_294_967_296).default(67_108_864),
  /** How long an answer is used again. */
  cacheAgeMs: milliseconds(3_600_000),
  /**
   * Responses that the gateway keeps for later requests (`previous_response_id`), of upstreams that have no responses API; of the
   * key that has the most, the oldest are dropped first. 0: none are kept.
   */
  storedResponsesMax: z.int().min(0).max(20_000).default(1_000),
  /** Room on the disk for them. */
  storedResponsesBytesMax: z.int().min(1_024).max(1_099_511_627_776).default(1_073_741_824),
  /** How long they are kept. */
  storedResponsesAgeMs: z.int().min(1_000).max(31_536_000_000).default(2_592_000_000),
  /**
   * Whether requests may name whatever a provider keeps by its id: files, conversations, stored prompts, containers, items of
   * responses. Only where all keys belong to one tenant: a provider gives these to everybody who uses its key.
   */
  sharedProviderState: z.boolean().default(false),
  /** How long requests under way may go on when the gateway stops. */
  drainMs: z.int().min(0).max(3_600_000).default(20_000),
});

export type GatewayConfig = z.infer<typeof gatewaySchema>;

export interface ApiKey {
  readonly secret: string;
  readonly weight: number;
}

export interface UpstreamConfig extends z.infer<typeof upstream> {
  /** Empty for replays. */
  readonly baseUrl: string;
  /** Empty for servers that need no key. */
  readonly apiKeys: readonly ApiKey[];
}

const OPENAI_URL = 'https://api.openai.com/v1';
const ANTHROPIC_URL = 'https://api.anthropic.com/v1';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings anew while the gateway runs. Throws ConfigError, also for a file that holds nothing: more likely it is being
 * written than that nothing is meant.
 */
export function readGatewayConfig(env: Env = process.env): GatewayConfig {
  const { path, holds } = readConfigFile(env);
  if (holds === 'nothing') throw new ConfigError(`${path} holds no settings. Write them, or "{}" where the defaults are meant.`);
  return loadConfig({ section: 'gateway', schema: gatewaySchema, env }).own;
}

/** Path of the file that the settings are in, or would be. */
export const configFile = (env: Env = process.env): string => readConfigFile(env).path;

/** The upstreams to use: those of the settings, else what the usual environment variables describe. Throws ConfigError. */
export function resolveUpstreams(config: GatewayConfig, env: Env = process.env): UpstreamConfig[] {
  const listed = config.upstreams ?? upstreamsOf(env);
  const names = new Set<string>();
  return listed.map((entry) => {
    if (names.has(entry.name) || entry.name === 'scripted') {
      throw new ConfigError(`gateway.upstreams: the name "${entry.name}" is taken. Choose another.`);
    }
    names.add(entry.name);
    const baseUrl = addressOf(entry);
    return { ...entry, baseUrl, apiKeys: apiKeysOf(entry, env) };
  });
}

/** Where an upstream is; a replay is nowhere. Throws ConfigError where what its kind needs is missing. */
function addressOf({ name, kind, baseUrl, dir, allowPrivate = false }: z.infer<typeof upstream>): string {
  const isReplay = kind === 'replay';
  if (isReplay ? dir === undefined || baseUrl !== undefined : baseUrl === undefined || dir !== undefined) {
    const need = isReplay
      ? 'a replay needs "dir", and has no "baseUrl"'
      : `a server of kind "${kind}" needs "baseUrl", and has no "dir"`;
    throw new ConfigError(`gateway.upstreams: "${name}": ${need}.`);
  }
  if (baseUrl === undefined) return '';
  refuseAddress(name, baseUrl, allowPrivate);
  return baseUrl;
}

function apiKeysOf({ name, apiKeyEnv }: z.infer<typeof upstream>, env: Env): ApiKey[] {
  const listed = apiKeyEnv === undefined ? [] : Array.isArray(apiKeyEnv) ? apiKeyEnv : [apiKeyEnv];
  return listed.map((entry) => {
    const named = typeof entry === 'string' ? { env: entry, weight: 1 } : entry;
    const secret = env[named.env];
    if (secret) return { secret, weight: named.weight };
    throw new ConfigError(
      `gateway.upstreams: "${name}" takes its key from ${named.env}, which is not set. Set it or remove apiKeyEnv.`,
    );
  });
}

/** Checks what the routes name: upstreams that are there, and no fallback to the model itself. Throws ConfigError. */
export function checkRoutes(config: GatewayConfig, upstreamNames: readonly string[]): void {
  for (const [model, { deployments, fallbacks }] of Object.entries(config.routes)) {
    const unknown = deployments?.find((deployment) => !upstreamNames.includes(deployment.upstream));
    if (unknown) {
      const known = upstreamNames.join(', ') || 'none';
      throw new ConfigError(`gateway.routes: "${model}" names the upstream "${unknown.upstream}". Known: ${known}.`);
    }
    if (fallbacks.includes(model)) throw new ConfigError(`gateway.routes: "${model}" can't be its own fallback. Remove it.`);
  }
}

function upstreamsOf(env: Env): z.infer<typeof upstream>[] {
  const found: z.infer<typeof upstream>[] = [];
  if (env['OPENAI_API_KEY'] || env['OPENAI_BASE_URL']) {
    found.push({
      name: 'openai',
      kind: 'openai',
      baseUrl: env['OPENAI_BASE_URL'] || OPENAI_URL,
      models: [],
      priceProvider: 'openai',
      ...(env['OPENAI_API_KEY'] ? { apiKeyEnv: 'OPENAI_API_KEY' } : {}),
    });
  }
  if (env['ANTHROPIC_API_KEY']) {
    // Anthropic's own clients take the address without the version.
    const baseUrl = (env['ANTHROPIC_BASE_URL'] || ANTHROPIC_URL).replace(/\/+(v1\/*)?$/, '').replace(/$/, '/v1');
    found.push({
      name: 'anthropic',
      kind: 'anthropic',
      baseUrl,
      models: [],
      priceProvider: 'anthropic',
      apiKeyEnv: 'ANTHROPIC_API_KEY',
    });
  }
  return found;
}

/** Prompts and keys cross only machines of one's own in clear text; an address of the link alone is never an upstream by mistake. */
function refuseAddress(name: string, baseUrl: string, allowPrivate: boolean): void {
  const url = URL.parse(baseUrl);
  if (!url) throw new ConfigError(`gateway.upstreams: the address of "${name}" is not valid: ${baseUrl}.`);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const kind = addressKind(host);
  if (kind === 'link-local' && !allowPrivate) {
    throw new ConfigError(
      `gateway.upstreams: "${name}" leads to ${host}, where clouds keep the credentials of machines. Set allowPrivate: true if it is meant.`,
    );
  }
  const near = isLoopback(host) || (kind !== undefined && kind !== 'public') || !host.includes('.');
  if (url.protocol === 'http:' && !near)
    throw new ConfigError(`gateway.upstreams: "${name}" would send prompts and keys in clear text to ${host}. Use https.`);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-CA', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Where a worker stands among the others, from the arguments that it was started with. */
export function workerPlace(): { readonly index: number; readonly workers: number; readonly port: number } {
  const [index, workers, port] = process.argv.slice(2).map(Number);
  if (!Number.isInteger(index) || !Number.isInteger(workers) || !Number.isInteger(port)) {
    throw new ConfigError('A worker of the gateway is started by the gateway only: set gateway.workers.');
  }
  return { index: index!, workers: workers!, port: port! };
}

/** What a worker is started with: the gateway's own environment, but for the pipe by which it says that it is ready. */
export function workerEnv(): Record<string, string | undefined> {
  const { PANAL_READY_FD: _ready, ...env } = process.env;
  return env;
}
