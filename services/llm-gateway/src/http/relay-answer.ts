import type { CallEnd } from '../core/call-end.ts';
import type { Charge } from '../core/settlement-rule.ts';
import type { ModelTarget } from '../shell/catalogue.ts';
import { GrowingHold } from '../shell/growing-hold.ts';
import { type ClientSink, type PlannedCall, type RunningCall, abandon, startCall } from '../shell/model-call.ts';
import type { ModelJourney, Next } from '../shell/model-router.ts';
import type { CutReason } from '../shell/running-calls.ts';
import { waitUnlessLeft } from '../shell/leave-signal.ts';
import { WithheldSink } from '../shell/withheld-sink.ts';
import type { RateUse } from './admit-rate.ts';
import { forwardedHeaders } from './forwarded-headers.ts';
import { AnswerCopy } from './answer-copy.ts';
import type { ClientDialect, CuttableAnswer } from './client-dialect.ts';
import type { GatewayContext } from './context.ts';
import type { ModelExchange } from './exchange.ts';
import { holdBudget } from './hold-budget.ts';
import { type OpenAiError, cutError, diskFullError, refusalError } from './openai-error.ts';
import { headerText, outputTokensOf, planCall } from './resolve-call.ts';

export interface Admitted {
  readonly planned: PlannedCall;
  readonly durable: Promise<void> | undefined;
  readonly dialect: ClientDialect;
  readonly journey: ModelJourney;
  readonly rate: RateUse;
  /** Where a whole answer is kept for repetitions, if anywhere. */
  readonly cacheKey: string | undefined;
}

/**
 * Starts the call; its answer goes out once the hold is on the disk. A client that goes away before the end cancels it. A call
 * that fails before any byte of an answer came is sent again, elsewhere if there is an elsewhere, where that is safe
 * (core/routing/retry-rule.ts): each attempt has a hold, a settlement and a usage record of its own.
 */
export function relayAnswer(exchange: ModelExchange, admitted: Admitted, context: GatewayContext): void {
  const relay = new Relay(exchange, admitted, context);
  const cut = (reason: CutReason, scope: string): void => relay.cut(reason, scope);
  exchange.onOver.push(() => context.running.remove(exchange.requestId));
  const { requestId, lease } = exchange;
  if (!context.running.add({ requestId, lease, cut })) return relay.neverSent();
  relay.send(admitted.planned, admitted.durable, exchange.requestId);
  if (exchange.left.aborted) relay.cancel();
  else exchange.left.addEventListener('abort', () => relay.cancel(), { once: true });
}

/** How an attempt ended, with the way to tell the client so. */
interface Ended {
  readonly end: CallEnd;
  readonly charge: Charge;
  readonly attempt: Attempt;
}

/** One request on its way through its attempts. */
class Relay {
  readonly #exchange: ModelExchange;
  readonly #admitted: Admitted;
  readonly #context: GatewayContext;
  readonly #headers: Record<string, string> = {};
  readonly #answer: CuttableAnswer;
  readonly #copy: AnswerCopy | undefined;
  #holdNanoUsd = 0;
  #call: RunningCall | undefined;
  #over = false;
  #usedTokens = 0;
  /** The last attempt asks the model that was asked for, for all the output that was asked for. */
  #asAsked = true;

