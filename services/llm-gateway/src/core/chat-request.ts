import { type Result, ok, refuse } from '@panal/kernel/pure';
import { isName } from './ledger/scopes.ts';
import { NESTING_MAX, nestsDeeperThan } from './nesting.ts';

/**
 * A chat completion as clients send it, reduced to what can be priced: everything that could cost more than input and output
 * tokens (other modalities, server tools, stored context, service tiers, predictions) is refused by name.
 */
export interface ChatRequest {
  readonly model: string;
  readonly stream: boolean;
  /** Whether the client asked for a usage event at the end of its stream. */
  readonly wantsUsage: boolean;
  readonly choices: number;
  /** What the client asked for, if anything. */
  readonly outputTokensWanted: number | undefined;
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly ChatTool[];
  /** The remaining fields, as sent. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface ToolCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
}

export interface ChatMessage {
  readonly role: 'system' | 'developer' | 'user' | 'assistant' | 'tool';
  readonly content?: string | null | readonly { readonly type: 'text'; readonly text: string }[];
  readonly tool_calls?: readonly ToolCall[];
  readonly tool_call_id?: string;
  readonly name?: string;
}

export interface ChatTool {
  readonly type: 'function';
  readonly function: {
    readonly name: string;
    readonly description?: string;
    readonly parameters?: Readonly<Record<string, unknown>>;
  };
}

/** Why a request is refused, in OpenAI's terms. */
export interface RequestProblem {
  readonly message: string;
  readonly param: string | null;
}

/** Fields that are passed on as they are; none of them changes what a token costs or adds a cost of its own. */
const PASSED_FIELDS = new Set([
  'tool_choice',
  'parallel_tool_calls',
  'temperature',
  'top_p',
  'top_k',
  'min_p',
  'stop',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'repetition_penalty',
  'logit_bias',
  'logprobs',
  'top_logprobs',
  'response_format',
  'reasoning_effort',
  'verbosity',
  'user',
  'safety_identifier',
  'prompt_cache_key',
  'chat_template_kwargs',
]);
const READ_FIELDS = new Set([
  'model',
  'messages',
  'tools',
  'stream',
  'stream_options',
  'n',
  'max_tokens',
  'max_completion_tokens',
]);
/** Fields that are harmless at these values and refused at others. */
const HARMLESS_VALUES = new Map<string, readonly unknown[]>([
  ['store', [false, null]],
  ['service_tier', ['default', null]],
  ['modalities', [null]],
  ['metadata', [null]],
]);
/** What a message may have: texts, what is looked at by itself, and what answers have that may be sent back empty. */
const MESSAGE_TEXTS = new Set(['name', 'tool_call_id', 'refusal', 'reasoning', 'reasoning_content']);
const MESSAGE_PARTS = new Set(['role', 'content', 'tool_calls']);
const ANSWER_FIELDS = new Set(['audio', 'function_call', 'annotations']);
const PART_FIELDS = new Set(['type', 'text']);
const CALL_FIELDS = new Set(['id', 'type', 'index', 'function']);
const CALLED_FIELDS = new Set(['name', 'arguments']);
const TOOL_FIELDS = new Set(['type', 'function']);
const DEFINITION_FIELDS = new Set(['name', 'description', 'parameters', 'strict']);
const NAME_FIELDS = new Set(['name']);
const TOOL_CHOICES = new Set<unknown>(['none', 'auto', 'required']);
const ROLES = new Set(['system', 'developer', 'user', 'assistant', 'tool']);
const CHOICES_MAX = 16;

const problem = (message: string, param: string | null = null): { readonly ok: false; readonly refusal: RequestProblem } =>
  refuse({ message, param });
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const unsupported = (path: string): { readonly ok: false; readonly refusal: RequestProblem } =>
  problem(`"${path}" is not supported by this gateway: its cost can't be bounded or it has no meaning here.`, path);

/** Reads a request body. The limits of what is accepted are those of the docstrings above. */
export function parseChatRequest(body: unknown): Result<ChatRequest, RequestProblem> {
  if (!isObject(body)) return problem('The body must be a JSON object.');
  if (nestsDeeperThan(body, NESTING_MAX)) {
    return problem(`The body nests objects and lists too deeply: at most ${NESTING_MAX} levels are taken.`);
  }
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) {
    if (value === undefined || READ_FIELDS.has(name)) continue;
    if (PASSED_FIELDS.has(name)) fields[name] = value;
    else if (!HARMLESS_VALUES.get(name)?.includes(value)) {
      return unsupported(name);
    }
  }
  const model = body['model'];
  if (typeof model !== 'string' || !isName(model)) {
    return problem('"model" must name a model: 1 to 200 characters, none of them a control character.', 'model');
  }
  const messages = parseMessages(body['messages']);
  if (!messages.ok) return messages;
  const tools = parseTools(body['tools']);
  if (!tools.ok) return tools;
  const badChoice = toolChoiceProblem(body['tool_choice']);
  if (badChoice) return badChoice;
  const counts = parseCounts(body);
  if (!counts.ok) return counts;
  const streaming = parseStreaming(body);
  if (!streaming.ok) return streaming;
  return ok({ model, messages: messages.value, tools: tools.value, fields, ...counts.value, ...streaming.value });
}

