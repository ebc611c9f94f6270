import type { Logger } from '@panal/kernel/runtime';
import type { BudgetRefusal } from '../core/ledger/index.ts';
import type { UnboundedSettings } from '../core/request-bounds.ts';
import type { AnswerCache } from '../core/answer-cache/answer-cache.ts';
import type { GatewayMetrics } from '../metrics.ts';
import type { Catalogue } from '../shell/catalogue.ts';
import type { ExtendHold } from '../shell/growing-hold.ts';
import type { TrafficMetrics } from '../shell/traffic-metrics.ts';
import type { RequestLedger } from '../shell/ledger.ts';
import type { ModelRouter } from '../shell/model-router.ts';
import type { RateKeeper } from '../shell/rate-gate.ts';
import type { RunningCalls } from '../shell/running-calls.ts';
import type { StoredResponses } from '../shell/stored-responses.ts';
import type { BodiesUnderWay } from './bodies-under-way.ts';
import type { OpenAiError } from './openai-error.ts';

/** How requests are held; settings of the same names. */
export interface HoldSettings {
  readonly holdMode: 'worst-case' | 'extending';
  readonly extendLagMs: number;
  readonly extendTokensMin: number;
  readonly fitOutput: 'unstated' | 'always' | 'never';
  readonly fitOutputTokensMin: number;
}

/** What the handlers of HTTP requests work with. */
export interface GatewayContext {
  readonly ledger: RequestLedger;
  readonly catalogue: Catalogue;
  /** Chooses where a request goes, and what is tried after a failure. */
  readonly router: ModelRouter;
  readonly rates: RateKeeper;
  readonly answers: AnswerCache;
  /** Responses that clients may continue from. */
  readonly stored: StoredResponses;
  /** Which requests the cache answers; changes when settings are read again. */
  cacheMode: 'off' | 'on-request' | 'always';
  readonly traffic: TrafficMetrics;
  /** What a virtual key is looked up by. */
  readonly hashOf: (key: string) => string;
  readonly metrics: GatewayMetrics;
  readonly log: Logger;
  readonly outputTokensMax: number;
  readonly holds: HoldSettings;
  /** Extends the hold of a stream; undefined where holds are not extended. */
  readonly extendHold: ExtendHold | undefined;
  readonly callsMax: number;
  /** What bounds requests that have no bound themselves. */
  readonly unbounded: UnboundedSettings;
  /** Longest silence within a request's body. */
  readonly bodyIdleMs: number;
  readonly bodies: BodiesUnderWay;
  /** Calls under way that a halt, or the end of their key, cuts. */
  readonly running: RunningCalls;
  /** Tells watchers of spend of a refusal. */
  readonly onBudgetRefusal: (refusal: BudgetRefusal) => void;
  /** Aborted when the process stops: nothing new is taken in. */
  readonly stopping: { readonly aborted: boolean };
  /** Ids of calls under way. */
  readonly calls: Set<string>;
  /** The refusal while nothing can be recorded, if so. */
  readonly diskFull: () => OpenAiError | undefined;
}
