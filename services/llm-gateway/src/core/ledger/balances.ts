import type { Account, Balance, Hold, Lease, LedgerState } from './state.ts';
import { GLOBAL_SCOPE, scopeOf } from './scopes.ts';
import type { Windows } from './windows.ts';

const EMPTY: Balance = Object.freeze({ settledNanoUsd: 0, heldNanoUsd: 0, requests: 0 });

/** A balance of an account; zero where nothing happened in that window. */
export const balanceOf = (account: Account | undefined, key: string): Readonly<Balance> => account?.balances.get(key) ?? EMPTY;

/** The scopes in which a reservation counts; those of a request come on top of them. */
export function reservationScopes(lease: Pick<Lease, 'project' | 'missionId'>): string[] {
  const scopes = [GLOBAL_SCOPE];
  if (lease.project) scopes.push(scopeOf('project', lease.project));
  if (lease.missionId) scopes.push(scopeOf('mission', lease.missionId));
  return scopes;
}

/** The scopes in which a request counts by itself, under a reservation or not. */
export function requestScopes(lease: Pick<Lease, 'leaseId' | 'agentId'>, model: string): string[] {
  const scopes = [scopeOf('lease', lease.leaseId), scopeOf('model', model)];
  if (lease.agentId) scopes.push(scopeOf('agent', lease.agentId));
  return scopes;
}

export const isReserved = (lease: Pick<Lease, 'reservedNanoUsd'>): boolean => lease.reservedNanoUsd > 0;

/**
 * What a lease with a reservation holds in global, project and mission: while it lives all that was reserved and isn't spent
 * (or what its requests hold, should they have cost more than was reserved), afterwards only what its requests still hold.
 */
export function heldByReservation(lease: Lease): number {
  if (lease.state === 'released') return lease.heldNanoUsd;
  return Math.max(lease.reservedNanoUsd - lease.settledNanoUsd, lease.heldNanoUsd);
}

/** The parent by which spend of a scope is listed under a wider one. */
export function parentScope(scope: string, lease: Pick<Lease, 'project' | 'missionId'>): string {
  if (scope.startsWith('mission:') && lease.project) return scopeOf('project', lease.project);
  if (scope.startsWith('lease:') && lease.missionId) return scopeOf('mission', lease.missionId);
  return GLOBAL_SCOPE;
}

export function openAccount(state: LedgerState, scope: string, parent: string): Account {
  let account = state.accounts.get(scope);
  if (!account) {
    account = { parent, limits: new Map(), balances: new Map(), newest: undefined };
    state.accounts.set(scope, account);
  }
  // A limit may have opened it before anyone knew what it is part of.
  if (parent !== '' && scope !== parent) account.parent = parent;
  return account;
}

export interface BalanceChange {
  readonly settledNanoUsd: number;
  readonly heldNanoUsd: number;
  readonly requests: number;
}

/** Adds to the day's, the month's and the total balance of an account. */
export function addToAccount(account: Account, windows: Windows, change: BalanceChange): void {
  for (const key of ['total', windows.day, windows.month]) {
    let balance = account.balances.get(key);
    if (!balance) {
      balance = { ...EMPTY };
      account.balances.set(key, balance);
    }
    balance.settledNanoUsd += change.settledNanoUsd;
    balance.heldNanoUsd += change.heldNanoUsd;
    balance.requests += change.requests;
  }
  forgetPastWindows(account, windows);
}

/** Past windows matter only while something is held in them. */
function forgetPastWindows(account: Account, windows: Windows): void {
  if (!account.newest || windows.day > account.newest.day) account.newest = windows;
  if (account.balances.size <= 3) return;
  const { day, month } = account.newest;
  for (const [key, balance] of account.balances) {
    if (key !== 'total' && key !== day && key !== month && balance.heldNanoUsd === 0) account.balances.delete(key);
  }
}

/** Moves a hold between lease and accounts: `held` at its start, the reverse plus the cost at its end. */
export function moveRequest(state: LedgerState, hold: Hold, change: BalanceChange): void {
  const lease = state.leases.get(hold.leaseId)!;
  const heldBefore = heldByReservation(lease);
  lease.heldNanoUsd += change.heldNanoUsd;
  lease.settledNanoUsd += change.settledNanoUsd;
  lease.requests += change.requests;
  for (const scope of requestScopes(lease, hold.model)) {
    addToAccount(openAccount(state, scope, parentScope(scope, lease)), hold.windows, change);
  }
  const drawn = isReserved(lease) ? { ...change, heldNanoUsd: heldByReservation(lease) - heldBefore } : change;
  const windows = isReserved(lease) ? lease.windows : hold.windows;
  for (const scope of reservationScopes(lease)) {
    addToAccount(openAccount(state, scope, parentScope(scope, lease)), windows, drawn);
  }
}

/** Adds what a reservation holds to (or takes it from) global, project and mission. */
export function moveReservation(state: LedgerState, lease: Lease, heldNanoUsd: number): void {
  for (const scope of reservationScopes(lease)) {
    const account = openAccount(state, scope, parentScope(scope, lease));
    addToAccount(account, lease.windows, { settledNanoUsd: 0, heldNanoUsd, requests: 0 });
  }
}
