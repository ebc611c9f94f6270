import { assert, unreachable } from '@panal/kernel/pure';
import {
  heldByReservation,
  isReserved,
  moveRequest,
  moveReservation,
  openAccount,
  parentScope,
  reservationScopes,
} from './balances.ts';
import { applyBlockClosed, applyBlockOpened, drawFromSlice } from './blocks.ts';
import type { LedgerBounds } from './bounds.ts';
import { applyCorrection } from './correction.ts';
import type { LedgerEvent } from './events.ts';
import type { Account, Hold, Lease, LedgerState } from './state.ts';
import { addUsage } from './usage-totals.ts';
import { keyScope } from './virtual-keys.ts';
import { forgetWarningsAt, forgetWarningsOf, rememberWarning } from './warnings.ts';

type Of<Kind extends LedgerEvent['kind']> = Extract<LedgerEvent, { kind: Kind }>;

/** Folds an event into the state. */
export function applyEvent(state: LedgerState, event: LedgerEvent, options: { atMs: number; bounds: LedgerBounds }): void {
  state.newestMs = Math.max(state.newestMs, options.atMs);
  switch (event.kind) {
    case 'limit-set':
      return applyLimit(state, event);
    case 'budget-reset':
      return applyReset(state, event);
    case 'minted':
      return applyMint(state, event, options.atMs);
    case 'extended':
      return applyExtension(state, event);
    case 'revoked':
      return applyRevocation(state, event, options.atMs);
    case 'released':
      return applyRelease(state, event, options.bounds);
    case 'held':
      return applyHold(state, event, options.atMs);
    case 'settled':
      return applySettlement(state, event, options);
    case 'block-opened':
      return applyBlockOpened(state, event, options.atMs);
    case 'block-closed':
      return applyBlockClosed(state, event);
    case 'hold-extended':
      return applyExtendedHold(state, event);
    case 'corrected':
      return applyCorrection(state, event, options);
    case 'limit-warned':
      return rememberWarning(openAccount(state, event.scope, ''), event);
    case 'halt-changed':
      state.halt = { epoch: event.epoch, halted: event.halted };
      return;
    default:
      return unreachable(event);
  }
}

function leaseOf(state: LedgerState, leaseId: string): Lease {
  const lease = state.leases.get(leaseId);
  assert(lease, `lease ${leaseId} is not known`);
  return lease;
}

function applyExtension(state: LedgerState, { leaseId, expiresMs, reservedNanoUsd }: Of<'extended'>): void {
  const lease = leaseOf(state, leaseId);
  lease.expiresMs = expiresMs;
  if (reservedNanoUsd === undefined) return;
  const heldBefore = heldByReservation(lease);
  lease.reservedNanoUsd = reservedNanoUsd;
  moveReservation(state, lease, heldByReservation(lease) - heldBefore);
}

function applyLimit(state: LedgerState, event: Of<'limit-set'>): void {
  const account = openAccount(state, event.scope, '');
  if (event.setBy === 'synapse') rememberSynapse(account, event);
  const known = account.limits.get(event.window);
  if (known?.limitNanoUsd !== event.limitNanoUsd || known?.hard !== event.hard) forgetWarningsOf(account, event.window);
  if (event.limitNanoUsd === undefined) account.limits.delete(event.window);
  else account.limits.set(event.window, { limitNanoUsd: event.limitNanoUsd, hard: event.hard, setBy: event.setBy });
}

function rememberSynapse(account: Account, { window, limitNanoUsd, hard }: Of<'limit-set'>): void {
  if (limitNanoUsd === undefined) return;
  account.fromSynapse ??= new Map();
  account.fromSynapse.set(window, { limitNanoUsd, hard });
}

function applyReset(state: LedgerState, event: Of<'budget-reset'>): void {
  const account = state.accounts.get(event.scope);
  if (!account) return;
  for (const key of event.balances) {
    const balance = account.balances.get(key);
    if (!balance) continue;
    balance.settledNanoUsd = 0;
    balance.countsAfter = state.settlements;
    forgetWarningsAt(account, key);
  }
}

