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
 * A block with a holder is a **slice**: lent to a worker process, which draws from it. Each draw moves its amount from the slice
 * to its hold. Nobody but the holder knows what is left of it, so it is closed only when the holder gave it back or is dead, and
 * counts as held until then; the shell asks for it back before a request is refused (shell/workers/).
 *
 * Under a reservation a block is a part of what is reserved, as a request's hold is.
 */
import { assert } from '@panal/kernel/pure';
import { balanceOf, isReserved, requestScopes, reservationGrowth, reservationScopes } from './balances.ts';
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
  /** The worker that draws from it, if it is lent. */
  readonly holder?: string;
  readonly atMs: number;
}

export interface Blocks {
  readonly byId: Map<string, Block>;
  /** Sums by scope, of all windows together, of those that can be closed at once. */
  readonly byScope: Map<string, number>;
  /** The same of those that are lent. */
  readonly lentByScope: Map<string, number>;
}

export const noBlocks = (): Blocks => ({ byId: new Map(), byScope: new Map(), lentByScope: new Map() });

/** What workers hold of a scope: as good as held by requests. */
export const lentIn = (state: LedgerState, scope: string): number =>
  state.blocks.lentByScope.size === 0 ? 0 : (state.blocks.lentByScope.get(scope) ?? 0);

/** Takes what a request drew from a slice out of it. */
export function drawFromSlice(state: LedgerState, blockId: string, amountNanoUsd: number): void {
  const block = state.blocks.byId.get(blockId);
  assert(block && block.amountNanoUsd >= amountNanoUsd, `slice ${blockId} has no ${amountNanoUsd} nano-USD`);
  dropBlock(state, blockId);
  keepBlock(state, { ...block, amountNanoUsd: block.amountNanoUsd - amountNanoUsd });
}

/** Names have no control characters, so that the two never run into each other. */
export const blockIdOf = (leaseId: string, model: string): string => `${leaseId}\n${model}`;

type Of<Kind extends LedgerEvent['kind']> = Extract<LedgerEvent, { kind: Kind }>;

/** Whether a block of that key and model counts in a scope. */
export function blockTouches(state: LedgerState, block: Pick<Block, 'leaseId' | 'model'>, scope: string): boolean {
  const lease = state.leases.get(block.leaseId);
  return lease !== undefined && blockScopes(lease, block.model).includes(scope);
}

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
  const sums = block.holder === undefined ? state.blocks.byScope : state.blocks.lentByScope;
  for (const scope of blockScopes(state.leases.get(block.leaseId)!, block.model)) {
    const sum = (sums.get(scope) ?? 0) + amountNanoUsd;
    if (sum > 0) sums.set(scope, sum);
    else sums.delete(scope);
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
    for (const block of state.blocks.byId.values())
      if (block.holder === undefined && matches(block)) closing.close(block, reason);
  };
  switch (event.kind) {
    case 'revoked':
    case 'released':
      return closeWhere('its key is dead', (block) => block.leaseId === event.leaseId);
    case 'limit-set':
      if (event.limitNanoUsd === undefined || !event.hard || !state.blocks.byScope.has(event.scope)) return;
      return closeWhere('a limit was set', (block) => blockTouches(state, block, event.scope));
    case 'corrected':
      return closeWhere('a record was corrected', () => true);
    case 'held':
    case 'hold-extended':
    case 'minted':
    case 'extended':
    case 'settled':
      for (const scope of crowdedScopes(state, event, closing.events))
        closeWhere('in the way', (block) => blockTouches(state, block, scope));
      return;
    default:
  }
}

type Growing = Of<'held'> | Of<'hold-extended'> | Of<'minted'> | Of<'extended'> | Of<'settled'>;

const NONE: readonly string[] = [];

function crowdedScopes(state: LedgerState, event: Growing, events: readonly LedgerEvent[]): readonly string[] {
  if (growthOf(state, event) <= 0) return NONE;
  // Several growing events of one decision are rare: each is judged as if all came on top of it.
  const amountNanoUsd =
    events.length === 1 ? growthOf(state, event) : events.reduce((sum, each) => sum + Math.max(0, growthOf(state, each)), 0);
  if (event.kind === 'minted') return crowdedAmong(state, reservationScopes(event), { event, amountNanoUsd });
  if (event.kind === 'extended')
    return crowdedAmong(state, reservationScopes(state.leases.get(event.leaseId)!), { event, amountNanoUsd });
  const hold = event.kind === 'held' ? event : state.holds.get(event.requestId);
  const lease = hold && state.leases.get(hold.leaseId);
  if (!lease) return NONE;
  const narrow = crowdedAmong(state, requestScopes(lease, hold.model), { event, lease, amountNanoUsd });
  // Also under a reservation, which holds more in the wider scopes once its requests hold more than was reserved.
  const wide = crowdedAmong(state, reservationScopes(lease), { event, lease, amountNanoUsd });
  return wide.length === 0 ? narrow : [...narrow, ...wide];
}

