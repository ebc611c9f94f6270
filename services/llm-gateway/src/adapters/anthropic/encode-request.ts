import { type Result, ok, refuse } from '@panal/kernel/pure';
import { type ChatMessage, type ChatRequest, NESTING_MAX, type RequestProblem, nestsDeeperThan } from '../../ports.ts';
import { isObject } from '../dialect.ts';

type Block =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tool_use'; readonly id: string; readonly name: string; readonly input: unknown }
  | { readonly type: 'tool_result'; readonly tool_use_id: string; readonly content: string };

interface Turn {
  readonly role: 'user' | 'assistant';
  readonly content: Block[];
}

const FIELDS = new Set([
  'tool_choice',
  'parallel_tool_calls',
  'temperature',
  'top_p',
  'top_k',
  'stop',
  'user',
  'safety_identifier',
]);

/** An OpenAI chat request as Anthropic's Messages API takes it. Source: Anthropic API reference, "Create a Message". */
export function encodeMessagesRequest(
  request: ChatRequest,
  outputTokensMax: number,
): Result<Record<string, unknown>, RequestProblem> {
  const unsupported = findUnsupported(request);
  if (unsupported) return refuse(unsupported);
  const turns = turnsOf(request.messages);
  if (!turns.ok) return turns;
  const system = request.messages.filter(({ role }) => role === 'system' || role === 'developer').map(textOf);
  const choice = toolChoice(request);
  const { temperature, top_p, top_k, stop, user } = request.fields;
  return ok({
    model: request.model,
    max_tokens: outputTokensMax,
    messages: turns.value,
    ...(system.length > 0 ? { system: system.join('\n\n') } : {}),
    ...(request.tools.length > 0 ? { tools: request.tools.map(toolOf) } : {}),
    ...(choice ? { tool_choice: choice } : {}),
    ...(isGiven(temperature) ? { temperature } : {}),
    ...(isGiven(top_p) ? { top_p } : {}),
    ...(isGiven(top_k) ? { top_k } : {}),
    ...(isGiven(stop) ? { stop_sequences: Array.isArray(stop) ? stop : [stop] } : {}),
    ...(typeof user === 'string' ? { metadata: { user_id: user } } : {}),
    ...(request.stream ? { stream: true } : {}),
  });
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

const NEUTRAL: ReadonlyMap<string, readonly unknown[]> = new Map([
  ['presence_penalty', [0]],
  ['frequency_penalty', [0]],
  ['logprobs', [false]],
]);

function findUnsupported(request: ChatRequest): RequestProblem | undefined {
  if (request.choices > 1) return { message: 'Anthropic models answer with one choice: "n" must be 1.', param: 'n' };
  for (const [name, value] of Object.entries(request.fields)) {
    if (!isGiven(value) || FIELDS.has(name) || NEUTRAL.get(name)?.includes(value)) continue;
    if (name === 'response_format' && isObject(value) && value['type'] === 'text') continue;
    return { message: `"${name}" is not supported for Anthropic models.`, param: name };
  }
  const temperature = request.fields['temperature'];
  if (typeof temperature === 'number' && temperature > 1) {
    return { message: 'Anthropic models take a "temperature" from 0 to 1.', param: 'temperature' };
  }
  return undefined;
}

function toolOf({ function: tool }: ChatRequest['tools'][number]): Record<string, unknown> {
  const schema = tool.parameters ?? { type: 'object', properties: {} };
  return { name: tool.name, ...(tool.description ? { description: tool.description } : {}), input_schema: schema };
}

function toolChoice(request: ChatRequest): Record<string, unknown> | undefined {
  const { tool_choice: asked, parallel_tool_calls: parallel } = request.fields;
  if (request.tools.length === 0) return undefined;
  const single = parallel === false ? { disable_parallel_tool_use: true } : {};
  if (asked === 'none') return { type: 'none' };
  if (asked === 'required') return { type: 'any', ...single };
  if (isObject(asked) && isObject(asked['function'])) return { type: 'tool', name: asked['function']['name'], ...single };
  return parallel === false ? { type: 'auto', ...single } : undefined;
}

const textOf = (message: ChatMessage): string =>
  typeof message.content === 'string' ? message.content : (message.content ?? []).map((part) => part.text).join('\n');

/** Messages as turns: neighbours of one role are one turn, and tool results belong to the user's. */
function turnsOf(messages: readonly ChatMessage[]): Result<Turn[], RequestProblem> {
  const turns: Turn[] = [];
  for (const [index, message] of messages.entries()) {
    if (message.role === 'system' || message.role === 'developer') continue;
    const blocks = blocksOf(message);
    if (!blocks) {
      return refuse({
        message: `messages[${index}]: the arguments of a tool call are no JSON object, or nest more than ${NESTING_MAX} levels deep.`,
        param: `messages[${index}]`,
      });
    }
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...blocks);
    else if (blocks.length > 0) turns.push({ role, content: blocks });
  }
  return ok(turns);
}

function blocksOf(message: ChatMessage): Block[] | undefined {
  const text = textOf(message);
  if (message.role === 'tool') return [{ type: 'tool_result', tool_use_id: message.tool_call_id!, content: text }];
  const blocks: Block[] = text === '' ? [] : [{ type: 'text', text }];
  for (const call of message.tool_calls ?? []) {
    const input = parseArguments(call.function.arguments);
    if (!input) return undefined;
    blocks.push({ type: 'tool_use', id: call.id, name: call.function.name, input });
  }
  return blocks;
}

function parseArguments(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text || '{}');
    return isObject(value) && !nestsDeeperThan(value, NESTING_MAX) ? value : undefined;
  } catch {
    return undefined;
  }
}
