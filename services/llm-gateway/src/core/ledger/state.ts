/**
 * What the ledger knows. It is a fold over journalled events and holds nothing else.
 *
 * A hold (one request):
 *
 * | from  | event     | to      | what it means                                                                    |
 * |-------|-----------|---------|----------------------------------------------------------------------------------|
 * | –     | `held`    | held    | the worst case is set aside in every scope; flushed before the upstream is called, or covered by a block (blocks.ts) |
 * | held  | `hold-extended` | held | more is set aside for a stream that goes on (holdMode `extending`)               |
 * | held  | `settled` | –       | the true cost is charged, the rest is free again; also the record of the usage log |
 * | –     | `corrected` | –     | an operator changed what a settled record cost; its windows move by the difference |
 * | held  | (restart) | held    | nobody waits for it any more: an orphan, settled in full and marked estimated     |
 *
 * A lease (one virtual key and its reservation):
 *
 * | from    | event      | to       | what it means                                                            |
 * |---------|------------|----------|--------------------------------------------------------------------------|
 * | –       | `minted`   | live     | the reservation counts as held in global, project and mission at once      |
 * | live    | `extended` | live     | later expiry, more reserved                                               |
 * | live    | `revoked`  | revoked  | the key is dead; the reservation stays until it is released               |
 * | live, revoked | `released` | released | the key is dead; what its requests neither used nor hold is free again |
 *
 * Requests under a reservation draw from it: they add nothing to what global, project and mission hold, until they cost more
 * than was reserved. Bounds: `endedLeasesMax`, `accountsMax`, `usagesMax` (bounds.ts).
 */
import { type Blocks, noBlocks } from './blocks.ts';
import type { UsageDay } from './usage-totals.ts';
import type { WindowKind, Windows } from './windows.ts';

export interface Limit {
  readonly limitNanoUsd: number;
  /** A hard limit refuses; a soft one only warns. */
  readonly hard: boolean;
  /** An operator's limit is not replaced by the one that comes with a lease. */
  readonly setBy: LimitSource;
}

/** Who a limit comes from: people by command, a lease that brought it, people by Synapse. */
export type LimitSource = 'operator' | 'lease' | 'synapse';

export interface Balance {
  settledNanoUsd: number;
  heldNanoUsd: number;
  requests: number;
  /** Number of the newest settlement before a reset: what it and older ones cost does not count here any more. */
  countsAfter?: number;
}

export interface Account {
  /** The scope that this one is part of; undefined for the global one. */
  parent: string | undefined;
  readonly limits: Map<WindowKind, Limit>;
  /** By `total`, day and month; those of past windows are dropped when nothing is held in them. */
  readonly balances: Map<string, Balance>;
  newest: Windows | undefined;
  /** Warnings given already (warnings.ts), by `window level balance`; at most one of each window and level. */
  warned: string[];
  /** What Synapse last said of each window, whether or not a later command replaced it: only a change of it is applied. */
  fromSynapse?: Map<WindowKind, SynapseLimit>;
}

export interface SynapseLimit {
  readonly limitNanoUsd: number;
  readonly hard: boolean;
}

/** What a key may do in a minute and at once; absent: the gateway's default. */
export interface KeyRateLimits {
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
  readonly concurrentMax?: number;
}

/** What a standalone virtual key has besides what any lease's key has (virtual-keys.ts). */
export interface VirtualKey {
  readonly name: string;
  /** First characters of the secret, by which people tell keys apart. */
  readonly prefix: string;
  readonly createdBy: string;
  readonly createdMs: number;
  revokedMs?: number;
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
  reservedNanoUsd: number;
  /** The windows in which the reservation, and all that is drawn from it, counts. */
  readonly windows: Windows;
  readonly traceparent?: string;
  readonly rateLimits?: KeyRateLimits;
  /** Set for a key that an operator created; its `leaseId` is `key:NAME`. */
  key?: VirtualKey;
  lastUsedMs?: number;
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
  /** Grows where holds are extended. */
  amountNanoUsd: number;
  readonly windows: Windows;
  readonly scripted: boolean;
  readonly priceVersion: string;
  /** The most output of all choices together, where less than asked for was held (fit.ts). */
  readonly outputTokensTotalMax?: number;
  readonly atMs: number;
}

export type Outcome = 'ok' | 'error' | 'cancelled' | 'timeout' | 'orphan' | 'usage-out-of-bounds';

/** What the usage log says of a request beyond its cost; absent: not known, or as usual (one attempt, no cache). */
export interface UsageDetails {
  /** Tokens written to a prompt cache (part of the input). */
  readonly cacheWriteTokens?: number;
  /** Tokens of reasoning (part of the output). */
  readonly reasoningTokens?: number;
  /** Tokens of audio, in and out (parts of both). */
  readonly audioTokens?: number;
  /** The model as the request named it, where another one served it. */
  readonly askedModel?: string;
  /** From the arrival of the request to the first byte of the answer. */
  readonly firstByteMs?: number;
  /** How often it was sent to an upstream. */
  readonly attempts?: number;
  /** Answered from the answer cache. */
  readonly cacheHit?: boolean;
}

/** One record of the usage log: what a request used and cost. */
export interface UsageRecord extends UsageDetails {
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
  /** The day of the request itself, where that of its reservation is another: agent, model and lease count it there. */
  readonly holdDay?: string;
}

/** What an operator changed of a record; the newest change, with the cost before the first one. */
export interface Correction {
  readonly originalNanoUsd: number;
  readonly reason: string;
  readonly by: string;
  readonly atMs: number;
}

export interface TimedUsage extends Omit<UsageRecord, 'costNanoUsd' | 'estimated'> {
  costNanoUsd: number;
  estimated: boolean;
  readonly atMs: number;
  /** Counts all settlements from 1; 0 for those of a snapshot that had no numbers yet. */
  readonly number: number;
  correction?: Correction;
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
  readonly blocks: Blocks;
  /** Newest last. */
  usages: TimedUsage[];
  /** Sums of the usage log by day (usage-totals.ts), oldest day first. */
  readonly usageDays: Map<string, UsageDay>;
  /** How many requests were ever settled. */
  settlements: number;
  halt: Halt | undefined;
  /** Time of the newest event: windows never go back, whatever the clock does. */
  newestMs: number;
}

export const initialState = (): LedgerState => ({
  accounts: new Map([['', { parent: undefined, limits: new Map(), balances: new Map(), newest: undefined, warned: [] }]]),
  leases: new Map(),
  leaseByKeyHash: new Map(),
  endedLeases: [],
  holds: new Map(),
  blocks: noBlocks(),
  usages: [],
  usageDays: new Map(),
  settlements: 0,
  halt: undefined,
  newestMs: 0,
});