  constructor(exchange: ModelExchange, admitted: Admitted, context: GatewayContext) {
    this.#exchange = exchange;
    this.#admitted = admitted;
    this.#context = context;
    admitted.rate.running = true;
    this.#answer = admitted.dialect.openAnswer({
      reply: exchange.reply,
      stream: admitted.planned.request.stream,
      headers: this.#headers,
      holdNanoUsd: () => this.#holdNanoUsd,
      onDrain: () => this.#call?.resume(),
    });
    if (admitted.cacheKey !== undefined) this.#copy = new AnswerCopy(context.answers.answerBytesMax);
  }

  cancel(): void {
    this.#call?.cancel();
  }

  /** Gives back what was held for it. */
  neverSent(): void {
    this.#admitted.rate.finish(0);
    abandon(this.#exchange.requestId, this.#context);
  }

  /** Ends it early, whatever it waits for; the client is told why. */
  cut(reason: CutReason, scope: string): void {
    this.#cutWith(cutError(reason, scope));
  }

  #cutWith(error: OpenAiError): void {
    this.#over = true;
    this.#answer.cut(error);
    this.#call?.cancel();
  }

  /** Ends a stream that its budget has no more room for; what came is charged by the cancel rule. */
  #follow(growing: GrowingHold): void {
    if (this.#over) return;
    const refusal = growing.follow(this.#call?.visibleBytes ?? 0);
    if (refusal) this.#cutWith(refusal === 'disk-full' ? diskFullError : refusalError(refusal));
  }

  send(planned: PlannedCall, durable: Promise<void> | undefined, requestId: string): void {
    const { journey } = this.#admitted;
    const { arrivedMs, work } = this.#exchange;
    Object.assign(this.#headers, answerHeaders(this.#exchange.requestId, planned), this.#exchange.headers);
    this.#holdNanoUsd = planned.holdNanoUsd;
    this.#asAsked =
      planned.model === journey.tiers[0]?.[0]?.model &&
      planned.bounds.outputTokensMax >= outputTokensOf(planned.request, this.#context);
    this.#context.router.sent(journey, planned.target);
    const call = (): RunningCall | undefined => this.#call;
    const sink = durable ? new WithheldSink(this.#answer, { durable, call }) : this.#answer;
    const attempt = new Attempt(sink, {
      onFirst: () => this.#context.router.answering(planned.target),
      copy: this.#copy,
      onBytes: () => {
        if (growing) this.#follow(growing);
      },
      onEnd: (end, charge) => this.#ended(planned.target, { end, charge, attempt }),
    });
    const names = [...(planned.prepared.forwardHeaders ?? []), ...(planned.upstream.forwardHeaders ?? [])];
    const headers = names.length === 0 ? '' : forwardedHeaders(this.#exchange.request, names);
    const admitted = { ...planned, headers, requestId, arrivedMs, work, attempt: journey.tried.length };
    const { extendHold } = this.#context;
    const growing = planned.extension && extendHold && new GrowingHold(admitted, planned.extension, extendHold);
    this.#call = startCall(admitted, attempt, this.#context);
  }

  #ended(target: ModelTarget, ended: Ended): void {
    const { end, charge, attempt } = ended;
    const { router, traffic } = this.#context;
    this.#usedTokens += this.#tokensOf(charge);
    const verdict = router.ended(target, end, attempt.forwarded);
    if (end.kind === 'failed' || end.kind === 'refused') traffic.upstreamFailed(target.upstream.name, verdict.reason);
    const next = this.#isOver() ? undefined : router.next(this.#admitted.journey, verdict);
    if (!next) return this.#finish(ended);
    traffic.retried(verdict.reason, next.target.model === target.model ? 'same-model' : 'fallback');
    this.#again(next).then(
      (sent) => {
        if (!sent) this.#finish(ended);
      },
      (error: unknown) => {
        this.#context.log.warn({ err: error, requestId: this.#exchange.requestId }, 'a call could not be sent again');
        this.#finish(ended);
      },
    );
  }

  /** Makes another attempt; false where it can't be made, so that the last failure stands. */
  async #again({ target, waitMs }: Next<ModelTarget>): Promise<boolean> {
    const { left } = this.#exchange;
    if (waitMs > 0) await waitUnlessLeft(waitMs, left);
    if (this.#isOver()) return false;
    const planned = planCall(this.#admitted.planned.request, target, this.#context);
    if (!planned.ok) return false;
    const requestId = `${this.#exchange.requestId}.${this.#admitted.journey.tried.length + 1}`;
    const held = await holdBudget({ ...this.#exchange, requestId }, planned.value, this.#context);
    if (!held.ok) return false;
    if (this.#isOver()) {
      abandon(requestId, this.#context);
      return false;
    }
    this.send(held.planned, held.durable, requestId);
    return true;
  }

  #finish({ end, charge, attempt }: Ended): void {
    const { rate, cacheKey, planned } = this.#admitted;
    rate.finish(this.#usedTokens);
    const believed = end.kind === 'complete' && !charge.estimated && !charge.doubt;
    const body = believed && this.#asAsked && !this.#over ? this.#copy?.body : undefined;
    if (body && cacheKey !== undefined) {
      const upstream = this.#headers['x-panal-upstream'] ?? '';
      this.#context.answers.put(cacheKey, { body, stream: planned.request.stream, upstream, storedMs: performance.now() });
    }
    attempt.sink.end(end, charge);
  }

  /** Tokens that count for the rate: those used, or the estimate where nobody knows. */
  #tokensOf({ usage, costNanoUsd }: Charge): number {
    const known = usage.inputTokens + usage.outputTokens;
    return known === 0 && costNanoUsd === undefined ? this.#admitted.rate.estimatedTokens : known;
  }

  #isOver(): boolean {
    return this.#over || this.#exchange.left.aborted;
  }
}

interface AttemptOptions {
  readonly onFirst: () => void;
  readonly copy: AnswerCopy | undefined;
  /** Called for what was passed on. */
  readonly onBytes: () => void;
  readonly onEnd: (end: CallEnd, charge: Charge) => void;
}

/** Where the answer of one attempt goes: to the client, unless there is none and another attempt is made. */
class Attempt implements ClientSink {
  readonly sink: ClientSink;
  readonly #options: AttemptOptions;
  forwarded = false;

  constructor(sink: ClientSink, options: AttemptOptions) {
    this.sink = sink;
    this.#options = options;
  }

  start(): void {
    // Nothing is told before the first bytes: until then another attempt may follow.
  }

  write(bytes: Uint8Array): boolean {
    if (!this.forwarded) {
      this.forwarded = true;
      this.#options.onFirst();
      this.sink.start();
    }
    this.#options.copy?.add(bytes);
    const goesOn = this.sink.write(bytes);
    this.#options.onBytes();
    return goesOn;
  }

  end(end: CallEnd, charge: Charge): void {
    this.#options.onEnd(end, charge);
  }
}

const answerHeaders = (requestId: string, { upstream, model }: PlannedCall): Record<string, string> => ({
  'x-panal-request-id': requestId,
  'x-panal-upstream': upstream.name,
  'x-panal-model': headerText(model),
  ...(upstream.kind === 'scripted' ? { 'x-panal-scripted': 'true' } : {}),
});
