import { LLMock } from '@copilotkit/aimock';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Step {
  readonly name: string;
  readonly when?: { contains?: readonly string[]; lacks?: readonly string[]; assistantTurns?: number; tools?: readonly string[] };
  readonly reply: { text?: string; toolCalls?: readonly { name: string; arguments: unknown }[] };
}

/** One call that the upstream answered, with the usage that it reported and so would bill. */
export interface BilledCall {
  readonly step: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface TrajectoryUpstream {
  readonly baseUrl: string;
  readonly billed: readonly BilledCall[];
  stop(): Promise<void>;
}

interface ChatMessage {
  readonly role: string;
  readonly content?: unknown;
}

const textOf = (content: unknown): string =>
  typeof content === 'string'
    ? content
    : Array.isArray(content)
      ? content.map((part: { text?: string }) => part.text ?? '').join('\n')
      : '';

interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  readonly tools?: readonly { function: { name: string } }[] | undefined;
}

function matches({ when = {} }: Step, request: ChatRequest): boolean {
  const text = request.messages.map(({ content }) => textOf(content)).join('\n');
  const turns = request.messages.filter(({ role }) => role === 'assistant').length;
  const tools = new Set((request.tools ?? []).map((tool) => tool.function.name));
  return (
    (when.contains ?? []).every((part) => text.includes(part)) &&
    !(when.lacks ?? []).some((part) => text.includes(part)) &&
    (when.assistantTurns === undefined || when.assistantTurns === turns) &&
    (when.tools ?? []).every((name) => tools.has(name))
  );
}

/** A real OpenAI-compatible server on loopback that answers from a trajectory file, and keeps its own account of what it billed. */
export async function startTrajectoryUpstream(trajectoryPath: string): Promise<TrajectoryUpstream> {
  const { steps } = parse(readFileSync(trajectoryPath, 'utf8')) as { steps: readonly Step[] };
  const billed: BilledCall[] = [];
  const mock = new LLMock({ port: 0, host: '127.0.0.1' });
  mock.on({ predicate: (request) => steps.some((step) => matches(step, request as unknown as ChatRequest)) }, (request) => {
    const chat = request as unknown as ChatRequest;
    const step = steps.find((candidate) => matches(candidate, chat))!;
    const toolCalls = (step.reply.toolCalls ?? []).map((call) => ({
      name: call.name,
      arguments: JSON.stringify(call.arguments),
    }));
    const inputTokens = 40 + Math.ceil(JSON.stringify(chat.messages).length / 4);
    const outputTokens = 7 + Math.ceil(JSON.stringify(step.reply).length / 4);
    billed.push({ step: step.name, inputTokens, outputTokens });
    const usage = { prompt_tokens: inputTokens, completion_tokens: outputTokens, total_tokens: inputTokens + outputTokens };
    return toolCalls.length > 0
      ? { content: step.reply.text ?? '', toolCalls, usage }
      : { content: step.reply.text ?? '', usage };
  });
  await mock.start();
  return { baseUrl: `${mock.url}/v1`, billed, stop: () => mock.stop() };
}
