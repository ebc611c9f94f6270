import { type Logger, type WorkContext, withContext } from '@panal/kernel/runtime';
import type { CallEnd } from '../core/call-end.ts';
import { type DialectRequest, isFreeWire } from '../core/dialect-request.ts';
import type { ExtensionTerms } from '../core/hold-extension.ts';
import type { Settlement, UsageDetails } from '../core/ledger/index.ts';
import type { Price } from '../core/price.ts';
import type { RequestBounds } from '../core/request-bounds.ts';
import { type Charge, chargeOf, freeChargeOf } from '../core/settlement-rule.ts';
import type { AnswerSink, PreparedCall, RunningCall, Upstream } from '../ports.ts';
import type { GatewayMetrics } from '../metrics.ts';
import type { ModelTarget } from './catalogue.ts';
import type { RequestLedger } from './ledger.ts';

export type { RunningCall } from '../ports.ts';

/** A request with all that is known before it is held. */
export interface PlannedCall {
  readonly request: DialectRequest;
  readonly model: string;
  readonly upstream: Upstream;
  readonly target: ModelTarget;
  readonly prepared: PreparedCall;
  readonly price: Price;
  readonly bounds: RequestBounds;
  readonly holdNanoUsd: number;
  /** Set where only a first stretch of the output is held, and extended. */
  readonly extension?: ExtensionTerms;
}

/** A request that was admitted: it is held, and may be sent. */
export interface AdmittedCall extends Omit<PlannedCall, 'holdNanoUsd'> {
  /** Grows where the hold is extended. */
  holdNanoUsd: number;
  readonly requestId: string;
  /** Headers of the client that go upstream, as lines; '' for none. */
  readonly headers: string;
  /** Counts how often the request was sent, from 1. */
  readonly attempt: number;
  /** Trace and ids for what is logged about it. */
  readonly work: WorkContext;
  /** When the request arrived, by performance.now(). */
  readonly arrivedMs: number;
}

/** Where the answer goes: the same as an upstream's sink, but its end comes with what was charged. */
export interface ClientSink {
  start(): void;
  write(bytes: Uint8Array): boolean;
  end(end: CallEnd, charge: Charge): void;
}

export interface CallDeps {
  readonly ledger: RequestLedger;
  readonly metrics: GatewayMetrics;
  readonly log: Logger;
}

/** Calls the upstream, passes its answer on and settles the hold by how it ended (core/settlement-rule.ts). */
export function startCall(call: AdmittedCall, sink: ClientSink, deps: CallDeps): RunningCall {
  const sentMs = performance.now();
  let firstMs: number | undefined;
  deps.metrics.overhead.observe((sentMs - call.arrivedMs) / 1000);
  const relay: AnswerSink = {
    start: () => sink.start(),
    write(bytes) {
      firstMs ??= performance.now();
      return sink.write(bytes);
    },
    end(end) {
      const endedMs = performance.now();
      const latencyMs = Math.round(endedMs - call.arrivedMs);
      // An upstream's callbacks run in the context of its connection, which may be another request's.
      const firstByteMs = firstMs && Math.round(firstMs - call.arrivedMs);
      const charge = withContext(call.work, () => settle(call, end, { deps, latencyMs, firstByteMs }));
      deps.metrics.observeCall(call, {
        end,
        charge,
        seconds: (endedMs - sentMs) / 1000,
        firstSeconds: firstMs && (firstMs - sentMs) / 1000,
      });
      reportDoubt(call, { end, charge }, deps.log);
      sink.end(end, charge);
    },
  };
  return call.prepared.send(relay, { keyIndex: call.target.keyIndex, headers: call.headers });
}

interface Ending {
  readonly deps: CallDeps;
  readonly latencyMs: number;
  readonly firstByteMs: number | undefined;
}

function settle(call: AdmittedCall, end: CallEnd, given: Ending): Charge {
  const { price, bounds, holdNanoUsd, upstream } = call;
  const charge = isFreeWire(call.request.wire)
    ? freeChargeOf(end)
    : chargeOf(end, { price, bounds, holdNanoUsd, cancelRule: upstream.cancelRule });
  const settlement: Writable<Settlement> = {
    requestId: call.requestId,
    inputTokens: charge.usage.inputTokens,
    cachedTokens: charge.usage.cacheReadTokens,
    outputTokens: charge.usage.outputTokens,
    costNanoUsd: charge.costNanoUsd,
    estimated: charge.estimated,
    outcome: charge.outcome,
    latencyMs: given.latencyMs,
    cacheWriteTokens: charge.usage.cacheWriteTokens + charge.usage.cacheWriteHourTokens,
  };
  addDetails(settlement, call, charge);
  if (given.firstByteMs !== undefined) settlement.firstByteMs = given.firstByteMs;
  given.deps.ledger.settle(settlement);
  return charge;
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

/** What only the usage log is told, where there is something to tell. */
function addDetails(settlement: Writable<UsageDetails>, { request, model, attempt }: AdmittedCall, { usage }: Charge): void {
  const { reasoningTokens, audioTokens } = usage;
  if (reasoningTokens) settlement.reasoningTokens = reasoningTokens;
  if (audioTokens) settlement.audioTokens = audioTokens;
  if (attempt > 1) settlement.attempts = attempt;
  if (request.model !== model) settlement.askedModel = request.model;
}

const DOUBTS = {
  zero: 'an upstream reported a usage of zero for an answer: its whole hold was charged, as an estimate',
  'above-bounds': 'an upstream reported slightly more usage than the request could have: it was charged as reported',
  'out-of-bounds':
    'an upstream reported far more usage than the request could have: the whole hold was charged, as an estimate; compare the bill of this upstream',
} as const;

/** Names the upstream whose figures are in question; numbers and names only, nothing of the prompt. */
function reportDoubt(call: AdmittedCall, seen: { readonly end: CallEnd; readonly charge: Charge }, log: Logger): void {
  const { end, charge } = seen;
  if (end.kind !== 'complete' || !charge.doubt) return;
  const { requestId, model, bounds, holdNanoUsd } = call;
  const level = charge.doubt === 'out-of-bounds' ? 'error' : 'warn';
  log[level]({ requestId, upstream: call.upstream.name, model, reported: end.usage, bounds, holdNanoUsd }, DOUBTS[charge.doubt]);
}

/** Gives a hold back whose call was never sent. */
export function abandon(requestId: string, deps: CallDeps): void {
  deps.ledger.settle({
    requestId,
    inputTokens: 0,
    cachedTokens: 0,
    outputTokens: 0,
    costNanoUsd: 0,
    estimated: false,
    outcome: 'cancelled',
    latencyMs: 0,
  });
}
