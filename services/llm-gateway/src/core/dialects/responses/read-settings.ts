import type { Json } from '../normal/dialect-codec.ts';
import type { NormalRequest, OutputFormat, OwnField, ReasoningWish, Sampling } from '../normal/normal-request.ts';
import { isObject } from '../normal/json-values.ts';
import { Refused } from './json.ts';

type Settings = Omit<NormalRequest, 'dialect' | 'model' | 'stream' | 'choices' | 'turns' | 'tools' | 'own'>;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const EFFORTS = new Set<unknown>(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']);
const SUMMARIES = new Set<unknown>(['auto', 'concise', 'detailed']);
const VERBOSITIES = new Set<unknown>(['low', 'medium', 'high']);
const REASONING_FIELDS = new Set(['effort', 'summary', 'generate_summary']);
const HARMLESS_REASONING = new Map<string, unknown>([
  ['context', 'auto'],
  ['mode', 'standard'],
]);
const TYPE_ONLY = new Set(['type']);
const SCHEMA_FIELDS = new Set(['type', 'name', 'description', 'schema', 'strict']);
const METADATA_MAX = 16;

/** What shapes the answer; what only this dialect knows goes to `own`. */
export function readSettings(body: Json, own: OwnField[]): Settings {
  const settings: Mutable<Settings> = { sampling: {} };
  const { include, sampling } = readInclude(body, own);
  settings.sampling = sampling;
  const reasoning = readReasoning(body['reasoning'], include, own);
  if (reasoning) settings.reasoning = reasoning;
  const outputTokensMax = numberOf(body, 'max_output_tokens');
  if (outputTokensMax !== undefined) {
    if (!Number.isSafeInteger(outputTokensMax) || outputTokensMax < 1)
      throw new Refused('"max_output_tokens" must be a whole number, 1 or more.', 'max_output_tokens');
    settings.outputTokensMax = outputTokensMax;
  }
  readText(body['text'], settings, own);
  for (const [name, field] of [
    ['user', 'user'],
    ['prompt_cache_key', 'promptCacheKey'],
  ] as const) {
    const value = body[name] ?? undefined;
    if (value !== undefined && typeof value !== 'string') throw new Refused(`"${name}" must be text.`, name);
    if (value !== undefined) settings[field] = value;
  }
  // Both name the end user; `safety_identifier` is the newer word.
  const safety = body['safety_identifier'] ?? undefined;
  if (safety !== undefined && typeof safety !== 'string')
    throw new Refused('"safety_identifier" must be text.', 'safety_identifier');
  if (safety !== undefined) settings.user ??= safety;
  const metadata = readMetadata(body['metadata']);
  if (metadata) settings.metadata = metadata;
  return settings;
}

function numberOf(body: Json, name: string): number | undefined {
  const value = body[name] ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value !== 'number') throw new Refused(`"${name}" must be a number.`, name);
  return value;
}

function readInclude(body: Json, own: OwnField[]): { readonly include: ReadonlySet<unknown>; readonly sampling: Sampling } {
  const list = body['include'] ?? [];
  if (!Array.isArray(list)) throw new Refused('"include" must be a list.', 'include');
  const include = new Set<unknown>(list);
  for (const [index, value] of list.entries())
    if (value !== 'reasoning.encrypted_content' && value !== 'message.output_text.logprobs')
      own.push({ dialect: 'responses', path: `include[${index}]`, value });
  const top = numberOf(body, 'top_logprobs');
  const wanted = include.has('message.output_text.logprobs');
  if (!wanted && top !== undefined && top !== 0) own.push({ dialect: 'responses', path: 'top_logprobs', value: top });
  const temperature = numberOf(body, 'temperature');
  const topP = numberOf(body, 'top_p');
  return {
    include,
    sampling: {
      ...(temperature === undefined ? {} : { temperature }),
      ...(topP === undefined ? {} : { topP }),
      ...(wanted ? { logprobs: { top: top ?? 0 } } : {}),
    },
  };
}

function readReasoning(value: unknown, include: ReadonlySet<unknown>, own: OwnField[]): ReasoningWish | undefined {
  const wish: Mutable<ReasoningWish> = {};
  if (include.has('reasoning.encrypted_content')) wish.encrypted = true;
  if (value !== undefined && value !== null) {
    if (!isObject(value)) throw new Refused('"reasoning" must be an object.', 'reasoning');
    const { effort } = value;
    const summary = value['summary'] ?? value['generate_summary'];
    if (EFFORTS.has(effort)) wish.effort = effort as NonNullable<ReasoningWish['effort']>;
    else keep('reasoning.effort', effort, own);
    if (SUMMARIES.has(summary)) wish.summary = summary as NonNullable<ReasoningWish['summary']>;
    else keep('reasoning.summary', summary, own);
    for (const [name, field] of Object.entries(value))
      if (!REASONING_FIELDS.has(name) && HARMLESS_REASONING.get(name) !== field) keep(`reasoning.${name}`, field, own);
  }
  return Object.keys(wish).length > 0 ? wish : undefined;
}

function keep(path: string, value: unknown, own: OwnField[]): void {
  if (value !== undefined && value !== null) own.push({ dialect: 'responses', path, value });
}

function readText(value: unknown, settings: Mutable<Settings>, own: OwnField[]): void {
  if (value === undefined || value === null) return;
  if (!isObject(value)) throw new Refused('"text" must be an object.', 'text');
  for (const [name, field] of Object.entries(value)) {
    if (name === 'format') {
      const format = readFormat(field, own);
      if (format) settings.format = format;
    } else if (name === 'verbosity' && VERBOSITIES.has(field)) settings.verbosity = field as NonNullable<Settings['verbosity']>;
    else keep(`text.${name}`, field, own);
  }
}

function readFormat(value: unknown, own: OwnField[]): OutputFormat | undefined {
  if (value === undefined || value === null) return undefined;
  const path = 'text.format';
  if (!isObject(value)) throw new Refused(`"${path}" must be an object.`, path);
  const known = value['type'] === 'json_schema' ? SCHEMA_FIELDS : TYPE_ONLY;
  for (const [name, field] of Object.entries(value)) if (!known.has(name)) keep(`${path}.${name}`, field, own);
  if (value['type'] === 'text') return { kind: 'text' };
  if (value['type'] === 'json_object') return { kind: 'json' };
  if (value['type'] !== 'json_schema')
    throw new Refused(`"${path}.type" must be text, json_object or json_schema.`, `${path}.type`);
  const { schema, name, description, strict } = value;
  if (!isObject(schema)) throw new Refused(`"${path}.schema" must be an object.`, `${path}.schema`);
  return {
    kind: 'schema',
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    schema,
    ...(typeof strict === 'boolean' ? { strict } : {}),
  };
}

function readMetadata(value: unknown): Readonly<Record<string, string>> | undefined {
  if (value === undefined || value === null) return undefined;
  const sound =
    isObject(value) &&
    Object.keys(value).length <= METADATA_MAX &&
    Object.values(value).every((label) => typeof label === 'string');
  if (!sound) throw new Refused(`"metadata" must be an object of at most ${METADATA_MAX} texts.`, 'metadata');
  return value as Readonly<Record<string, string>>;
}
