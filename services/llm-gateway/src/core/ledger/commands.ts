import type { Settlement } from './events.ts';
import type { WindowKind } from './windows.ts';

export interface MintCommand {
  readonly kind: 'mint';
  readonly leaseId: string;
  readonly keyHash: string;
  readonly missionId: string;
  readonly project: string;
  readonly agentId: string;
  readonly allowedModels: readonly string[];
  /** 0: no reservation, requests draw from the scopes directly. */
  readonly reserveNanoUsd: number;
  /** Hard total limit of the mission; 0: none. */
  readonly missionLimitNanoUsd: number;
  readonly expiresMs: number;
  /** Trace that the lease belongs to, for requests that name none. */
  readonly traceparent?: string;
}

export interface HoldCommand {
  readonly kind: 'hold';
  readonly requestId: string;
  readonly keyHash: string;
  readonly model: string;
  readonly upstream: string;
  /** The most that the request can cost. */
  readonly amountNanoUsd: number;
  readonly scripted: boolean;
  readonly priceVersion: string;
  /** Whether the halt state is fresh; it isn't part of the state, since only changes of it are journalled. */
  readonly haltKnown: boolean;
}

export interface SetLimitCommand {
  readonly kind: 'set-limit';
  readonly scope: string;
  readonly window: WindowKind;
  readonly limitNanoUsd: number | undefined;
  readonly hard: boolean;
  readonly by: string;
}

export type LedgerCommand =
  | MintCommand
  | HoldCommand
  | SetLimitCommand
  | { readonly kind: 'reset'; readonly scope: string; readonly window: WindowKind | undefined; readonly by: string }
  | { readonly kind: 'extend'; readonly leaseId: string; readonly expiresMs: number }
  | { readonly kind: 'revoke'; readonly leaseId: string; readonly reason: string }
  | { readonly kind: 'release'; readonly leaseId: string }
  | { readonly kind: 'settle'; readonly settlement: Settlement }
  | { readonly kind: 'settle-orphans' }
  | { readonly kind: 'release-expired' }
  | { readonly kind: 'set-halt'; readonly epoch: number; readonly halted: readonly string[] };

/** Why a scope can't take more. */
export interface BudgetRefusal {
  readonly kind: 'budget';
  readonly scope: string;
  readonly window: WindowKind;
  readonly limitNanoUsd: number;
  readonly settledNanoUsd: number;
  readonly heldNanoUsd: number;
  readonly wantedNanoUsd: number;
  /** When the window ends, Unix ms; 0: never. */
  readonly resetsMs: number;
  /** Whether a release of what others hold could make room. */
  readonly mayFree: boolean;
}

export type LedgerRefusal =
  | BudgetRefusal
  | { readonly kind: 'unknown-key' }
  | { readonly kind: 'dead-key'; readonly reason: 'revoked' | 'released' | 'expired' }
  | { readonly kind: 'model-not-allowed'; readonly model: string; readonly allowed: readonly string[] }
  | { readonly kind: 'halted'; readonly scope: string }
  | { readonly kind: 'halt-unknown' }
  | { readonly kind: 'stale-epoch'; readonly epoch: number }
  | { readonly kind: 'lease-over'; readonly reason: string }
  | { readonly kind: 'unknown-request' }
  | { readonly kind: 'too-many-scopes'; readonly accountsMax: number }
  | { readonly kind: 'invalid'; readonly message: string };