function applyMint(state: LedgerState, event: Of<'minted'>, atMs: number): void {
  assert(!state.leases.has(event.leaseId), `lease ${event.leaseId} has a key already`);
  const { kind: _kind, key, ...granted } = event;
  const lease: Lease = { ...granted, state: 'live', settledNanoUsd: 0, heldNanoUsd: 0, requests: 0 };
  if (key) lease.key = { ...key, createdMs: atMs };
  state.leases.set(lease.leaseId, lease);
  state.leaseByKeyHash.set(lease.keyHash, lease.leaseId);
  for (const scope of [...reservationScopes(lease), keyScope(lease.leaseId)])
    openAccount(state, scope, parentScope(scope, lease));
  if (isReserved(lease)) moveReservation(state, lease, lease.reservedNanoUsd);
}

function applyRevocation(state: LedgerState, event: Of<'revoked'>, atMs: number): void {
  const lease = leaseOf(state, event.leaseId);
  if (lease.state === 'live') lease.state = 'revoked';
  if (lease.key) lease.key.revokedMs ??= atMs;
}

function applyRelease(state: LedgerState, event: Of<'released'>, bounds: LedgerBounds): void {
  const lease = leaseOf(state, event.leaseId);
  assert(lease.state !== 'released', `lease ${event.leaseId} is released already`);
  const heldBefore = heldByReservation(lease);
  lease.state = 'released';
  if (isReserved(lease)) moveReservation(state, lease, heldByReservation(lease) - heldBefore);
  state.endedLeases.push(lease.leaseId);
  forgetOldLeases(state, bounds);
}

/** A lease whose requests are still under way is kept, and looked at again after the others. */
function forgetOldLeases(state: LedgerState, bounds: LedgerBounds): void {
  let looks = state.endedLeases.length - bounds.endedLeasesMax;
  for (; looks > 0; looks -= 1) {
    const lease = leaseOf(state, state.endedLeases.shift()!);
    if (lease.heldNanoUsd > 0 || hasOpenHold(state, lease.leaseId)) state.endedLeases.push(lease.leaseId);
    else {
      state.leases.delete(lease.leaseId);
      state.leaseByKeyHash.delete(lease.keyHash);
      state.accounts.delete(keyScope(lease.leaseId));
    }
  }
}

/** Only asked for leases that hold no money: holds of $0 are rare among those that ended long ago. */
function hasOpenHold(state: LedgerState, leaseId: string): boolean {
  for (const hold of state.holds.values()) if (hold.leaseId === leaseId) return true;
  return false;
}

function applyHold(state: LedgerState, event: Of<'held'>, atMs: number): void {
  assert(!state.holds.has(event.requestId), 'the request holds already');
  const hold: Hold = { ...event, atMs };
  if (event.slice !== undefined) drawFromSlice(state, event.slice, event.amountNanoUsd);
  state.holds.set(hold.requestId, hold);
  leaseOf(state, hold.leaseId).lastUsedMs = atMs;
  moveRequest(state, hold, { settledNanoUsd: 0, heldNanoUsd: hold.amountNanoUsd, requests: 0 });
}

function applyExtendedHold(state: LedgerState, event: Of<'hold-extended'>): void {
  const hold = state.holds.get(event.requestId);
  assert(hold, 'the request holds nothing');
  const heldNanoUsd = event.amountNanoUsd - hold.amountNanoUsd;
  hold.amountNanoUsd = event.amountNanoUsd;
  moveRequest(state, hold, { settledNanoUsd: 0, heldNanoUsd, requests: 0 });
}

function applySettlement(state: LedgerState, event: Of<'settled'>, options: { atMs: number; bounds: LedgerBounds }): void {
  const hold = state.holds.get(event.requestId);
  assert(hold, 'the request holds nothing');
  state.holds.delete(hold.requestId);
  moveRequest(state, hold, { settledNanoUsd: event.costNanoUsd, heldNanoUsd: -hold.amountNanoUsd, requests: 1 });
  state.settlements += 1;
  state.usages.push({ ...event, atMs: options.atMs, number: state.settlements });
  addUsage(state, event, options.bounds);
  // Cut in halves, so that a record costs no copy of the whole log.
  if (state.usages.length >= 2 * options.bounds.usagesMax) state.usages = state.usages.slice(-options.bounds.usagesMax);
}
