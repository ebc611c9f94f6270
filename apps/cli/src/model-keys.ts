import { loadConfig } from '@panal/kernel/runtime';
import { z } from 'zod';

const variable = z.union([z.string(), z.looseObject({ env: z.string() })]);

/** The part of the gateway's settings that names environment variables; the gateway itself checks all of them. */
const gatewayPart = z.looseObject({
  upstreams: z
    .array(z.looseObject({ name: z.string().default('?'), apiKeyEnv: z.union([variable, z.array(variable)]).optional() }))
    .optional(),
});

type Env = Readonly<Record<string, string | undefined>>;

/** What the gateway will find of keys for model providers; names of variables only, never their values. */
export interface ModelKeys {
  /** Set variables, and upstreams that need none. */
  readonly found: readonly string[];
  /** Variables that an upstream needs and that are not set: the gateway won't start. */
  readonly missing: readonly { readonly upstream: string; readonly variable: string }[];
}

const USUAL = ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'OPENAI_BASE_URL'];

/** Looks at the listed upstreams, or where none are listed at the usual variables. Throws ConfigError as loadConfig does. */
export function findModelKeys(env: Env, cwd?: string): ModelKeys {
  const { own } = loadConfig({ section: 'gateway', schema: gatewayPart, env, ...(cwd === undefined ? {} : { cwd }) });
  if (!own.upstreams) return { found: USUAL.filter((name) => env[name]), missing: [] };
  const found: string[] = [];
  const missing: { upstream: string; variable: string }[] = [];
  for (const { name, apiKeyEnv } of own.upstreams) {
    const names =
      apiKeyEnv === undefined ? [] : [apiKeyEnv].flat().map((entry) => (typeof entry === 'string' ? entry : entry.env));
    if (names.length === 0) found.push(`upstream "${name}" (needs no key)`);
    for (const key of names) {
      if (env[key]) found.push(key);
      else missing.push({ upstream: name, variable: key });
    }
  }
  return { found, missing };
}
