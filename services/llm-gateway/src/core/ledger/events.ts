import type { Outcome, UsageRecord } from './state.ts';
import type { WindowKind, Windows } from './windows.ts';

/** What happened, as journalled. Fields are only ever added; a changed meaning needs a new codec version (shell/ledger.ts). */
export type LedgerEvent =
  | {
      readonly kind: 'limit-set';
      readonly scope: string;
      readonly window: WindowKind;
      /** Undefined: the limit is taken away. */
      readonly limitNanoUsd?: number;
      readonly hard: boolean;
      readonly setBy: 'operator' | 'lease';
      /** Who asked for it: an operator's name, or the lease. */
      readonly by: string;
    }
  | { readonly kind: 'budget-reset'; readonly scope: string; readonly balances: readonly string[]; readonly by: string }
  | {
      readonly kind: 'minted';
      readonly leaseId: string;
      readonly keyHash: string;
      readonly missionId: string;
      readonly project: string;
      readonly agentId: string;
      readonly allowedModels: readonly string[];
      readonly reservedNanoUsd: number;
      readonly windows: Windows;
      readonly expiresMs: number;
      readonly traceparent?: string;
    }
  | { readonly kind: 'extended'; readonly leaseId: string; readonly expiresMs: number }
  | { readonly kind: 'revoked'; readonly leaseId: string; readonly reason: string }
  | { readonly kind: 'released'; readonly leaseId: string; readonly reason: string }
  | {
      readonly kind: 'held';
      readonly requestId: string;
      readonly leaseId: string;
      readonly model: string;
      readonly upstream: string;
      readonly amountNanoUsd: number;
      readonly windows: Windows;
      readonly scripted: boolean;
      readonly priceVersion: string;
    }
  | ({ readonly kind: 'settled' } & UsageRecord)
  | { readonly kind: 'halt-changed'; readonly epoch: number; readonly halted: readonly string[] };

/** What a finished call used, as the shell knows it. */
export interface Settlement {
  readonly requestId: string;
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  /** Undefined: unknown, so the whole hold is charged and marked estimated. */
  readonly costNanoUsd: number | undefined;
  readonly estimated: boolean;
  readonly outcome: Outcome;
  readonly latencyMs: number;
}
