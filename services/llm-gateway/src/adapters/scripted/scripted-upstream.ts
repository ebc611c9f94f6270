import { ok, refuse } from '@panal/kernel/pure';
import { createHash } from 'node:crypto';
import { type AnswerSink, type DialectRequest, type RunningCall, type Upstream, upstreamBody, usageOf } from '../../ports.ts';
import { type AnswerDecoder, SSE_DONE, isObject, sseEvent } from '../dialect.ts';
import { localCount } from '../wires/local-count.ts';
import { openDecoder, wireFor } from '../wires/wire-adapters.ts';
import { type ScriptedChat, matchStep } from './match-step.ts';
import type { Trajectory, TrajectoryStep } from './trajectory.ts';

export const SCRIPTED_UPSTREAM = 'scripted';
const BYTES_PER_TOKEN = 4;
const PIECE = /.{1,24}/gsu;

/** A model that follows a script: deterministic, free, and labelled as scripted in every answer. */
export function createScriptedUpstream(trajectory: Trajectory): Upstream {
  return {
    name: SCRIPTED_UPSTREAM,
    kind: 'scripted',
    speaks: SPEAKS,
    imageTokensMax: 0,
    cancelRule: 'full',
    mayWriteCache: false,
    models: [trajectory.model],
    keyWeights: [1],
    prepare(request, plan) {
      if (request.wire === 'count-tokens') return ok(localCount(request));
      const wire = wireFor(request, SPEAKS);
      const asked = upstreamBody(request, wire, { ...plan, outputField: 'max_tokens' });
      if (!asked.ok) return asked;
      const { normal } = asked.value;
      const chat = chatOf(normal ? (JSON.parse(asked.value.body.toString()) as ChatRequest['body']) : request.body, request);
      const step = matchStep(trajectory, chat);
      if (!step) return refuse({ message: noStepMessage(trajectory, chat), param: 'messages' });
      const bodyBytes = Buffer.byteLength(JSON.stringify(chat.messages));
      const answer = answerTo(
        step,
        { ...chat, model: plan.model, wantsUsage: chat.wantsUsage || normal !== undefined },
        bodyBytes,
      );
      const parts = normal ? translated(answer.parts, openDecoder(request, wire, { normal })) : answer.parts;
      return ok({ bodyBytes, send: (sink) => new ScriptedCall(sink, { ...answer, parts }) });
    },
    close: () => Promise.resolve(),
  };
}

const SPEAKS = ['chat'] as const;

/** A chat request, as far as a script needs it. */
interface ChatRequest extends ScriptedChat, Pick<DialectRequest, 'body' | 'model' | 'stream' | 'wantsUsage'> {}

function chatOf(body: ChatRequest['body'], { model, stream, wantsUsage }: DialectRequest): ChatRequest {
  const listOf = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isObject) : []);
  return { body, model, stream, wantsUsage, messages: listOf(body['messages']), tools: listOf(body['tools']) };
}

function translated(parts: readonly Uint8Array[], decoder: AnswerDecoder): Uint8Array[] {
  const bytes = parts.flatMap((part) => decoder.push(Buffer.from(part)));
  return [...bytes, ...decoder.finish().bytes];
}

function noStepMessage(trajectory: Trajectory, request: ChatRequest): string {
  const turns = request.messages.filter((message) => message.role === 'assistant').length;
  return (
    `No step of the scripted model "${trajectory.model}" matches this request (${request.messages.length} messages, ` +
    `${turns} assistant turns, tools: ${request.tools.map((tool) => tool.function?.name ?? '').join(', ') || 'none'}). ` +
    'It only knows its script: add a step to the trajectory file, or use a real model.'
  );
}

interface ScriptedAnswer {
  readonly parts: readonly Uint8Array[];
  readonly inputTokens: number;
  readonly outputTokens: number;
}

