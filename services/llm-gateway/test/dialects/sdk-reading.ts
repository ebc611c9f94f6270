import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import type { RecordedDialect } from '../recorded-upstream.ts';

/** What every dialect says of an answer. */
export interface Reading {
  readonly text: string;
  readonly refusal: string;
  readonly calls: readonly { readonly id: string; readonly name: string; readonly input: unknown }[];
  readonly stop: string;
  readonly inputTokens: number | undefined;
  readonly cachedTokens: number;
  readonly outputTokens: number | undefined;
}

export interface Asked {
  readonly baseUrl: string;
  readonly key: string;
  readonly model: string;
  readonly stream: boolean;
  /** Fields in place of those that are asked by default. */
  readonly more?: Readonly<Record<string, unknown>>;
}

export interface Answered {
  /** All that the client was given. */
  readonly whole: unknown;
  readonly reading: Reading;
}

const WORDS = [{ role: 'user' as const, content: 'Say something.' }];
const OUTPUT = 64_000;

/** Asks by the official client of a dialect. */
export const CLIENTS: Readonly<Record<RecordedDialect, (asked: Asked) => Promise<Answered>>> = {
  async chat({ baseUrl, key, model, stream, more }) {
    const client = new OpenAI({ apiKey: key, baseURL: `${baseUrl}/v1`, maxRetries: 0 });
    const body = { model, messages: WORDS, max_tokens: OUTPUT, ...more };
    const whole = stream
      ? await client.chat.completions.stream({ ...body, stream_options: { include_usage: true } }).finalChatCompletion()
      : await client.chat.completions.create(body);
    return { whole, reading: readChat(whole) };
  },
  async responses({ baseUrl, key, model, stream, more }) {
    const client = new OpenAI({ apiKey: key, baseURL: `${baseUrl}/v1`, maxRetries: 0 });
    const body = { model, input: 'Say something.', max_output_tokens: OUTPUT, ...more };
    const whole = stream ? await client.responses.stream(body).finalResponse() : await client.responses.create(body);
    return { whole, reading: readResponse(whole) };
  },
  async messages({ baseUrl, key, model, stream, more }) {
    const client = new Anthropic({ apiKey: key, baseURL: baseUrl, maxRetries: 0, timeout: 60_000 });
    const body = { model, messages: WORDS, max_tokens: OUTPUT, ...more };
    const whole = stream ? await client.messages.stream(body).finalMessage() : await client.messages.create(body);
    return { whole, reading: readMessage(whole as Anthropic.Message) };
  },
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text || '{}');
  } catch {
    return text;
  }
};

function readChat(answer: OpenAI.ChatCompletion): Reading {
  const { message, finish_reason: stop } = answer.choices[0]!;
  return {
    text: message.content ?? '',
    refusal: message.refusal ?? '',
    calls: (message.tool_calls ?? []).map((call) =>
      call.type === 'function'
        ? { id: call.id, name: call.function.name, input: parsed(call.function.arguments) }
        : { id: call.id, name: call.custom.name, input: { input: call.custom.input } },
    ),
    stop: stop ?? '',
    inputTokens: answer.usage?.prompt_tokens,
    cachedTokens: answer.usage?.prompt_tokens_details?.cached_tokens ?? 0,
    outputTokens: answer.usage?.completion_tokens,
  };
}

function readResponse(answer: OpenAI.Responses.Response): Reading {
  const parts = answer.output.flatMap((item) => (item.type === 'message' ? item.content : []));
  const calls = answer.output.flatMap((item) => {
    if (item.type === 'function_call') return [{ id: item.call_id, name: item.name, input: parsed(item.arguments) }];
    return item.type === 'custom_tool_call' ? [{ id: item.call_id, name: item.name, input: { input: item.input } }] : [];
  });
  const refusal = parts.map((part) => (part.type === 'refusal' ? part.refusal : '')).join('');
  const why = answer.incomplete_details?.reason;
  // Reasons that this API has no word for stand beside.
  const carried = (answer as { panal_stop?: { kind?: string } }).panal_stop?.kind;
  const words: Readonly<Record<string, string>> = { max_output_tokens: 'length', content_filter: 'content_filter' };
  const stop = words[why ?? ''] ?? (calls.length > 0 && carried !== 'end' ? 'tool_calls' : 'stop');
  return {
    text: parts.map((part) => (part.type === 'output_text' ? part.text : '')).join(''),
    refusal,
    calls,
    stop,
    inputTokens: answer.usage?.input_tokens,
    cachedTokens: answer.usage?.input_tokens_details?.cached_tokens ?? 0,
    outputTokens: answer.usage?.output_tokens,
  };
}

const STOPS: Readonly<Record<string, string>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  tool_use: 'tool_calls',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  refusal: 'content_filter',
  pause_turn: 'stop',
  compaction: 'stop',
};

function readMessage({ content, stop_reason: stop, usage }: Anthropic.Message): Reading {
  const cached = usage.cache_read_input_tokens ?? 0;
  return {
    text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    refusal: '',
    calls: content.flatMap((block) =>
      block.type === 'tool_use' ? [{ id: block.id, name: block.name, input: block.input }] : [],
    ),
    stop: STOPS[stop ?? ''] ?? String(stop),
    inputTokens: usage.input_tokens + cached + (usage.cache_creation_input_tokens ?? 0),
    cachedTokens: cached,
    outputTokens: usage.output_tokens,
  };
}
