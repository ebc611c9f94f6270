import { existsSync, readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { parse, parseDocument } from 'yaml';
import { z } from 'zod';

/** A setting that can't be used; the message names it and says what would do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const port = z.int().min(0).max(65_535);
const grpcAndHttp = (grpc: number, http: number) =>
  z.strictObject({ grpc: port.default(grpc), http: port.default(http) }).prefault({});

/** Settings that every process shares; top level of `panal.yaml`. */
export const commonSchema = z.strictObject({
  /** Folder of all data, tokens and logs. */
  dataDir: z.string().min(1).default('.panal'),
  /** Address to listen on; anything but loopback requires `tls`. */
  host: z.string().min(1).default('127.0.0.1'),
  /** Least level that is logged. */
  logLevel: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** Port, checked before the start; 0 lets the system choose (tests). */
  ports: z
    .strictObject({
      synapse: grpcAndHttp(50_051, 7051),
      orchestrator: grpcAndHttp(50_054, 7054),
      analyst: grpcAndHttp(50_055, 7055),
      gateway: grpcAndHttp(50_056, 4000),
      workspace: grpcAndHttp(50_057, 7057),
      bridge: z.strictObject({ http: port.default(7060) }).prefault({}),
    })
    .prefault({}),
  tls: z
    .strictObject({
      /** Certificate of gRPC and HTTP servers, PEM. */
      certFile: z.string(),
      /** Its private key, PEM. */
      keyFile: z.string(),
      /** What clients trust; default: the certificate itself. */
      caFile: z.string().optional(),
      /** Where given, clients must show a certificate of this authority. */
      clientCaFile: z.string().optional(),
    })
    .optional(),
});

export type CommonConfig = z.infer<typeof commonSchema>;
export type ServiceName = keyof CommonConfig['ports'];

/** Sections of `panal.yaml` that belong to one process each. */
export const sections = ['synapse', 'orchestrator', 'analyst', 'gateway', 'workspace', 'bridge', 'agents', 'cli'] as const;
export type Section = (typeof sections)[number];

type Env = Readonly<Record<string, string | undefined>>;
type Schema = z.core.$ZodType;

const snake = (key: string): string => key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();

function innerObject(schema: Schema): z.core.$ZodShape | undefined {
  let current = schema as unknown as { _zod: { def: { type: string; innerType?: Schema; shape?: z.core.$ZodShape } } };
  while (current._zod.def.innerType) current = current._zod.def.innerType as unknown as typeof current;
  return current._zod.def.type === 'object' ? current._zod.def.shape : undefined;
}

interface Leaf {
  readonly path: readonly string[];
  readonly schema: Schema;
}

/** Every setting of an object schema by the name of its environment variable, e.g. `PANAL_PORTS_SYNAPSE_GRPC`. */
export function settingVariables(schema: Schema, prefix: string, path: readonly string[] = []): Map<string, Leaf> {
  const found = new Map<string, Leaf>();
  for (const [key, field] of Object.entries(innerObject(schema) ?? {})) {
    const name = `${prefix}_${snake(key)}`;
    const nested = innerObject(field);
    if (nested) for (const entry of settingVariables(field, name, [...path, key])) found.set(...entry);
    else found.set(name, { path: [...path, key], schema: field });
  }
  return found;
}

function setPath(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let current = target;
  for (const key of path.slice(0, -1)) current = (current[key] ??= {}) as Record<string, unknown>;
  current[path.at(-1)!] = value;
}

function valueOf(raw: string, schema: Schema): unknown {
  if (z.safeParse(schema, raw).success) return raw;
  try {
    return parse(raw);
  } catch {
    return raw;
  }
}

/** Far above any real file; larger ones would keep a running process from its work while they are read. */
const CONFIG_BYTES_MAX = 1024 * 1024;

/** The file's content as an object, and whether it holds any (a missing file, an empty one and `null` hold none); `PANAL_CONFIG` names it, else `panal.yaml` in the working folder where there is one. */
export function readConfigFile(
  env: Env,
  cwd = process.cwd(),
): {
  path: string;
  content: Record<string, unknown>;
  holds: 'settings' | 'nothing' | 'no-file';
} {
  const path = resolve(cwd, env['PANAL_CONFIG'] ?? 'panal.yaml');
  if (!existsSync(path)) {
    if (env['PANAL_CONFIG'])
      throw new ConfigError(`PANAL_CONFIG names ${path}, which does not exist. Create it or unset the variable.`);
    return { path, content: {}, holds: 'no-file' };
  }
  let text: string;
  let sizeBytes: number;
  try {
    sizeBytes = statSync(path).size;
    text = sizeBytes > CONFIG_BYTES_MAX ? '' : readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(
      `${path} cannot be read: ${(error as Error).message}. Make it readable or name another with PANAL_CONFIG.`,
    );
  }
  if (sizeBytes > CONFIG_BYTES_MAX)
    throw new ConfigError(`${path} has ${sizeBytes} bytes; settings may have 1 MiB at most. Make it smaller.`);
  const document = parseDocument(text);
  const problem = document.errors[0];
  if (problem) throw new ConfigError(`${path} is no valid YAML: ${problem.message.split('\n')[0]}`);
  const read: unknown = document.toJS();
  const content = read ?? {};
  if (typeof content !== 'object' || Array.isArray(content))
    throw new ConfigError(`${path} must hold settings (name: value), one a line.`);
  return { path, content: content as Record<string, unknown>, holds: (read ?? null) === null ? 'nothing' : 'settings' };
}

function settingsOf<S extends Schema>(
  schema: S,
  base: unknown,
  source: { prefix: string; env: Env; path: string; section: string },
): z.output<S> {
  if (base !== undefined && (typeof base !== 'object' || base === null || Array.isArray(base))) {
    throw new ConfigError(`${source.path}: "${source.section}" must hold settings (name: value).`);
  }
  const merged = structuredClone((base ?? {}) as Record<string, unknown>);
  const fromEnv = new Map<string, string>();
  for (const [variable, leaf] of settingVariables(schema, source.prefix)) {
    const raw = source.env[variable];
    if (raw === undefined || raw === '') continue;
    setPath(merged, leaf.path, valueOf(raw, leaf.schema));
    fromEnv.set(leaf.path.join('.'), variable);
  }
  const outcome = z.safeParse(schema, merged);
  if (outcome.success) return outcome.data;
  throw new ConfigError(describeIssue(outcome.error.issues[0]!, { ...source, fromEnv }));
}

function describeIssue(issue: z.core.$ZodIssue, source: { path: string; section: string; fromEnv: Map<string, string> }): string {
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const path = [...issue.path.map(String), ...(unknown ? [unknown] : [])];
  const variable = source.fromEnv.get(path.join('.'));
  const name = variable ?? [source.section, ...path].filter(Boolean).join('.');
  const where = variable ? 'environment' : source.path;
  return unknown
    ? `Unknown setting "${name}" in ${where}. Remove it or correct its name (README has the table of settings).`
    : `Setting "${name}" in ${where} is not valid: ${issue.message}.`;
}

/** Whether an address is reachable from this machine only. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

/**
 * Reads the settings of a process: `panal.yaml` (top level and the process's own section) under environment variables
 * (`PANAL_…`, the section's as `PANAL_<SECTION>_…`). Throws ConfigError naming the first setting that is unknown or not valid.
 */
export function loadConfig<S extends Schema>(options: {
  section?: Section;
  schema?: S;
  env?: Env;
  cwd?: string;
}): { common: CommonConfig; own: z.output<S> } {
  const env = options.env ?? process.env;
  const { path, content } = readConfigFile(env, options.cwd);
  const top = Object.fromEntries(Object.entries(content).filter(([key]) => !(sections as readonly string[]).includes(key)));
  const common = settingsOf(commonSchema, top, { prefix: 'PANAL', env, path, section: '' });
  if (!isLoopback(common.host) && !common.tls) {
    throw new ConfigError(
      `Setting "host" is ${common.host}, which other machines can reach, but "tls" is not set. Set tls.certFile and tls.keyFile, or keep 127.0.0.1.`,
    );
  }
  const section = options.section ?? '';
  const own = settingsOf((options.schema ?? z.strictObject({})) as S, section ? content[section] : {}, {
    prefix: `PANAL_${snake(section)}`,
    env,
    path,
    section,
  });
  return { common: { ...common, dataDir: resolve(options.cwd ?? process.cwd(), common.dataDir) }, own };
}
