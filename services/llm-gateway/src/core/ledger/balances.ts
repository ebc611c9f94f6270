import type { Account, Balance, Hold, Lease, LedgerState } from './state.ts';
import { GLOBAL_SCOPE, scopeOf } from './scopes.ts';
import { keyScope } from './virtual-keys.ts';
import type { Windows } from './windows.ts';

const EMPTY: Balance = Object.freeze({ settledNanoUsd: 0, heldNanoUsd: 0, requests: 0 });

/** A balance of an account; zero where nothing happened in that window. */
export const balanceOf = (account: Account | undefined, key: string): Readonly<Balance> => account?.balances.get(key) ?? EMPTY;

/** Names are asked for several times in each request, so each lease's are made once. */
const wideScopes = new WeakMap<object, readonly string[]>();
const narrowScopes = new WeakMap<object, Map<string, readonly string[]>>();
const MODELS_REMEMBERED_MAX = 32;

/** The scopes in which a reservation counts; those of a request come on top of them. */
export function reservationScopes(lease: Pick<Lease, 'project' | 'missionId'>): readonly string[] {
  const known = wideScopes.get(lease);
  if (known) return known;
  const scopes = [GLOBAL_SCOPE];
  if (lease.project) scopes.push(scopeOf('project', lease.project));
  if (lease.missionId) scopes.push(scopeOf('mission', lease.missionId));
  wideScopes.set(lease, scopes);
  return scopes;
}

/** The scopes in which a request counts by itself, under a reservation or not. */
export function requestScopes(lease: Pick<Lease, 'leaseId' | 'agentId'>, model: string): readonly string[] {
  let byModel = narrowScopes.get(lease);
  const known = byModel?.get(model);
  if (known) return known;
  const scopes = [keyScope(lease.leaseId), scopeOf('model', model)];
  if (lease.agentId) scopes.push(scopeOf('agent', lease.agentId));
  if (!byModel) narrowScopes.set(lease, (byModel = new Map<string, readonly string[]>()));
  if (byModel.size < MODELS_REMEMBERED_MAX) byModel.set(model, scopes);
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

/** How much more a live reservation holds once so much is reserved: nothing where its requests hold that already. */
export const reservationGrowth = (lease: Lease, reservedNanoUsd: number): number =>
  heldByReservation({ ...lease, reservedNanoUsd }) - heldByReservation(lease);

/** The parent by which spend of a scope is listed under a wider one. */
export function parentScope(scope: string, lease: Pick<Lease, 'project' | 'missionId'>): string {
  if (scope.startsWith('mission:') && lease.project) return scopeOf('project', lease.project);
  const ofKey = scope.startsWith('lease:') || scope.startsWith('key:');
  if (ofKey && lease.missionId) return scopeOf('mission', lease.missionId);
  if (scope.startsWith('key:') && lease.project) return scopeOf('project', lease.project);
  return GLOBAL_SCOPE;
}

export function openAccount(state: LedgerState, scope: string, parent: string): Account {
  let account = state.accounts.get(scope);
  if (!account) {
    account = { parent, limits: new Map(), balances: new Map(), newest: undefined, warned: [] };
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
  addToBalance(account, 'total', change);
  addToBalance(account, windows.day, change);
  addToBalance(account, windows.month, change);
  forgetPastWindows(account, windows);
}

function addToBalance(account: Account, key: string, change: BalanceChange): void {
  const balance = account.balances.get(key);
  if (balance) {
    balance.settledNanoUsd += change.settledNanoUsd;
    balance.heldNanoUsd += change.heldNanoUsd;
    balance.requests += change.requests;
  } else {
    const { settledNanoUsd, heldNanoUsd, requests } = change;
    account.balances.set(key, { settledNanoUsd, heldNanoUsd, requests });
  }
}

/** What a correction changes in one scope; `heldNanoUsd`: a reservation that has more or less left. */
export interface BalanceCorrection {
  readonly windows: Windows;
  readonly changeNanoUsd: number;
  readonly heldNanoUsd: number;
  /** Of the settlement that is corrected: a balance that was reset after it doesn't count it any more. */
  readonly number: number;
}

/** Corrects the balances that are still kept; those of past windows, and scopes of forgotten leases, are not opened again. */
export function correctAccount(state: LedgerState, scope: string, correction: BalanceCorrection): void {
  const account = state.accounts.get(scope);
  if (!account) return;
  const { windows, changeNanoUsd, heldNanoUsd, number } = correction;
  for (const key of ['total', windows.day, windows.month]) {
    const balance = account.balances.get(key);
    if (balance && number > (balance.countsAfter ?? -1)) balance.settledNanoUsd += changeNanoUsd;
  }
  if (heldNanoUsd !== 0) addToAccount(account, windows, { settledNanoUsd: 0, heldNanoUsd, requests: 0 });
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
  for (const scope of requestScopes(lease, hold.model)) addToAccount(accountOf(state, scope, lease), hold.windows, change);
  if (!isReserved(lease)) {
    for (const scope of reservationScopes(lease)) addToAccount(accountOf(state, scope, lease), hold.windows, change);
    return;
  }
  const { settledNanoUsd, requests } = change;
  const drawn = { settledNanoUsd, heldNanoUsd: heldByReservation(lease) - heldBefore, requests };
  for (const scope of reservationScopes(lease)) addToAccount(accountOf(state, scope, lease), lease.windows, drawn);
}

/** An account of a request: those that its lease opened know what they are part of. */
const accountOf = (state: LedgerState, scope: string, lease: Lease): Account =>
  state.accounts.get(scope) ?? openAccount(state, scope, parentScope(scope, lease));

/** Adds what a reservation holds to (or takes it from) global, project and mission. */
export function moveReservation(state: LedgerState, lease: Lease, heldNanoUsd: number): void {
  for (const scope of reservationScopes(lease)) {
    const account = openAccount(state, scope, parentScope(scope, lease));
    addToAccount(account, lease.windows, { settledNanoUsd: 0, heldNanoUsd, requests: 0 });
  }
}
