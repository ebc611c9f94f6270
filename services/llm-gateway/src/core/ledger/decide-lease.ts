import { isReserved, reservationGrowth, reservationScopes } from './balances.ts';
import type { LedgerCommand, LedgerRefusal, MintCommand } from './commands.ts';
import { type Decision, approve, decline } from './decision.ts';
import type { LedgerEvent } from './events.ts';
import { firstExceeded } from './exceeded.ts';
import type { DecisionContext } from './rules.ts';
import { isName, scopeOf } from './scopes.ts';
import type { Lease, LedgerState } from './state.ts';
import { invalidRateLimits, isVirtualKey } from './virtual-keys.ts';

type Of<Kind extends LedgerCommand['kind']> = Extract<LedgerCommand, { kind: Kind }>;

/** Gives a lease its key and reserves its budget. The same lease again changes nothing while the key lives. */
export function decideMint(state: LedgerState, command: MintCommand, context: DecisionContext): Decision {
  const known = state.leases.get(command.leaseId);
  if (known) {
    if (known.state !== 'live') return decline({ kind: 'lease-over', reason: `the lease's key was ${known.state}` });
    if (known.expiresMs <= context.nowMs) return decline({ kind: 'lease-over', reason: 'the lease has expired' });
    if (known.keyHash !== command.keyHash) {
      return decline({ kind: 'lease-over', reason: 'the gateway lost the secret that the key came from; end this lease' });
    }
    return approve([]);
  }
  const invalid = invalidMint(command, context.nowMs);
  if (invalid) return decline({ kind: 'invalid', message: invalid });
  const scopes = reservationScopes(command);
  const opened = scopes.filter((scope) => !state.accounts.has(scope)).length + 1;
  if (state.accounts.size + opened > context.rules.bounds.accountsMax) {
    return decline({ kind: 'too-many-scopes', accountsMax: context.rules.bounds.accountsMax });
  }
  return reserve(state, command, context);
}

function invalidMint(command: MintCommand, nowMs: number): string | undefined {
  for (const field of ['leaseId', 'missionId', 'project', 'agentId'] as const) {
    const required = field === 'leaseId';
    if (command[field] === '' ? required : !isName(command[field])) return `${field} must be a name of 1 to 200 characters`;
  }
  if (isVirtualKey(command.leaseId)) return 'leaseId must not begin with "key:", which names virtual keys';
  if (command.expiresMs <= nowMs) return 'expires_ms must be in the future';
  for (const field of ['reserveNanoUsd', 'missionLimitNanoUsd'] as const) {
    if (!Number.isSafeInteger(command[field]) || command[field] < 0) return `${field} must be a whole number, 0 or more`;
  }
  return invalidRateLimits(command.rateLimits);
}

/** The mission's limit that comes with the lease counts for the lease itself already. */
function reserve(state: LedgerState, asked: MintCommand, context: DecisionContext): Decision {
  const command = { ...asked, reserveNanoUsd: grantable(state, asked) };
  const limit = missionLimit(state, command);
  const windows = context.rules.calendar.windowsAt(context.nowMs);
  const demand = { scopes: reservationScopes(command), windows, amountNanoUsd: command.reserveNanoUsd };
  const refusal = firstExceeded(state, demand, context) ?? overMissionLimit(state, command, limit);
  if (refusal) return decline(refusal);
  const { missionLimitNanoUsd: _limit, reserveNanoUsd, rateLimits, ...rest } = command;
  const limits = rateLimits && Object.keys(rateLimits).length > 0 ? { rateLimits } : {};
  const minted: LedgerEvent = { ...rest, ...limits, kind: 'minted', reservedNanoUsd: reserveNanoUsd, windows };
  return approve(limit ? [limit, minted] : [minted]);
}

/** The last of a mission's budget is given out too: less than asked where the mission has less left, but never nothing. */
function grantable(state: LedgerState, { missionId, missionLimitNanoUsd, reserveNanoUsd }: MintCommand): number {
  const account = missionId ? state.accounts.get(scopeOf('mission', missionId)) : undefined;
  const known = account?.limits.get('total');
  const limitNanoUsd = known?.setBy === 'operator' ? known.limitNanoUsd : missionLimitNanoUsd;
  const { settledNanoUsd = 0, heldNanoUsd = 0 } = account?.balances.get('total') ?? {};
  const leftNanoUsd = limitNanoUsd - settledNanoUsd - heldNanoUsd;
  return limitNanoUsd > 0 && leftNanoUsd > 0 ? Math.min(reserveNanoUsd, leftNanoUsd) : reserveNanoUsd;
}

function missionLimit(state: LedgerState, command: MintCommand): Extract<LedgerEvent, { kind: 'limit-set' }> | undefined {
  if (command.missionLimitNanoUsd === 0 || !command.missionId) return undefined;
  const scope = scopeOf('mission', command.missionId);
  const known = state.accounts.get(scope)?.limits.get('total');
  if (known?.setBy === 'operator' || known?.limitNanoUsd === command.missionLimitNanoUsd) return undefined;
  return {
    kind: 'limit-set',
    scope,
    window: 'total',
    limitNanoUsd: command.missionLimitNanoUsd,
    hard: true,
    setBy: 'lease',
    by: command.leaseId,
  };
}

