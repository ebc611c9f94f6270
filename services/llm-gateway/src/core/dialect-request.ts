import { type Result, ok, refuse } from '@panal/kernel/pure';
import { scanBody, type ScannedBody } from './body-scan.ts';
import type { CostClaims } from './cost-claims.ts';
import type { Json } from './dialects/normal/dialect-codec.ts';
import type { Keeping } from './dialects/responses/keeping-codec.ts';
import type { DialectName, RequestProblem } from './dialects/normal/normal-request.ts';
import { NESTING_MAX } from './nesting.ts';

/** What a route speaks: a dialect that can be translated, or one of OpenAI's older or smaller ones. */
export type Wire = DialectName | 'completions' | 'embeddings' | 'count-tokens';

/** A model request of any dialect: what the pipeline needs of it, and the body as it came. */
export interface DialectRequest {
  readonly wire: Wire;
  readonly model: string;
  readonly stream: boolean;
  /** Whether the client asked for a usage event at the end of its stream; only where a dialect has that choice. */
  readonly wantsUsage: boolean;
  readonly choices: number;
  /** What the client asked for, of each choice, if anything. */
  readonly outputTokensWanted: number | undefined;
  /** Messages, items or prompts: a provider's template adds some tokens for each. */
  readonly parts: number;
  /** What it may cost besides the tokens of its text. */
  readonly claims: CostClaims;
  /** What the gateway does for clients of the responses API where no provider does. */
  readonly continued?: Continued;
  readonly body: Json;
  /** The body's bytes; written anew where it named a field twice, since readers differ in which one counts. */
  readonly bytes: Buffer;
  readonly fields: ScannedBody['fields'];
}

export interface Continued {
  /** The kept response whose items stand before those of the request. */
  readonly previousId?: string;
  /** Where the answer is kept, if it is. */
  readonly keeping?: Keeping;
  /** Notes whose the answer is where its upstream keeps it. */
  readonly claim?: Claim;
}

/** Given the id of a response, who keeps it, and the ids of its items. */
export type Claim = (id: string, upstream: string, items: readonly string[]) => void;

/** Asks for no answer, so that it costs nothing. */
export const isFreeWire = (wire: Wire): boolean => wire === 'count-tokens';

export type ReadBody = Pick<DialectRequest, 'body' | 'bytes' | 'fields'>;

export const problem = (message: string, param: string | null = null): { readonly ok: false; readonly refusal: RequestProblem } =>
  refuse({ message, param });

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads the JSON of a body. Refuses what is no object, or nests too deeply. */
export function readBody(given: Buffer): Result<ReadBody, RequestProblem> {
  let body: unknown;
  try {
    body = JSON.parse(given.toString('utf8'));
  } catch {
    return problem('The body is not valid JSON.');
  }
  if (!isObject(body)) return problem('The body must be a JSON object.');
  const names = namesIn(body, NESTING_MAX);
  if (names === undefined)
    return problem(`The body nests objects and lists too deeply: at most ${NESTING_MAX} levels are taken.`);
  const scanned = scanBody(given);
  if (scanned.names === names) return ok({ body, bytes: given, fields: scanned.fields });
  const bytes = Buffer.from(JSON.stringify(body));
  return ok({ body, bytes, fields: scanBody(bytes).fields });
}

/** How many field names a JSON value has in all; undefined where it nests more than `levels` deep. */
function namesIn(value: unknown, levels: number): number | undefined {
  if (typeof value !== 'object' || value === null) return 0;
  if (levels === 0) return undefined;
  const isList = Array.isArray(value);
  const inner = isList ? (value as unknown[]) : Object.values(value);
  let names = isList ? 0 : inner.length;
  for (const item of inner) {
    if (typeof item !== 'object' || item === null) continue;
    const more = namesIn(item, levels - 1);
    if (more === undefined) return undefined;
    names += more;
  }
  return names;
}