function answerTo(step: TrajectoryStep, request: ChatRequest, bodyBytes: number): ScriptedAnswer {
  // Ids come from the content, so that the same request always gets the same answer.
  const digest = createHash('sha256')
    .update(`${step.name}\n${JSON.stringify(request.messages)}`)
    .digest('hex');
  const calls = (step.reply.toolCalls ?? []).map((call, index) => ({
    id: `call_${digest.slice(0, 16)}_${index}`,
    type: 'function' as const,
    function: { name: call.name, arguments: JSON.stringify(call.arguments) },
  }));
  const text = step.reply.text ?? null;
  const outputBytes = Buffer.byteLength(
    (text ?? '') + calls.map((call) => call.function.name + call.function.arguments).join(''),
  );
  const inputTokens = Math.ceil(bodyBytes / BYTES_PER_TOKEN);
  const outputTokens = Math.ceil(outputBytes / BYTES_PER_TOKEN);
  const usage = {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    scripted: true,
  };
  const base = {
    id: `chatcmpl-scripted-${digest.slice(0, 24)}`,
    created: 0,
    model: request.model,
    system_fingerprint: SCRIPTED_UPSTREAM,
  };
  const finish = calls.length > 0 ? 'tool_calls' : 'stop';
  const reply: Reply = { base, text, calls, finish, usage };
  return { parts: request.stream ? streamParts(reply, request.wantsUsage) : [documentPart(reply)], inputTokens, outputTokens };
}

interface Reply {
  readonly base: Readonly<Record<string, unknown>>;
  readonly text: string | null;
  readonly calls: readonly { readonly id: string; readonly function: { readonly name: string; readonly arguments: string } }[];
  readonly finish: string;
  readonly usage: Readonly<Record<string, unknown>>;
}

function documentPart({ base, text, calls, finish, usage }: Reply): Uint8Array {
  const message = { role: 'assistant', content: text, refusal: null, ...(calls.length > 0 ? { tool_calls: calls } : {}) };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: finish }];
  return Buffer.from(JSON.stringify({ ...base, object: 'chat.completion', choices, usage }));
}

function streamParts({ base, text, calls, finish, usage }: Reply, wantsUsage: boolean): Uint8Array[] {
  const event = (delta: unknown, finishReason: string | null = null): Uint8Array =>
    sseEvent({
      ...base,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
    });
  const parts = [event({ role: 'assistant', content: text === null ? null : '' })];
  for (const piece of piecesOf(text ?? '')) parts.push(event({ content: piece }));
  for (const [index, call] of calls.entries()) parts.push(event({ tool_calls: [{ index, ...call }] }));
  parts.push(event({}, finish));
  if (wantsUsage) parts.push(sseEvent({ ...base, object: 'chat.completion.chunk', choices: [], usage }));
  parts.push(SSE_DONE);
  return parts;
}

/** Cuts text into pieces without cutting a surrogate pair. */
function piecesOf(text: string): string[] {
  return text.match(PIECE) ?? [];
}

/** Plays an answer part by part, as fast as the client reads. */
class ScriptedCall implements RunningCall {
  readonly #sink: AnswerSink;
  readonly #answer: ScriptedAnswer;
  #next = 0;
  #paused = false;
  #ended = false;

  constructor(sink: AnswerSink, answer: ScriptedAnswer) {
    this.#sink = sink;
    this.#answer = answer;
    setImmediate(() => this.#play());
  }

  cancel(): void {
    this.#end(() => this.#sink.end({ kind: 'cancelled', progress: { sent: true, usage: this.#usage(), visibleBytes: 0 } }));
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    setImmediate(() => this.#play());
  }

  #usage() {
    return usageOf({ inputTokens: this.#answer.inputTokens, outputTokens: this.#answer.outputTokens });
  }

  #play(): void {
    if (this.#ended || this.#paused) return;
    if (this.#next === 0) this.#sink.start();
    while (this.#next < this.#answer.parts.length) {
      const part = this.#answer.parts[this.#next++]!;
      if (this.#sink.write(part)) continue;
      this.#paused = true;
      return;
    }
    this.#end(() => this.#sink.end({ kind: 'complete', usage: this.#usage() }));
  }

  #end(tell: () => void): void {
    if (this.#ended) return;
    this.#ended = true;
    tell();
  }
}