function overMissionLimit(
  state: LedgerState,
  command: MintCommand,
  limit: Extract<LedgerEvent, { kind: 'limit-set' }> | undefined,
): LedgerRefusal | undefined {
  if (!limit) return undefined;
  const { settledNanoUsd = 0, heldNanoUsd = 0 } = state.accounts.get(limit.scope)?.balances.get('total') ?? {};
  if (settledNanoUsd + heldNanoUsd + command.reserveNanoUsd <= command.missionLimitNanoUsd) return undefined;
  return {
    kind: 'budget',
    scope: limit.scope,
    window: 'total',
    limitNanoUsd: command.missionLimitNanoUsd,
    settledNanoUsd,
    heldNanoUsd,
    wantedNanoUsd: command.reserveNanoUsd,
    resetsMs: 0,
    mayFree: settledNanoUsd + command.reserveNanoUsd <= command.missionLimitNanoUsd,
  };
}

/** Expiry only ever moves later and a reservation up: a delayed message must not shorten a lease or take from it. */
export function decideExtend(state: LedgerState, command: Of<'extend'>, context: DecisionContext): Decision {
  const lease = state.leases.get(command.leaseId);
  if (!lease) return decline({ kind: 'lease-over', reason: 'no key was minted for it, or it ended long ago' });
  if (lease.state !== 'live') return decline({ kind: 'lease-over', reason: `its key was ${lease.state}` });
  if (lease.expiresMs <= context.nowMs) return decline({ kind: 'lease-over', reason: 'it has expired' });
  const { leaseId, reserveNanoUsd = 0 } = command;
  if (!Number.isSafeInteger(command.expiresMs)) return decline({ kind: 'invalid', message: 'expires_ms must be a whole number' });
  if (!Number.isSafeInteger(reserveNanoUsd) || reserveNanoUsd < 0)
    return decline({ kind: 'invalid', message: 'reserved_nano_usd must be a whole number, 0 or more' });
  const expiresMs = Math.max(lease.expiresMs, command.expiresMs);
  if (reserveNanoUsd > lease.reservedNanoUsd) return extendReserve(state, { lease, expiresMs, reserveNanoUsd }, context);
  return approve(expiresMs > lease.expiresMs ? [{ kind: 'extended', leaseId, expiresMs }] : []);
}

/** More is reserved only as a whole, and in the windows in which the reservation counts. */
function extendReserve(
  state: LedgerState,
  { lease, expiresMs, reserveNanoUsd }: { readonly lease: Lease; readonly expiresMs: number; readonly reserveNanoUsd: number },
  context: DecisionContext,
): Decision {
  if (!isReserved(lease)) {
    return decline({ kind: 'invalid', message: 'this lease has no reservation that could grow: its calls are held one by one' });
  }
  const amountNanoUsd = reservationGrowth(lease, reserveNanoUsd);
  const refusal = firstExceeded(state, { scopes: reservationScopes(lease), windows: lease.windows, amountNanoUsd }, context);
  if (refusal) return decline(refusal);
  return approve([{ kind: 'extended', leaseId: lease.leaseId, expiresMs, reservedNanoUsd: reserveNanoUsd }]);
}

/**
 * A lease that is not known has no key: nothing is left to revoke. A standalone key has nothing to be released later; it is
 * revoked again where its calls went on the first time and shall not any more.
 */
export function decideRevoke(state: LedgerState, { kind: _kind, ...command }: Of<'revoke'>): Decision {
  const { leaseId } = command;
  const lease = state.leases.get(leaseId);
  const revoked: LedgerEvent = { ...command, kind: 'revoked' };
  if (lease?.key?.revokedMs !== undefined && !command.keepRunning) return approve([revoked]);
  if (lease?.state !== 'live') return approve([]);
  return approve(isVirtualKey(leaseId) ? [revoked, { kind: 'released', leaseId, reason: 'revoked' }] : [revoked]);
}

export function decideRelease(state: LedgerState, leaseId: string): Decision {
  const lease = state.leases.get(leaseId);
  return approve(lease && lease.state !== 'released' ? [{ kind: 'released', leaseId, reason: 'asked for' }] : []);
}

/** Reservations of leases that nobody extended or released are free again after their expiry. */
export function decideReleaseExpired(state: LedgerState, context: DecisionContext): Decision {
  const events: LedgerEvent[] = [];
  for (const lease of state.leases.values()) {
    if (lease.state !== 'released' && lease.expiresMs <= context.nowMs) {
      events.push({
        kind: 'released',
        leaseId: lease.leaseId,
        reason: isReserved(lease) ? 'reservation expired' : 'key expired',
      });
    }
  }
  return approve(events);
}
