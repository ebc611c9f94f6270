/**
 * Blocks: amounts held beforehand for one key and model, so that a call can be sent while its own hold is still on its way to
 * the disk (block-cover.ts has the moment in between; docs/decisions/gateway-slices.md the reasons).
 *
 * | from | event          | to   | what it means                                                                              |
 * |------|----------------|------|--------------------------------------------------------------------------------------------|
 * | –    | `block-opened` | open | the amount counts in every scope that requests of that key and model touch                  |
 * | open | `block-opened` | open | another amount, or the windows of a new day, in place of the one before                     |
 * | open | `block-closed` | –    | given back: idle, in the way of a request, limit or reservation, or its key is dead          |
 * | open | (restart)      | –    | calls may have been sent of which no record tells: what can't be excluded is charged as one orphan, the rest is free |
 *
 * At any moment `settled + held + blocks ≤ limit` in each scope with a hard limit. Blocks refuse nothing: they are not part of
 * what is held when a request is judged, and those in its way are closed in the same batch. That is sound at once, since the
 * journal keeps its order: a disk that has the closing has every hold that was drawn before it.
 * Under a reservation a block is a part of what is reserved, as a request's hold is.
 */
import { balanceOf, isReserved, requestScopes, reservationScopes } from './balances.ts';
import type { LedgerEvent } from './events.ts';
import { keyScope } from './virtual-keys.ts';
import type { Lease, LedgerState } from './state.ts';
import { type Windows, balanceKey } from './windows.ts';

export interface Block {
  readonly blockId: string;
  readonly leaseId: string;
  readonly model: string;
  /** Of the request that it was opened for: what an orphan's record names. */
  readonly upstream: string;
  readonly priceVersion: string;
  readonly scripted: boolean;
  readonly amountNanoUsd: number;
  readonly windows: Windows;
  readonly atMs: number;
}

export interface Blocks {
  readonly byId: Map<string, Block>;
  /** Sums by scope, of all windows together. */
  readonly byScope: Map<string, number>;
}

export const noBlocks = (): Blocks => ({ byId: new Map(), byScope: new Map() });

/** Names have no control characters, so that the two never run into each other. */
export const blockIdOf = (leaseId: string, model: string): string => `${leaseId}\n${model}`;

type Of<Kind extends LedgerEvent['kind']> = Extract<LedgerEvent, { kind: Kind }>;

/** The scopes in which a block counts by itself. */
function blockScopes(lease: Lease, model: string): readonly string[] {
  const scopes = requestScopes(lease, model);
  return isReserved(lease) ? scopes : [...scopes, ...reservationScopes(lease)];
}

export function applyBlockOpened(state: LedgerState, event: Of<'block-opened'>, atMs: number): void {
  dropBlock(state, event.blockId);
  const { kind: _kind, ...rest } = event;
  keepBlock(state, { ...rest, atMs });
}

export function applyBlockClosed(state: LedgerState, event: Of<'block-closed'>): void {
  dropBlock(state, event.blockId);
}

/** Adds a block to the state; also for those of a snapshot. */
export function keepBlock(state: LedgerState, block: Block): void {
  state.blocks.byId.set(block.blockId, block);
  addToScopes(state, block, block.amountNanoUsd);
}

function dropBlock(state: LedgerState, blockId: string): void {
  const block = state.blocks.byId.get(blockId);
  if (!block) return;
  state.blocks.byId.delete(blockId);
  addToScopes(state, block, -block.amountNanoUsd);
}

function addToScopes(state: LedgerState, block: Block, amountNanoUsd: number): void {
  const { byScope } = state.blocks;
  for (const scope of blockScopes(state.leases.get(block.leaseId)!, block.model)) {
    const sum = (byScope.get(scope) ?? 0) + amountNanoUsd;
    if (sum > 0) byScope.set(scope, sum);
    else byScope.delete(scope);
  }
}

export const closeBlock = (blockId: string, reason: string): Of<'block-closed'> => ({ kind: 'block-closed', blockId, reason });

/** The events of a decision, with the blocks closed that would not fit beside what they change. */
export function withRoomFromBlocks(state: LedgerState, events: readonly LedgerEvent[]): readonly LedgerEvent[] {
  if (state.blocks.byId.size === 0) return events;
  const closing = new Map<string, Of<'block-closed'>>();
  const close = (block: Block, reason: string): void => void closing.set(block.blockId, closeBlock(block.blockId, reason));
  for (const event of events) closeForEvent(state, event, { events, close });
  if (closing.size === 0) return events;
  for (const event of events) if (event.kind === 'block-closed') closing.delete(event.blockId);
  return [...closing.values(), ...events];
}

interface Closing {
  /** All events of the decision: their amounts are taken together. */
  readonly events: readonly LedgerEvent[];
  readonly close: (block: Block, reason: string) => void;
}

