import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import Anthropic from '@anthropic-ai/sdk';
import type { AIMessage, AIMessageChunk } from '@langchain/core/messages';
import { ChatOpenAI } from '@langchain/openai';
import { type LanguageModel, type ToolSet, generateText, jsonSchema, streamText, tool } from 'ai';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import OpenAI from 'openai';

/** What a test asks of a client, whatever its dialect. */
export interface Call {
  /** With `/v1`. */
  readonly baseUrl: string;
  readonly key: string;
  readonly model: string;
  readonly prompt: string;
  readonly stream: boolean;
  /** Offers the function `get_weather`. */
  readonly withTool: boolean;
}

export interface Heard {
  readonly text: string;
  readonly calls: readonly { readonly name: string; readonly input: unknown }[];
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
}

/** Asks once; throws an error with `status` (or `statusCode`) for a refusal. */
export type Caller = (call: Call) => Promise<Heard>;

const SCHEMA = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
} as const;
const TOOL = { name: 'get_weather', description: 'The weather in a city.' };
const OUTPUT = 600;
const parse = (text: string): unknown => JSON.parse(text || '{}');

const openAi = ({ key, baseUrl }: Call): OpenAI => new OpenAI({ apiKey: key, baseURL: baseUrl, maxRetries: 0 });

const chat: Caller = async (call) => {
  const body = {
    model: call.model,
    max_tokens: OUTPUT,
    messages: [{ role: 'user' as const, content: call.prompt }],
    ...(call.withTool ? { tools: [{ type: 'function' as const, function: { ...TOOL, parameters: SCHEMA } }] } : {}),
  };
  const { choices, usage } = call.stream
    ? await openAi(call)
        .chat.completions.stream({ ...body, stream_options: { include_usage: true } })
        .finalChatCompletion()
    : await openAi(call).chat.completions.create(body);
  const { message } = choices[0]!;
  const calls = (message.tool_calls ?? []).flatMap((asked) =>
    asked.type === 'function' ? [{ name: asked.function.name, input: parse(asked.function.arguments) }] : [],
  );
  return { text: message.content ?? '', calls, inputTokens: usage?.prompt_tokens, outputTokens: usage?.completion_tokens };
};

const responses: Caller = async (call) => {
  const body = {
    model: call.model,
    max_output_tokens: OUTPUT,
    input: call.prompt,
    ...(call.withTool ? { tools: [{ type: 'function' as const, ...TOOL, parameters: SCHEMA, strict: true }] } : {}),
  };
  const answer = call.stream
    ? await openAi(call).responses.stream(body).finalResponse()
    : await openAi(call).responses.create(body);
  const calls = answer.output.flatMap((item) =>
    item.type === 'function_call' ? [{ name: item.name, input: parse(item.arguments) }] : [],
  );
  return { text: answer.output_text, calls, inputTokens: answer.usage?.input_tokens, outputTokens: answer.usage?.output_tokens };
};

const messages: Caller = async (call) => {
  const client = new Anthropic({ apiKey: call.key, baseURL: call.baseUrl.replace(/\/v1$/, ''), maxRetries: 0 });
  const body = {
    model: call.model,
    max_tokens: OUTPUT,
    messages: [{ role: 'user' as const, content: call.prompt }],
    ...(call.withTool ? { tools: [{ ...TOOL, input_schema: { ...SCHEMA, required: [...SCHEMA.required] } }] } : {}),
  };
  const { content, usage } = call.stream ? await client.messages.stream(body).finalMessage() : await client.messages.create(body);
  return {
    text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    calls: content.flatMap((block) => (block.type === 'tool_use' ? [{ name: block.name, input: block.input }] : [])),
    inputTokens: usage.input_tokens,
    outputTokens: usage.output_tokens,
  };
};

const AI_TOOL = tool({
  description: TOOL.description,
  inputSchema: jsonSchema<{ city: string }>({ ...SCHEMA, required: [...SCHEMA.required] }),
});

/** The `ai` package with one of its providers. */
const aiSdk =
  (modelOf: (call: Call) => LanguageModel): Caller =>
  async (call) => {
    const asked = {
      model: modelOf(call),
      prompt: call.prompt,
      maxOutputTokens: OUTPUT,
      maxRetries: 0,
      tools: (call.withTool ? { [TOOL.name]: AI_TOOL } : {}) as ToolSet,
    };
    if (!call.stream) {
      const { text, toolCalls, usage } = await generateText(asked);
      return heard(text, toolCalls, usage);
    }
    let failure: unknown;
    const streamed = streamText({ ...asked, onError: ({ error }) => void (failure = error) });
    await streamed.consumeStream();
    if (failure !== undefined) throw failure instanceof Error ? failure : new Error('the stream failed');
    return heard(await streamed.text, await streamed.toolCalls, await streamed.usage);
  };

const heard = (
  text: string,
  calls: readonly { readonly toolName: string; readonly input: unknown }[],
  usage: { readonly inputTokens: number | undefined; readonly outputTokens: number | undefined },
): Heard => ({
  text,
  calls: calls.map(({ toolName: name, input }) => ({ name, input })),
  inputTokens: usage.inputTokens,
  outputTokens: usage.outputTokens,
});