function parseStreaming(body: Record<string, unknown>): Result<Pick<ChatRequest, 'stream' | 'wantsUsage'>, RequestProblem> {
  const stream = body['stream'] ?? false;
  if (typeof stream !== 'boolean') return problem('"stream" must be true or false.', 'stream');
  const options = body['stream_options'] ?? {};
  if (!isObject(options)) return problem('"stream_options" must be an object.', 'stream_options');
  return ok({ stream, wantsUsage: options['include_usage'] === true });
}

function parseCounts(body: Record<string, unknown>): Result<Pick<ChatRequest, 'choices' | 'outputTokensWanted'>, RequestProblem> {
  const choices = body['n'] ?? 1;
  if (!isCount(choices) || choices > CHOICES_MAX) return problem(`"n" must be a whole number from 1 to ${CHOICES_MAX}.`, 'n');
  const given = ['max_completion_tokens', 'max_tokens'].filter((name) => body[name] !== undefined && body[name] !== null);
  for (const name of given) {
    if (!isCount(body[name])) return problem(`"${name}" must be a whole number, 1 or more.`, name);
  }
  const wanted = given.map((name) => body[name] as number);
  return ok({ choices, outputTokensWanted: wanted.length > 0 ? Math.min(...wanted) : undefined });
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 1;

function parseMessages(value: unknown): Result<readonly ChatMessage[], RequestProblem> {
  if (!Array.isArray(value) || value.length === 0) return problem('"messages" must hold at least one message.', 'messages');
  for (const [index, message] of value.entries()) {
    const found = messageProblem(message);
    if (found) return problem(`messages[${index}]: ${found}`, `messages[${index}]`);
    const unknown = unknownInMessage(message as Record<string, unknown>);
    if (unknown !== undefined) return unsupported(`messages[${index}].${unknown}`);
  }
  return ok(value as ChatMessage[]);
}

/** The path of the first field of a message that is not known, or not at that value; undefined where there is none. */
function unknownInMessage(message: Record<string, unknown>): string | undefined {
  for (const [name, value] of Object.entries(message)) {
    if (MESSAGE_TEXTS.has(name) ? isTextOrNull(value) : MESSAGE_PARTS.has(name)) continue;
    // What clients send back as it came: an answer that had none of these.
    if (!ANSWER_FIELDS.has(name) || (value !== null && !(Array.isArray(value) && value.length === 0))) return name;
  }
  const { content, tool_calls: calls } = message;
  if (Array.isArray(content)) {
    const found = unknownInList(content, (part: object) => unknownIn(part, PART_FIELDS));
    if (found !== undefined) return `content${found}`;
  }
  if (!Array.isArray(calls)) return undefined;
  const found = unknownInList(calls, unknownInCall);
  return found === undefined ? undefined : `tool_calls${found}`;
}

function unknownInCall(call: Record<string, unknown>): string | undefined {
  const found = unknownIn(call, CALL_FIELDS);
  if (found !== undefined) return found;
  if (call['type'] !== undefined && call['type'] !== 'function') return 'type';
  if (call['index'] !== undefined && !Number.isSafeInteger(call['index'])) return 'index';
  const inner = unknownIn(call['function'] as object, CALLED_FIELDS);
  return inner === undefined ? undefined : `function.${inner}`;
}

const isTextOrNull = (value: unknown): boolean => typeof value === 'string' || value === null;
const unknownIn = (value: object, known: ReadonlySet<string>): string | undefined =>
  Object.keys(value).find((name) => !known.has(name));

function unknownInList<T>(list: readonly T[], find: (item: T) => string | undefined): string | undefined {
  for (const [index, item] of list.entries()) {
    const found = find(item);
    if (found !== undefined) return `[${index}].${found}`;
  }
  return undefined;
}

function messageProblem(message: unknown): string | undefined {
  if (!isObject(message)) return 'a message must be an object.';
  if (!ROLES.has(message['role'] as string)) return `role must be one of ${[...ROLES].join(', ')}.`;
  if (isObject(message['audio']) || isObject(message['function_call'])) return 'audio and function_call are not supported.';
  const content = message['content'];
  if (Array.isArray(content)) {
    const isText = (part: unknown): boolean => isObject(part) && part['type'] === 'text' && typeof part['text'] === 'string';
    if (!content.every(isText)) return 'only text content is supported: the cost of other kinds has no bound here.';
  } else if (content !== undefined && content !== null && typeof content !== 'string') return 'content must be text.';
  if (message['role'] === 'tool' && typeof message['tool_call_id'] !== 'string') return 'a tool message needs tool_call_id.';
  return toolCallsProblem(message['tool_calls']);
}

function toolCallsProblem(calls: unknown): string | undefined {
  if (calls === undefined || calls === null) return undefined;
  if (!Array.isArray(calls)) return 'tool_calls must be a list.';
  const sound = calls.every(
    (call) =>
      isObject(call) &&
      typeof call['id'] === 'string' &&
      isObject(call['function']) &&
      typeof call['function']['name'] === 'string' &&
      typeof call['function']['arguments'] === 'string',
  );
  return sound ? undefined : 'each of tool_calls needs id, function.name and function.arguments (a string).';
}

function parseTools(value: unknown): Result<readonly ChatTool[], RequestProblem> {
  if (value === undefined || value === null) return ok([]);
  if (!Array.isArray(value)) return problem('"tools" must be a list.', 'tools');
  for (const [index, tool] of value.entries()) {
    if (!isObject(tool) || tool['type'] !== 'function') {
      return problem(`tools[${index}]: only tools of type "function" are supported.`, `tools[${index}]`);
    }
    const definition = tool['function'];
    if (!isObject(definition) || typeof definition['name'] !== 'string') {
      return problem(`tools[${index}]: function.name is missing.`, `tools[${index}]`);
    }
    const unknown = unknownIn(tool, TOOL_FIELDS) ?? unknownInDefinition(definition);
    if (unknown !== undefined) return unsupported(`tools[${index}].${unknown}`);
  }
  return ok(value as ChatTool[]);
}

function unknownInDefinition(definition: Record<string, unknown>): string | undefined {
  const { description, parameters, strict } = definition;
  if (!isTextOrNull(description ?? null)) return 'function.description';
  if (!isObject(parameters ?? {})) return 'function.parameters';
  if (typeof (strict ?? false) !== 'boolean') return 'function.strict';
  const unknown = unknownIn(definition, DEFINITION_FIELDS);
  return unknown === undefined ? undefined : `function.${unknown}`;
}

/** Either a word, or the one function to call. */
function toolChoiceProblem(choice: unknown): Result<never, RequestProblem> | undefined {
  if (choice === undefined || choice === null || TOOL_CHOICES.has(choice)) return undefined;
  const named = isObject(choice) ? choice['function'] : undefined;
  if (!isObject(choice) || choice['type'] !== 'function' || !isObject(named) || typeof named['name'] !== 'string')
    return problem('"tool_choice" must be none, auto, required, or a function (`type` and `function.name`).', 'tool_choice');
  const unknown = unknownIn(choice, TOOL_FIELDS);
  if (unknown !== undefined) return unsupported(`tool_choice.${unknown}`);
  const inner = unknownIn(named, NAME_FIELDS);
  return inner === undefined ? undefined : unsupported(`tool_choice.function.${inner}`);
}
