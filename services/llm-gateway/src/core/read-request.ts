import { type Result, ok } from '@panal/kernel/pure';
import { claimsOf } from './cost-claims.ts';
import { type DialectRequest, type Wire, isObject, problem, readBody } from './dialect-request.ts';
import type { Json } from './dialects/normal/dialect-codec.ts';
import type { RequestProblem } from './dialects/normal/normal-request.ts';
import { isName } from './ledger/scopes.ts';

/** How a wire names what the pipeline reads; everything else of a body is the upstream's, or a translation's. */
interface WireFields {
  /** What must be there: a list, or also a text. */
  readonly prompt: 'messages' | 'input' | 'prompt';
  /** Whether the prompt may be left out, where something stored may stand for it. */
  readonly optional?: true;
  readonly output: readonly string[];
  readonly choices?: readonly string[];
  readonly streams: boolean;
}

const WIRES: Readonly<Record<Wire, WireFields>> = {
  chat: { prompt: 'messages', output: ['max_tokens', 'max_completion_tokens'], choices: ['n'], streams: true },
  messages: { prompt: 'messages', output: ['max_tokens'], streams: true },
  'count-tokens': { prompt: 'messages', output: [], streams: false },
  responses: { prompt: 'input', optional: true, output: ['max_output_tokens'], streams: true },
  completions: { prompt: 'prompt', output: ['max_tokens'], choices: ['n', 'best_of'], streams: true },
  embeddings: { prompt: 'input', output: [], streams: false },
};

const CHOICES_MAX = 16;
const PROMPTS_MAX = 2_048;
/** What the legacy completions make where nothing is said is 16; a gateway's bound is what counts here. */
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 1;
const isSet = (value: unknown): boolean => value !== undefined && value !== null;

/** Reads what the pipeline needs of a request: model, stream, output, choices, and what else it may cost. */
export function readDialectRequest(wire: Wire, given: Buffer): Result<DialectRequest, RequestProblem> {
  const read = readBody(given);
  if (!read.ok) return read;
  const { body, bytes } = read.value;
  const model = body['model'];
  if (typeof model !== 'string' || !isName(model)) {
    return problem('"model" must name a model: 1 to 200 characters, none of them a control character.', 'model');
  }
  const parts = partsOf(WIRES[wire], body);
  if (!parts.ok) return parts;
  const counts = countsOf(WIRES[wire], body, wire === 'completions' ? parts.value : 1);
  if (!counts.ok) return counts;
  const streaming = streamingOf(WIRES[wire], body);
  if (!streaming.ok) return streaming;
  const claims = claimsOf(body, bytes);
  if (!claims.ok) return claims;
  return ok({ wire, model, ...read.value, parts: parts.value, ...counts.value, ...streaming.value, claims: claims.value });
}

/** How many messages, items or prompts there are. */
function partsOf({ prompt, optional }: WireFields, body: Json): Result<number, RequestProblem> {
  const value = body[prompt];
  if (optional && !isSet(value)) return ok(1);
  if (prompt !== 'messages' && typeof value === 'string') return ok(1);
  if (!Array.isArray(value) || value.length === 0) {
    const what = prompt === 'messages' ? 'at least one message' : 'a text, or a list that is not empty';
    return problem(`"${prompt}" must hold ${what}.`, prompt);
  }
  const wrong = prompt === 'messages' ? value.findIndex((item) => !isObject(item)) : -1;
  if (wrong >= 0) return problem(`messages[${wrong}]: a message must be an object.`, `messages[${wrong}]`);
  // A list of numbers is one prompt in tokens.
  return ok(typeof value[0] === 'number' ? 1 : value.length);
}

type Counts = Pick<DialectRequest, 'choices' | 'outputTokensWanted'>;

function countsOf({ output, choices = [] }: WireFields, body: Json, prompts: number): Result<Counts, RequestProblem> {
  let most = 1;
  for (const name of choices) {
    const value = body[name] ?? 1;
    if (!isCount(value) || value > CHOICES_MAX)
      return problem(`"${name}" must be a whole number from 1 to ${CHOICES_MAX}.`, name);
    most = Math.max(most, value);
  }
  if (prompts > PROMPTS_MAX) return problem(`"prompt" may hold ${PROMPTS_MAX} texts.`, 'prompt');
  let wanted: number | undefined;
  for (const name of output) {
    const value = body[name];
    if (!isSet(value)) continue;
    if (!isCount(value)) return problem(`"${name}" must be a whole number, 1 or more.`, name);
    wanted = Math.min(wanted ?? value, value);
  }
  return ok({ choices: most * prompts, outputTokensWanted: output.length === 0 ? 0 : wanted });
}

function streamingOf({ streams }: WireFields, body: Json): Result<Pick<DialectRequest, 'stream' | 'wantsUsage'>, RequestProblem> {
  const stream = body['stream'] ?? false;
  if (typeof stream !== 'boolean' || (stream && !streams)) {
    return problem(streams ? '"stream" must be true or false.' : '"stream" is not supported here.', 'stream');
  }
  const options = body['stream_options'] ?? {};
  if (!isObject(options)) return problem('"stream_options" must be an object.', 'stream_options');
  return ok({ stream, wantsUsage: options['include_usage'] === true });
}
