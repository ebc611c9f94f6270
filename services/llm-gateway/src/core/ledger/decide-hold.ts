import { isReserved, requestScopes, reservationScopes } from './balances.ts';
import type { HoldCommand, LedgerRefusal } from './commands.ts';
import { type Decision, approve, decline } from './decision.ts';
import { firstExceeded } from './exceeded.ts';
import type { DecisionContext } from './rules.ts';
import { GLOBAL_SCOPE, scopeOf } from './scopes.ts';
import type { Lease, LedgerState } from './state.ts';

/** The lease that a virtual key belongs to while it lives, or why it opens nothing. */
export function authenticateKey(
  state: LedgerState,
  keyHash: string,
  nowMs: number,
): { readonly ok: true; readonly lease: Readonly<Lease> } | { readonly ok: false; readonly refusal: LedgerRefusal } {
  const lease = state.leases.get(state.leaseByKeyHash.get(keyHash) ?? '');
  if (!lease) return { ok: false, refusal: { kind: 'unknown-key' } };
  if (lease.state !== 'live') return { ok: false, refusal: { kind: 'dead-key', reason: lease.state } };
  if (lease.expiresMs <= nowMs) return { ok: false, refusal: { kind: 'dead-key', reason: 'expired' } };
  return { ok: true, lease };
}

/** The halted scope that a request falls under, if any. Unknown counts as halted, under another name. */
export function haltRefusal(state: LedgerState, lease: Readonly<Lease>, haltKnown: boolean): LedgerRefusal | undefined {
  const touched = ['global', ...reservationScopes(lease).filter((scope) => scope !== GLOBAL_SCOPE)];
  if (lease.agentId) touched.push(scopeOf('agent', lease.agentId));
  const halted = state.halt?.halted.find((scope) => touched.includes(scope || 'global'));
  if (halted !== undefined) return { kind: 'halted', scope: halted || 'global' };
  return haltKnown ? undefined : { kind: 'halt-unknown' };
}

/** Sets the worst case of a request aside in every scope that it touches, or says which one has no room. */
export function decideHold(state: LedgerState, command: HoldCommand, context: DecisionContext): Decision {
  const known = authenticateKey(state, command.keyHash, context.nowMs);
  if (!known.ok) return known;
  const { lease } = known;
  const halted = haltRefusal(state, lease, command.haltKnown);
  if (halted) return decline(halted);
  if (lease.allowedModels.length > 0 && !lease.allowedModels.includes(command.model)) {
    return decline({ kind: 'model-not-allowed', model: command.model, allowed: lease.allowedModels });
  }
  const tooMany = newScopes(state, lease, command.model) + state.accounts.size > context.rules.bounds.accountsMax;
  if (tooMany) return decline({ kind: 'too-many-scopes', accountsMax: context.rules.bounds.accountsMax });
  const refusal = roomFor(state, lease, command, context);
  if (refusal) return decline(refusal);
  const { keyHash: _keyHash, haltKnown: _haltKnown, ...rest } = command;
  const windows = context.rules.calendar.windowsAt(context.nowMs);
  return approve([{ ...rest, kind: 'held', leaseId: lease.leaseId, windows }]);
}

const newScopes = (state: LedgerState, lease: Lease, model: string): number =>
  requestScopes(lease, model).filter((scope) => !state.accounts.has(scope)).length;

/** A reservation is drawn from, so the wider scopes need only not be over their limits (one may have been lowered). */
function roomFor(state: LedgerState, lease: Lease, command: HoldCommand, context: DecisionContext): LedgerRefusal | undefined {
  const amount = command.amountNanoUsd;
  const windows = context.rules.calendar.windowsAt(context.nowMs);
  const drawn = isReserved(lease);
  if (drawn && lease.settledNanoUsd + lease.heldNanoUsd + amount > lease.reservedNanoUsd) return reservationSpent(lease, amount);
  return (
    firstExceeded(state, { scopes: requestScopes(lease, command.model), windows, amountNanoUsd: amount }, context) ??
    firstExceeded(
      state,
      { scopes: reservationScopes(lease), windows: drawn ? lease.windows : windows, amountNanoUsd: drawn ? 0 : amount },
      context,
    )
  );
}

const reservationSpent = (lease: Lease, wantedNanoUsd: number): LedgerRefusal => ({
  kind: 'budget',
  scope: scopeOf('lease', lease.leaseId),
  window: 'total',
  limitNanoUsd: lease.reservedNanoUsd,
  settledNanoUsd: lease.settledNanoUsd,
  heldNanoUsd: lease.heldNanoUsd,
  wantedNanoUsd,
  resetsMs: 0,
  mayFree: lease.settledNanoUsd + wantedNanoUsd <= lease.reservedNanoUsd,
});
