/**
 * What the ledger knows. It is a fold over journalled events and holds nothing else.
 *
 * A hold (one request):
 *
 * | from  | event     | to      | what it means                                                                    |
 * |-------|-----------|---------|----------------------------------------------------------------------------------|
 * | –     | `held`    | held    | the worst case is set aside in every scope; flushed before the upstream is called |
 * | held  | `settled` | –       | the true cost is charged, the rest is free again; also the record of the usage log |
 * | held  | (restart) | held    | nobody waits for it any more: an orphan, settled in full and marked estimated     |
 *
 * A lease (one virtual key and its reservation):
 *
 * | from    | event      | to       | what it means                                                            |
 * |---------|------------|----------|--------------------------------------------------------------------------|
 * | –       | `minted`   | live     | the reservation counts as held in global, project and mission at once      |
 * | live    | `extended` | live     | later expiry                                                              |
 * | live    | `revoked`  | revoked  | the key is dead; the reservation stays until it is released               |
 * | live, revoked | `released` | released | the key is dead; what its requests neither used nor hold is free again |
 *
 * Requests under a reservation draw from it: they add nothing to what global, project and mission hold, until they cost more
 * than was reserved. Bounds: `endedLeasesMax`, `accountsMax`, `usagesMax` (bounds.ts).
 */
import type { WindowKind, Windows } from './windows.ts';

export interface Limit {
  readonly limitNanoUsd: number;
  /** A hard limit refuses; a soft one only warns. */
  readonly hard: boolean;
  /** An operator's limit is not replaced by the one that comes with a lease. */
  readonly setBy: 'operator' | 'lease';
}

export interface Balance {
  settledNanoUsd: number;
  heldNanoUsd: number;
  requests: number;
}

export interface Account {
  /** The scope that this one is part of; undefined for the global one. */
  parent: string | undefined;
  readonly limits: Map<WindowKind, Limit>;
  /** By `total`, day and month; those of past windows are dropped when nothing is held in them. */
  readonly balances: Map<string, Balance>;
  newest: Windows | undefined;
}

export type LeaseState = 'live' | 'revoked' | 'released';

export interface Lease {
  readonly leaseId: string;
  /** SHA-256 of the virtual key; the key itself is never stored. */
  readonly keyHash: string;
  readonly missionId: string;
  readonly project: string;
  readonly agentId: string;
  /** Empty: any configured model. */
  readonly allowedModels: readonly string[];
  readonly reservedNanoUsd: number;
  /** The windows in which the reservation, and all that is drawn from it, counts. */
  readonly windows: Windows;
  readonly traceparent?: string;
  expiresMs: number;
  state: LeaseState;
  settledNanoUsd: number;
  heldNanoUsd: number;
  requests: number;
}

export interface Hold {
  readonly requestId: string;
  readonly leaseId: string;
  readonly model: string;
  readonly upstream: string;
  readonly amountNanoUsd: number;
  readonly windows: Windows;
  readonly scripted: boolean;
  readonly priceVersion: string;
  readonly atMs: number;
}

export type Outcome = 'ok' | 'error' | 'cancelled' | 'timeout' | 'orphan' | 'usage-out-of-bounds';

/** One record of the usage log: what a request used and cost. */
export interface UsageRecord {
  readonly requestId: string;
  readonly leaseId: string;
  readonly missionId: string;
  readonly project: string;
  readonly agentId: string;
  readonly model: string;
  readonly upstream: string;
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  readonly costNanoUsd: number;
  /** The upstream did not say what was used, or nothing believable: the cost is an upper estimate by the stated rules. */
  readonly estimated: boolean;
  readonly outcome: Outcome;
  readonly latencyMs: number;
  readonly priceVersion: string;
  readonly scripted: boolean;
  /** The calendar day that it is charged to. */
  readonly day: string;
}

export interface TimedUsage extends UsageRecord {
  readonly atMs: number;
}

export interface Halt {
  readonly epoch: number;
  /** `global`, `project:x`, `mission:x`, `agent:x`. */
  readonly halted: readonly string[];
}

export interface LedgerState {
  readonly accounts: Map<string, Account>;
  readonly leases: Map<string, Lease>;
  readonly leaseByKeyHash: Map<string, string>;
  /** Ids of released leases, oldest first. */
  readonly endedLeases: string[];
  readonly holds: Map<string, Hold>;
  /** Newest last. */
  usages: TimedUsage[];
  halt: Halt | undefined;
  /** Time of the newest event: windows never go back, whatever the clock does. */
  newestMs: number;
}

export const initialState = (): LedgerState => ({
  accounts: new Map([['', { parent: undefined, limits: new Map(), balances: new Map(), newest: undefined }]]),
  leases: new Map(),
  leaseByKeyHash: new Map(),
  endedLeases: [],
  holds: new Map(),
  usages: [],
  halt: undefined,
  newestMs: 0,
});