const aiOpenAi = ({ key, baseUrl }: Call) => createOpenAI({ apiKey: key, baseURL: baseUrl });

const langchain: Caller = async (call) => {
  const plain = new ChatOpenAI({
    apiKey: call.key,
    model: call.model,
    maxTokens: OUTPUT,
    maxRetries: 0,
    streamUsage: true,
    configuration: { baseURL: call.baseUrl },
  });
  const model = call.withTool ? plain.bindTools([{ type: 'function', function: { ...TOOL, parameters: SCHEMA } }]) : plain;
  const answer: AIMessage | AIMessageChunk = call.stream
    ? await gathered(await model.stream(call.prompt))
    : await model.invoke(call.prompt);
  const usage = answer.usage_metadata as { input_tokens: number; output_tokens: number } | undefined;
  return {
    text: answer.text,
    calls: (answer.tool_calls ?? []).map(({ name, args }) => ({ name, input: args })),
    inputTokens: usage?.input_tokens,
    outputTokens: usage?.output_tokens,
  };
};

async function gathered(chunks: AsyncIterable<AIMessageChunk>): Promise<AIMessageChunk> {
  let whole: AIMessageChunk | undefined;
  for await (const chunk of chunks) whole = whole ? whole.concat(chunk) : chunk;
  if (!whole) throw new Error('the stream brought nothing');
  return whole;
}

/** Python's own HTTP client, without any package. */
const PYTHON = `
import json, sys, urllib.request, urllib.error
call = json.loads(sys.stdin.read())
request = urllib.request.Request(call['url'], json.dumps(call['body']).encode(), {'content-type': 'application/json', 'authorization': 'Bearer ' + call['key']})
try:
    reply = urllib.request.urlopen(request, timeout=60)
    print(json.dumps({'status': reply.status, 'text': reply.read().decode()}))
except urllib.error.HTTPError as error:
    print(json.dumps({'status': error.code, 'text': error.read().decode()}))
`;

const python: Caller = async (call) => {
  const body = {
    model: call.model,
    max_tokens: OUTPUT,
    stream: call.stream,
    ...(call.stream ? { stream_options: { include_usage: true } } : {}),
    messages: [{ role: 'user', content: call.prompt }],
    ...(call.withTool ? { tools: [{ type: 'function', function: { ...TOOL, parameters: SCHEMA } }] } : {}),
  };
  const asked = promisify(execFile)('python3', ['-c', PYTHON], { timeout: 60_000 });
  asked.child.stdin!.end(JSON.stringify({ url: `${call.baseUrl}/chat/completions`, key: call.key, body }));
  const { status, text } = JSON.parse((await asked).stdout) as { status: number; text: string };
  if (status !== 200) throw Object.assign(new Error(text), { status });
  return call.stream ? fromEvents(text) : fromChunks([JSON.parse(text) as Chunk]);
};

interface Chunk {
  readonly choices: readonly { readonly delta?: Part; readonly message?: Part }[];
  readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number } | null;
}
interface Part {
  readonly content?: string | null;
  readonly tool_calls?: readonly {
    readonly index?: number;
    readonly function?: { readonly name?: string; readonly arguments?: string };
  }[];
}

const fromEvents = (text: string): Heard => {
  const lines = text.split('\n').filter((line) => line.startsWith('data: '));
  if (lines.at(-1) !== 'data: [DONE]') throw new Error('the stream was cut');
  return fromChunks(lines.slice(0, -1).map((line) => JSON.parse(line.slice(6)) as Chunk));
};

function fromChunks(chunks: readonly Chunk[]): Heard {
  let text = '';
  const calls = new Map<number, { name: string; input: string }>();
  for (const { choices } of chunks) {
    const part = choices[0]?.delta ?? choices[0]?.message ?? {};
    text += part.content ?? '';
    for (const [at, { index = at, function: named }] of (part.tool_calls ?? []).entries()) {
      const known = calls.get(index) ?? { name: '', input: '' };
      calls.set(index, { name: known.name + (named?.name ?? ''), input: known.input + (named?.arguments ?? '') });
    }
  }
  const usage = chunks.findLast((chunk) => chunk.usage)?.usage;
  return {
    text,
    calls: [...calls.values()].map(({ name, input }) => ({ name, input: parse(input) })),
    inputTokens: usage?.prompt_tokens,
    outputTokens: usage?.completion_tokens,
  };
}

/** Unmodified clients, each as its documentation says it is pointed at another address. */
export const CALLERS: Readonly<Record<string, Caller>> = {
  'openai (chat)': chat,
  'openai (responses)': responses,
  '@anthropic-ai/sdk': messages,
  'ai with OpenAI (responses)': aiSdk((call) => aiOpenAi(call).responses(call.model)),
  'ai with OpenAI (chat)': aiSdk((call) => aiOpenAi(call).chat(call.model)),
  'ai with Anthropic': aiSdk(({ key, baseUrl, model }) => createAnthropic({ apiKey: key, baseURL: baseUrl })(model)),
  'ai with a compatible provider': aiSdk(({ key, baseUrl, model }) =>
    createOpenAICompatible({ name: 'panal', apiKey: key, baseURL: baseUrl, includeUsage: true })(model),
  ),
  '@langchain/openai': langchain,
  'urllib of Python': python,
};
