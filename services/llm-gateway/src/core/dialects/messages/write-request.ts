import { type Result, ok, refuse } from '@panal/kernel/pure';
import type { Json } from '../normal/dialect-codec.ts';
import { fieldName } from '../normal/field-names.ts';
import { type JsonObject, problem } from '../normal/json-values.ts';
import type { NormalRequest, NormalTool, NormalTurn, OutputFormat, RequestProblem } from '../normal/normal-request.ts';
import { foreignField, putBack } from '../normal/own-fields.ts';
import { findUnsayable } from './unsayable.ts';
import { type Written, writeBlock, writtenCache } from './write-block.ts';
import { writeThinking } from './write-thinking.ts';

/** Anthropic wants a bound; the gateway always sets one, so this one counts only where nobody did. */
const OUTPUT_TOKENS_UNSTATED = 4_096;

/** Writes a request of Anthropic's Messages API; the rules are those of docs/dialects.md. */
export function writeRequest(request: NormalRequest): Result<Json, RequestProblem> {
  const foreign = foreignField(request, 'messages', "Anthropic's Messages API") ?? findUnsayable(request);
  if (foreign) return refuse(foreign);
  const turns = writeTurns(request);
  if (!turns.ok) return turns;
  const { system, messages } = turns.value;
  if (messages.length === 0) return problem('The conversation has no turn with content.', fieldName(request, 'turns'));
  const outputTokensMax = request.outputTokensMax ?? OUTPUT_TOKENS_UNSTATED;
  const thinking = writeThinking(request, outputTokensMax, messages);
  if (!thinking.ok) return thinking;
  const { temperature, topP, topK, stop } = request.sampling;
  const format =
    request.format?.kind === 'schema' ? { format: { type: 'json_schema', schema: describedSchema(request.format) } } : {};
  const outputConfig = { ...thinking.value.outputConfig, ...format };
  const choice = writeToolChoice(request);
  const body: Written = {
    model: request.model,
    max_tokens: outputTokensMax,
    messages,
    ...(system.length > 0 ? { system: plainText(system) ?? system } : {}),
    ...(request.tools.length > 0 ? { tools: request.tools.map(writeTool) } : {}),
    ...(choice ? { tool_choice: choice } : {}),
    ...(temperature === undefined ? {} : { temperature }),
    // Newer models refuse a temperature and `top_p` together; OpenAI's clients often send its default.
    ...(topP === undefined || (topP === 1 && request.dialect !== 'messages') ? {} : { top_p: topP }),
    ...(topK === undefined ? {} : { top_k: topK }),
    ...(stop && stop.length > 0 ? { stop_sequences: stop } : {}),
    ...(thinking.value.thinking ? { thinking: thinking.value.thinking } : {}),
    ...(Object.keys(outputConfig).length > 0 ? { output_config: outputConfig } : {}),
    ...(request.user === undefined ? {} : { metadata: { user_id: request.user } }),
    ...(request.stream ? { stream: true } : {}),
  };
  putBack(body, request, 'messages');
  return ok(body);
}

interface Turns {
  readonly system: Written[];
  readonly messages: { role: string; content: unknown }[];
}

/** What stands before the first turn of user or assistant is `system`; later instructions are turns of that role. */
function writeTurns(request: NormalRequest): Result<Turns, RequestProblem> {
  const turns: { system: Written[]; messages: { role: string; content: Written[] }[] } = { system: [], messages: [] };
  for (const turn of request.turns) {
    const blocks = writeBlocks(turn, request);
    if (!blocks.ok) return blocks;
    const instructs = turn.role === 'system' || turn.role === 'developer';
    if (instructs && turns.messages.length === 0 && !isInnerSystem(turn, request)) turns.system.push(...blocks.value);
    else if (blocks.value.length > 0 || request.dialect === 'messages') {
      const role = instructs ? 'system' : turn.role;
      const last = turns.messages.at(-1);
      // Anthropic joins turns of one role itself; results of parallel calls must be in one.
      if (last?.role === role && request.dialect !== 'messages') last.content.push(...resultsFirst(last.content, blocks.value));
      else turns.messages.push({ role, content: blocks.value });
    }
  }
  const messages = turns.messages.map(({ role, content }) => ({ role, content: plainText(content) ?? content }));
  return ok({ system: turns.system, messages });
}

const isInnerSystem = (turn: NormalTurn, request: NormalRequest): boolean =>
  request.dialect === 'messages' && turn.path !== 'system';

/** Results of calls come before anything else in their turn. */
function resultsFirst(content: Written[], more: readonly Written[]): readonly Written[] {
  if (more.every((block) => block['type'] !== 'tool_result')) return more;
  const at = content.findLastIndex((block) => block['type'] === 'tool_result') + 1;
  content.splice(at, 0, ...more.filter((block) => block['type'] === 'tool_result'));
  return more.filter((block) => block['type'] !== 'tool_result');
}

function writeBlocks(turn: NormalTurn, request: NormalRequest): Result<Written[], RequestProblem> {
  const written: Written[] = [];
  const place = {
    ...(turn.path === undefined ? {} : { path: turn.path }),
    ...(request.dialect ? { dialect: request.dialect } : {}),
  };
  for (const block of turn.blocks) {
    const result = writeBlock(block, place);
    if (!result.ok) return result;
    if (result.value) written.push(result.value);
  }
  return ok(written);
}

/** Anthropic has no description beside the schema: it stands in it. */
const describedSchema = ({ description, schema }: Extract<OutputFormat, { kind: 'schema' }>): JsonObject =>
  description === undefined ? schema : { description, ...schema };

/** One plain text as such: the shorter of the two forms that mean the same. */
const plainText = (blocks: readonly Written[]): unknown => {
  const [first] = blocks;
  return blocks.length === 1 && first!['type'] === 'text' && first!['cache_control'] === undefined ? first!['text'] : undefined;
};

const writeTool = (tool: NormalTool): Written => ({
  name: tool.name,
  ...(tool.description === undefined ? {} : { description: tool.description }),
  input_schema: { type: 'object', ...(tool.parameters ?? { properties: {} }) },
  ...(tool.strict ? { strict: true } : {}),
  ...writtenCache(tool.cache),
});

function writeToolChoice(request: NormalRequest): Written | undefined {
  // Without tools Anthropic refuses a choice among them.
  if (request.tools.length === 0 && !request.own.some(({ path }) => path.startsWith('tools['))) return undefined;
  const { toolChoice, parallelToolCalls } = request;
  const single = parallelToolCalls === false ? { disable_parallel_tool_use: true } : {};
  switch (toolChoice?.kind) {
    case 'none':
      return { type: 'none' };
    case 'required':
      return { type: 'any', ...single };
    case 'tool':
      return { type: 'tool', name: toolChoice.name, ...single };
    case 'auto':
      return { type: 'auto', ...single };
    case undefined:
      return parallelToolCalls === false ? { type: 'auto', ...single } : undefined;
  }
}
