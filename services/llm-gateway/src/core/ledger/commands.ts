import type { Settlement } from './events.ts';
import type { KeyRateLimits, LimitSource } from './state.ts';
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
  readonly rateLimits?: KeyRateLimits;
}

/** A key of an operator's making (virtual-keys.ts). */
export interface CreateKeyCommand {
  readonly kind: 'create-key';
  readonly name: string;
  readonly keyHash: string;
  readonly prefix: string;
  readonly missionId: string;
  readonly project: string;
  readonly agentId: string;
  readonly allowedModels: readonly string[];
  /** 0: never. */
  readonly expiresMs: number;
  readonly limits: readonly { readonly window: WindowKind; readonly limitNanoUsd: number; readonly hard: boolean }[];
  readonly rateLimits: KeyRateLimits;
  readonly by: string;
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
  /** What to do where the whole amount finds no room; without it the request waits or is refused. */
  readonly fit?: FitTerms;
  /** The slice that a worker drew it from (blocks.ts): it was sent already. */
  readonly slice?: string;
}

/** How a request may be made smaller to fit what is left (fit.ts). */
export interface FitTerms {
  /** The worst case without any output. */
  readonly inputNanoUsd: number;
  /** The dearest rate of output, nano-USD per million tokens. */
  readonly outputRate: number;
  readonly choices: number;
  /** Less output than this, for each choice, is not worth a call. */
  readonly outputTokensMin: number;
  /** Whether to fit although others may give room back; false: only where waiting is useless. */
  readonly now: boolean;
}

export interface CorrectCommand {
  readonly kind: 'correct';
  readonly requestId: string;
  readonly costNanoUsd: number;
  readonly reason: string;
  readonly by: string;
}

export interface SetLimitCommand {
  readonly kind: 'set-limit';
  readonly scope: string;
  readonly window: WindowKind;
  readonly limitNanoUsd: number | undefined;
  readonly hard: boolean;
  readonly by: string;
  /** By default an operator. */
  readonly setBy?: LimitSource;
}

/** Asks for a block of at least one request's worst case (blocks.ts). */
export interface OpenBlockCommand extends Pick<HoldCommand, 'keyHash' | 'model' | 'upstream' | 'scripted' | 'priceVersion'> {
  readonly kind: 'open-block';
  readonly wantedNanoUsd: number;
  readonly leastNanoUsd: number;
  /** The worker that it is lent to. */
  readonly holder?: string;
}

export type LedgerCommand =
  | MintCommand
  | CreateKeyCommand
  | HoldCommand
  | SetLimitCommand
  | { readonly kind: 'reset'; readonly scope: string; readonly window: WindowKind | undefined; readonly by: string }
  | {
      readonly kind: 'extend';
      readonly leaseId: string;
      readonly expiresMs: number;
      /** All that is reserved from now on; undefined: as it is. */
      readonly reserveNanoUsd?: number;
    }
  | { readonly kind: 'revoke'; readonly leaseId: string; readonly reason: string; readonly keepRunning?: boolean }
  | { readonly kind: 'release'; readonly leaseId: string }
  | { readonly kind: 'settle'; readonly settlement: Settlement }
  | { readonly kind: 'extend-hold'; readonly requestId: string; readonly amountNanoUsd: number }
  | CorrectCommand
  /** `exposed`: what may have been sent of each block (decide-block.ts). */
  | { readonly kind: 'settle-orphans'; readonly exposed?: ReadonlyMap<string, number> }
  | OpenBlockCommand
  | { readonly kind: 'close-blocks'; readonly blockIds: readonly string[]; readonly reason: string }
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
  | { readonly kind: 'key-exists'; readonly name: string; readonly why: string }
  | { readonly kind: 'stale-epoch'; readonly epoch: number }
  | { readonly kind: 'lease-over'; readonly reason: string }
  | { readonly kind: 'unknown-request' }
  | { readonly kind: 'too-many-scopes'; readonly accountsMax: number }
  | { readonly kind: 'invalid'; readonly message: string };
