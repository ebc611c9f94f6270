import { type Result, ok } from '@panal/kernel/pure';
import { spliceBody } from './body-scan.ts';
import { type DialectRequest, type Wire, isObject, problem } from './dialect-request.ts';
import { clientCodec, upstreamCodec } from './dialects/codecs.ts';
import type { NormalRequest, RequestProblem } from './dialects/normal/normal-request.ts';

/** What an upstream is asked for, where that differs from what the client said. */
export interface UpstreamPlan {
  /** As the upstream names it. */
  readonly model: string;
  /** Of each choice. */
  readonly outputTokensMax: number;
}

/** How an upstream names the limit of a chat's output. */
export type OutputField = 'max_tokens' | 'max_completion_tokens';

export interface UpstreamBody {
  readonly body: Buffer;
  /** Set where the request was translated: what the answer is written by. */
  readonly normal?: NormalRequest;
}

/** The request for an upstream that speaks `target`: the client's own bytes where it is the same dialect, else a translation. */
export function upstreamBody(
  request: DialectRequest,
  target: Wire,
  plan: UpstreamPlan & { readonly outputField: OutputField },
): Result<UpstreamBody, RequestProblem> {
  if (request.wire === target) return ok({ body: spliceBody(request, editsOf(request, plan)) });
  const [client, upstream] = [clientCodec(request.wire), upstreamCodec(target)];
  if (!client || !upstream) {
    return problem(`The upstream of this model has no ${request.wire}. Use a model of an upstream that has it.`, 'model');
  }
  const read = client.readRequest(request.body);
  if (!read.ok) return read;
  const normal = { ...read.value, model: plan.model, outputTokensMax: plan.outputTokensMax };
  const written = upstream.writeRequest(normal);
  if (!written.ok) return written;
  const body = target === 'chat' ? chatBody(written.value, request.stream, plan) : written.value;
  // What the client named the model is what it is answered with.
  return ok({ body: Buffer.from(JSON.stringify(body)), normal: read.value });
}

/** Usage is what the client is charged by, so it is asked for whether or not the client did. */
const withUsage = (options: unknown): Record<string, unknown> => ({ ...(isObject(options) ? options : {}), include_usage: true });

function chatBody(
  written: Readonly<Record<string, unknown>>,
  stream: boolean,
  { outputField, outputTokensMax }: { readonly outputField: OutputField; readonly outputTokensMax: number },
): Record<string, unknown> {
  const { max_tokens: _tokens, max_completion_tokens: _completion, ...rest } = written;
  const streaming = stream ? { stream: true, stream_options: withUsage(rest['stream_options']) } : {};
  return { ...rest, [outputField]: outputTokensMax, ...streaming };
}

const OUTPUT_FIELDS: Readonly<Partial<Record<Wire, string>>> = {
  messages: 'max_tokens',
  responses: 'max_output_tokens',
  completions: 'max_tokens',
};

/** The fields that must be others than the client's; none where nothing has to change. */
function editsOf(request: DialectRequest, plan: UpstreamPlan & { readonly outputField: OutputField }): Record<string, unknown> {
  const { wire, body, stream, wantsUsage } = request;
  const edits: Record<string, unknown> = {};
  if (plan.model !== request.model) edits['model'] = plan.model;
  const field = wire === 'chat' ? plan.outputField : OUTPUT_FIELDS[wire];
  if (field !== undefined && body[field] !== plan.outputTokensMax) edits[field] = plan.outputTokensMax;
  if (wire === 'chat') {
    const other = plan.outputField === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
    if (body[other] !== undefined) edits[other] = undefined;
  }
  if (stream && !wantsUsage && (wire === 'chat' || wire === 'completions'))
    edits['stream_options'] = withUsage(body['stream_options']);
  return edits;
}
