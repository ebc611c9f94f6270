import { type PlannedCall, type RunningCall, startCall } from '../shell/model-call.ts';
import type { CutReason } from '../shell/running-calls.ts';
import { WithheldSink } from '../shell/withheld-sink.ts';
import type { ClientDialect } from './client-dialect.ts';
import type { GatewayContext } from './context.ts';
import type { ModelExchange } from './exchange.ts';
import { cutError } from './openai-error.ts';

export interface Admitted {
  readonly planned: PlannedCall;
  readonly durable: Promise<void> | undefined;
  readonly dialect: ClientDialect;
}

/** Starts the call; its answer goes out once the hold is on the disk. A client that goes away before the end cancels it. */
export function relayAnswer(exchange: ModelExchange, admitted: Admitted, context: GatewayContext): void {
  const { planned, durable, dialect } = admitted;
  const { requestId, arrivedMs, reply, left, work } = exchange;
  const running: { call?: RunningCall } = {};
  const answer = dialect.openAnswer({
    reply,
    stream: planned.request.stream,
    headers: { ...answerHeaders(requestId, planned), ...exchange.headers },
    holdNanoUsd: planned.holdNanoUsd,
    onDrain: () => running.call?.resume(),
  });
  const cut = (reason: CutReason, scope: string): void => {
    answer.cut(cutError(reason, scope));
    running.call?.cancel();
  };
  const sink = durable ? new WithheldSink(answer, { durable, call: () => running.call }) : answer;
  running.call = startCall({ ...planned, requestId, arrivedMs, work }, sink, context);
  exchange.onOver.push(() => context.running.remove(requestId));
  context.running.add({ requestId, lease: exchange.lease, cut });
  if (left.aborted) running.call.cancel();
  else left.addEventListener('abort', () => running.call?.cancel(), { once: true });
}

const answerHeaders = (requestId: string, { upstream, model }: PlannedCall): Record<string, string> => ({
  'x-panal-request-id': requestId,
  'x-panal-upstream': upstream.name,
  'x-panal-model': headerText(model),
  ...(upstream.kind === 'scripted' ? { 'x-panal-scripted': 'true' } : {}),
});

/** Header values hold printable ASCII only. */
const headerText = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?');
