import type { Logger } from '@panal/kernel/runtime';
import type { BudgetRefusal } from '../core/ledger/index.ts';
import type { GatewayMetrics } from '../metrics.ts';
import type { Catalogue } from '../shell/catalogue.ts';
import type { Ledger } from '../shell/ledger.ts';
import type { RunningCalls } from '../shell/running-calls.ts';
import type { OpenAiError } from './openai-error.ts';

/** What the handlers of HTTP requests work with. */
export interface GatewayContext {
  readonly ledger: Ledger;
  readonly catalogue: Catalogue;
  /** What a virtual key is looked up by. */
  readonly hashOf: (key: string) => string;
  readonly metrics: GatewayMetrics;
  readonly log: Logger;
  readonly outputTokensMax: number;
  readonly callsMax: number;
  /** Calls under way that a halt, or the end of their key, cuts. */
  readonly running: RunningCalls;
  /** Tells watchers of spend of a refusal. */
  readonly onBudgetRefusal: (refusal: BudgetRefusal) => void;
  /** Ids of calls under way. */
  readonly calls: Set<string>;
  /** The refusal while nothing can be recorded, if so. */
  readonly diskFull: () => OpenAiError | undefined;
}
