import { ConfigError, isLoopback } from '@panal/kernel/runtime';
import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

const usdPerMillion = z.number().min(0).max(100_000);

/** The operator's price of a model, US dollars per million tokens; an explicit zero is free. */
const priceOverride = z.strictObject({
  input: usdPerMillion,
  cachedInput: usdPerMillion.optional(),
  cacheWrite: usdPerMillion.optional(),
  output: usdPerMillion,
});

const upstream = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/, 'must be lower-case letters, digits and dashes'),
  kind: z.enum(['openai', 'anthropic']),
  baseUrl: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }),
  /** Name of the environment variable that holds the key; none for servers that need no key. */
  apiKeyEnv: z.string().regex(/^\w+$/).optional(),
  /** Empty: every model that has a price. */
  models: z.array(z.string().min(1)).default([]),
  /** Provider in the price list, where the address doesn't tell. */
  priceProvider: z.string().min(1).optional(),
  /** Name of the field that limits output; by default that of OpenAI at its own address, else `max_tokens`. */
  outputField: z.enum(['max_tokens', 'max_completion_tokens']).optional(),
  cancelRule: z.enum(['full', 'delivered']).optional(),
});

const milliseconds = (fallback: number) => z.int().min(1).max(86_400_000).default(fallback);

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
  /** File of the scripted model; without it there is none. */
  scriptedTrajectory: z.string().min(1).optional(),
  /** How long a request waits for a hold of others to be given back before it is refused. */
  holdWaitMs: z.int().min(0).max(60_000).default(2_000),
  /** The most output that one request may ask for, and what is asked for when it doesn't say. */
  outputTokensMax: z.int().min(1).max(1_000_000).default(8_192),
  /** Requests served at once. */
  callsMax: z.int().min(1).max(100_000).default(2_048),
  /** Longest time to connect to an upstream. */
  connectMs: milliseconds(5_000),
  /** Longest time until its answer begins. */
  firstByteMs: milliseconds(300_000),
  /** Longest silence within an answer. */
  idleMs: milliseconds(120_000),
  /** Longest time of a whole call. */
  totalMs: milliseconds(900_000),
});

export type GatewayConfig = z.infer<typeof gatewaySchema>;

export interface UpstreamConfig extends z.infer<typeof upstream> {
  readonly apiKey: string | undefined;
}

const OPENAI_URL = 'https://api.openai.com/v1';
const ANTHROPIC_URL = 'https://api.anthropic.com/v1';

type Env = Readonly<Record<string, string | undefined>>;

/** The upstreams to use: those of the settings, else what the usual environment variables describe. Throws ConfigError. */
export function resolveUpstreams(config: GatewayConfig, env: Env = process.env): UpstreamConfig[] {
  const listed = config.upstreams ?? upstreamsOf(env);
  const names = new Set<string>();
  return listed.map((entry) => {
    if (names.has(entry.name) || entry.name === 'scripted') {
      throw new ConfigError(`gateway.upstreams: the name "${entry.name}" is taken. Choose another.`);
    }
    names.add(entry.name);
    const apiKey = entry.apiKeyEnv ? env[entry.apiKeyEnv] : undefined;
    if (entry.apiKeyEnv && !apiKey) {
      throw new ConfigError(
        `gateway.upstreams: "${entry.name}" takes its key from ${entry.apiKeyEnv}, which is not set. Set it or remove apiKeyEnv.`,
      );
    }
    refuseClearText(entry.name, entry.baseUrl);
    return { ...entry, apiKey };
  });
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

const privateRanges = new BlockList();
privateRanges.addSubnet('10.0.0.0', 8);
privateRanges.addSubnet('172.16.0.0', 12);
privateRanges.addSubnet('192.168.0.0', 16);
privateRanges.addSubnet('fc00::', 7, 'ipv6');

/** Prompts and keys cross only machines of one's own in clear text. */
function refuseClearText(name: string, baseUrl: string): void {
  const url = URL.parse(baseUrl);
  if (!url || url.protocol !== 'http:') {
    if (!url) throw new ConfigError(`gateway.upstreams: the address of "${name}" is not valid: ${baseUrl}.`);
    return;
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  const near =
    isLoopback(host) || (family !== 0 && privateRanges.check(host, family === 6 ? 'ipv6' : 'ipv4')) || !host.includes('.');
  if (!near)
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
