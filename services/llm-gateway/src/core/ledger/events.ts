import type { Block } from './blocks.ts';
import type { KeyRateLimits, LimitSource, Outcome, UsageDetails, UsageRecord, VirtualKey } from './state.ts';
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
      readonly setBy: LimitSource;
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
      readonly rateLimits?: KeyRateLimits;
      /** Of a key that an operator created. */
      readonly key?: Omit<VirtualKey, 'createdMs' | 'revokedMs'>;
    }
  | {
      readonly kind: 'extended';
      readonly leaseId: string;
      readonly expiresMs: number;
      /** All that is reserved from now on; undefined: as before. */
      readonly reservedNanoUsd?: number;
    }
  /** `keepRunning`: calls under way go on to their end. */
  | { readonly kind: 'revoked'; readonly leaseId: string; readonly reason: string; readonly keepRunning?: boolean }
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
      readonly outputTokensTotalMax?: number;
      /** The slice that it was drawn from. */
      readonly slice?: string;
    }
  | {
      readonly kind: 'hold-extended';
      readonly requestId: string;
      /** All that is held for it from now on. */
      readonly amountNanoUsd: number;
    }
  | CorrectedEvent
  | LimitWarning
  | ({ readonly kind: 'settled' } & UsageRecord)
  | BlockOpened
  | { readonly kind: 'block-closed'; readonly blockId: string; readonly reason: string }
  | { readonly kind: 'halt-changed'; readonly epoch: number; readonly halted: readonly string[] };

/** An operator's correction of a record; names its scopes and windows, since the record itself may be forgotten at a replay. */
export interface CorrectedEvent extends Pick<
  UsageRecord,
  'requestId' | 'leaseId' | 'missionId' | 'project' | 'agentId' | 'model' | 'upstream' | 'day' | 'holdDay'
> {
  readonly kind: 'corrected';
  /** Of the settlement. */
  readonly number: number;
  readonly fromNanoUsd: number;
  readonly wasEstimated: boolean;
  readonly costNanoUsd: number;
  readonly reason: string;
  readonly by: string;
}

/** A block of a key and model (blocks.ts), or another amount of it. */
export interface BlockOpened extends Omit<Block, 'atMs'> {
  readonly kind: 'block-opened';
}

/** `near`: 80 % of a limit is spent; `passed`: all of a soft limit is. */
export type WarningLevel = 'near' | 'passed';

/** Given once for each scope, window and level; again when the limit changes or the spend is reset. */
export interface LimitWarning {
  readonly kind: 'limit-warned';
  readonly scope: string;
  readonly window: WindowKind;
  readonly level: WarningLevel;
  /** The day, the month or `total`. */
  readonly balance: string;
  readonly limitNanoUsd: number;
  readonly settledNanoUsd: number;
  readonly hard: boolean;
}

/** What a finished call used, as the shell knows it. */
export interface Settlement extends UsageDetails {
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