function closeForEvent(state: LedgerState, event: LedgerEvent, closing: Closing): void {
  const closeWhere = (reason: string, matches: (block: Block) => boolean): void => {
    for (const block of state.blocks.byId.values()) if (matches(block)) closing.close(block, reason);
  };
  switch (event.kind) {
    case 'revoked':
    case 'released':
      return closeWhere('its key is dead', (block) => block.leaseId === event.leaseId);
    case 'limit-set':
      if (event.limitNanoUsd === undefined || !event.hard || !state.blocks.byScope.has(event.scope)) return;
      return closeWhere('a limit was set', (block) => touches(state, block, event.scope));
    case 'corrected':
      return closeWhere('a record was corrected', () => true);
    case 'held':
    case 'hold-extended':
    case 'minted':
    case 'settled':
      for (const scope of crowdedScopes(state, event, closing.events))
        closeWhere('in the way', (block) => touches(state, block, scope));
  }
}

const touches = (state: LedgerState, block: Block, scope: string): boolean =>
  blockScopes(state.leases.get(block.leaseId)!, block.model).includes(scope);

type Growing = Of<'held'> | Of<'hold-extended'> | Of<'minted'> | Of<'settled'>;

function* crowdedScopes(state: LedgerState, event: Growing, events: readonly LedgerEvent[]): Generator<string> {
  if (growthOf(state, event) <= 0) return;
  // Several growing events of one decision are rare: each is judged as if all came on top of it.
  const amountNanoUsd =
    events.length === 1 ? growthOf(state, event) : events.reduce((sum, each) => sum + Math.max(0, growthOf(state, each)), 0);
  const { byScope } = state.blocks;
  for (const { scope, lease } of scopesOfGrowth(state, event)) {
    const blocked = byScope.get(scope);
    if (
      blocked !== undefined &&
      (passesLimit(state, { scope, windows: windowsOf(state, event) }, blocked + amountNanoUsd) ||
        passesReservation(lease, scope, blocked + amountNanoUsd))
    )
      yield scope;
  }
}

function growthOf(state: LedgerState, event: LedgerEvent): number {
  switch (event.kind) {
    case 'held':
      return event.amountNanoUsd;
    case 'minted':
      return event.reservedNanoUsd;
    case 'hold-extended':
      return event.amountNanoUsd - (state.holds.get(event.requestId)?.amountNanoUsd ?? 0);
    case 'settled':
      return event.costNanoUsd - (state.holds.get(event.requestId)?.amountNanoUsd ?? 0);
    default:
      return 0;
  }
}

function* scopesOfGrowth(state: LedgerState, event: Growing): Generator<{ scope: string; lease: Lease | undefined }> {
  if (event.kind === 'minted') {
    for (const scope of reservationScopes(event)) yield { scope, lease: undefined };
    return;
  }
  const hold = event.kind === 'held' ? event : state.holds.get(event.requestId);
  const lease = hold && state.leases.get(hold.leaseId);
  if (!lease) return;
  for (const scope of requestScopes(lease, hold.model)) yield { scope, lease };
  // Also under a reservation, which holds more in the wider scopes once its requests hold more than was reserved.
  for (const scope of reservationScopes(lease)) yield { scope, lease };
}

function passesReservation(lease: Lease | undefined, scope: string, amountNanoUsd: number): boolean {
  if (!lease || !isReserved(lease) || scope !== keyScope(lease.leaseId)) return false;
  return lease.settledNanoUsd + lease.heldNanoUsd + amountNanoUsd > lease.reservedNanoUsd;
}

function passesLimit(state: LedgerState, at: { scope: string; windows: Windows }, amountNanoUsd: number): boolean {
  return roomUnderLimits(state, at.scope, at.windows) < amountNanoUsd;
}

const windowsOf = (state: LedgerState, event: Growing): Windows =>
  event.kind === 'held' || event.kind === 'minted' ? event.windows : state.holds.get(event.requestId)!.windows;

/** What the hard limits of a scope leave besides what is settled and held. */
function roomUnderLimits(state: LedgerState, scope: string, windows: Windows): number {
  const account = state.accounts.get(scope);
  let room = Infinity;
  if (!account) return room;
  for (const [window, limit] of account.limits) {
    if (!limit.hard) continue;
    const { settledNanoUsd, heldNanoUsd } = balanceOf(account, balanceKey(window, windows));
    room = Math.min(room, limit.limitNanoUsd - settledNanoUsd - heldNanoUsd);
  }
  return room;
}

/**
 * The largest amount that a block may have: all blocks of a scope together take at most `share` of what its hard limits and the
 * reservation leave.
 */
export function blockRoom(state: LedgerState, lease: Lease, asked: { model: string; windows: Windows; share: number }): number {
  const own = state.blocks.byId.get(blockIdOf(lease.leaseId, asked.model))?.amountNanoUsd ?? 0;
  const blocked = (scope: string): number => (state.blocks.byScope.get(scope) ?? 0) - own;
  const shareOf = (room: number): number => Math.floor(Math.max(0, room) * asked.share);
  let room = Infinity;
  for (const scope of blockScopes(lease, asked.model)) {
    const left = roomUnderLimits(state, scope, asked.windows);
    if (left !== Infinity) room = Math.min(room, shareOf(left) - Math.max(0, blocked(scope)));
  }
  if (!isReserved(lease)) return room;
  const left = lease.reservedNanoUsd - lease.settledNanoUsd - lease.heldNanoUsd;
  return Math.min(room, shareOf(left) - Math.max(0, blocked(keyScope(lease.leaseId))));
}