/** Those of some scopes in which what grows doesn't fit beside the blocks. */
function crowdedAmong(
  state: LedgerState,
  scopes: readonly string[],
  growing: { readonly event: Growing; readonly lease?: Lease; readonly amountNanoUsd: number },
): readonly string[] {
  const { event, lease, amountNanoUsd } = growing;
  let crowded: string[] | undefined;
  for (const scope of scopes) {
    const blocked = state.blocks.byScope.get(scope);
    if (blocked === undefined) continue;
    if (
      passesLimit(state, { scope, windows: windowsOf(state, event) }, blocked + amountNanoUsd) ||
      passesReservation(state, lease, { scope, amountNanoUsd: blocked + amountNanoUsd })
    )
      (crowded ??= []).push(scope);
  }
  return crowded ?? NONE;
}

function growthOf(state: LedgerState, event: LedgerEvent): number {
  switch (event.kind) {
    case 'held':
      return event.slice === undefined ? event.amountNanoUsd : 0;
    case 'minted':
      return event.reservedNanoUsd;
    case 'extended':
      return event.reservedNanoUsd === undefined ? 0 : reservationGrowth(state.leases.get(event.leaseId)!, event.reservedNanoUsd);
    case 'hold-extended':
      return event.amountNanoUsd - (state.holds.get(event.requestId)?.amountNanoUsd ?? 0);
    case 'settled':
      return event.costNanoUsd - (state.holds.get(event.requestId)?.amountNanoUsd ?? 0);
    default:
      return 0;
  }
}

function passesReservation(state: LedgerState, lease: Lease | undefined, at: { scope: string; amountNanoUsd: number }): boolean {
  const { scope, amountNanoUsd } = at;
  if (!lease || !isReserved(lease) || scope !== keyScope(lease.leaseId)) return false;
  return lease.settledNanoUsd + lease.heldNanoUsd + lentIn(state, scope) + amountNanoUsd > lease.reservedNanoUsd;
}

function passesLimit(state: LedgerState, at: { scope: string; windows: Windows }, amountNanoUsd: number): boolean {
  return roomUnderLimits(state, at.scope, at.windows) < amountNanoUsd;
}

function windowsOf(state: LedgerState, event: Growing): Windows {
  if (event.kind === 'held' || event.kind === 'minted') return event.windows;
  return event.kind === 'extended' ? state.leases.get(event.leaseId)!.windows : state.holds.get(event.requestId)!.windows;
}

/** What the hard limits of a scope leave besides what is settled and held. */
function roomUnderLimits(state: LedgerState, scope: string, windows: Windows): number {
  const account = state.accounts.get(scope);
  let room = Infinity;
  if (!account || account.limits.size === 0) return room;
  for (const [window, limit] of account.limits) {
    if (!limit.hard) continue;
    const { settledNanoUsd, heldNanoUsd } = balanceOf(account, balanceKey(window, windows));
    room = Math.min(room, limit.limitNanoUsd - settledNanoUsd - heldNanoUsd - lentIn(state, scope));
  }
  return room;
}

/**
 * The largest amount that a block may have: all blocks of a scope together take at most `share` of what its hard limits and the
 * reservation leave.
 */
export function blockRoom(state: LedgerState, lease: Lease, asked: { model: string; windows: Windows; share: number }): number {
  const own = state.blocks.byId.get(blockIdOf(lease.leaseId, asked.model))?.amountNanoUsd ?? 0;
  const blocked = (scope: string): number => (state.blocks.byScope.get(scope) ?? 0) + lentIn(state, scope) - own;
  const shareOf = (room: number): number => Math.floor(Math.max(0, room) * asked.share);
  let room = Infinity;
  for (const scope of blockScopes(lease, asked.model)) {
    const left = roomUnderLimits(state, scope, asked.windows) + lentIn(state, scope);
    if (left !== Infinity) room = Math.min(room, shareOf(left) - Math.max(0, blocked(scope)));
  }
  if (!isReserved(lease)) return room;
  const left = lease.reservedNanoUsd - lease.settledNanoUsd - lease.heldNanoUsd;
  return Math.min(room, shareOf(left) - Math.max(0, blocked(keyScope(lease.leaseId))));
}
