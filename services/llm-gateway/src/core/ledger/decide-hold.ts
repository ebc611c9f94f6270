import { isReserved, requestScopes, reservationScopes } from './balances.ts';
import { lentIn } from './blocks.ts';
import type { BudgetRefusal, HoldCommand, LedgerCommand, LedgerRefusal } from './commands.ts';
import { type Decision, approve, decline } from './decision.ts';
import type { LedgerEvent } from './events.ts';
import { firstExceeded, roomIn } from './exceeded.ts';
import { type Fitted, fitInto, leastOf } from './fit.ts';
import type { DecisionContext } from './rules.ts';
import { GLOBAL_SCOPE, scopeOf } from './scopes.ts';
import type { Lease, LedgerState } from './state.ts';
import { keyScope } from './virtual-keys.ts';
import type { Windows } from './windows.ts';

/** The lease that a virtual key belongs to while it lives, or why it opens nothing. */
export function authenticateKey(
  state: Pick<LedgerState, 'leases' | 'leaseByKeyHash'>,
  keyHash: string,
  nowMs: number,
): { readonly ok: true; readonly lease: Readonly<Lease> } | { readonly ok: false; readonly refusal: LedgerRefusal } {
  const lease = state.leases.get(state.leaseByKeyHash.get(keyHash) ?? '');
  if (!lease) return { ok: false, refusal: { kind: 'unknown-key' } };
  if (lease.state !== 'live') return { ok: false, refusal: { kind: 'dead-key', reason: endOf(lease) } };
  if (lease.expiresMs <= nowMs) return { ok: false, refusal: { kind: 'dead-key', reason: 'expired' } };
  return { ok: true, lease };
}

/** A standalone key is never released: it was revoked or it expired. */
const endOf = ({ state, key }: Lease): 'revoked' | 'released' | 'expired' =>
  !key || state === 'live' ? (state === 'revoked' ? 'revoked' : 'released') : key.revokedMs === undefined ? 'expired' : 'revoked';

/** The halted scope that a request falls under, if any. Unknown counts as halted, under another name. */
export function haltRefusal(
  state: Pick<LedgerState, 'halt'>,
  lease: Readonly<Lease>,
  haltKnown: boolean,
): LedgerRefusal | undefined {
  const halted = state.halt && haltedScopeOf(lease, state.halt.halted);
  if (halted !== undefined) return { kind: 'halted', scope: halted };
  return haltKnown ? undefined : { kind: 'halt-unknown' };
}

/** The first of some halted scopes that a key's calls fall under. */
export function haltedScopeOf(
  lease: Readonly<Pick<Lease, 'project' | 'missionId' | 'agentId'>>,
  halted: readonly string[],
): string | undefined {
  if (halted.length === 0) return undefined;
  const touched = ['global', ...reservationScopes(lease).filter((scope) => scope !== GLOBAL_SCOPE)];
  if (lease.agentId) touched.push(scopeOf('agent', lease.agentId));
  const found = halted.find((scope) => touched.includes(scope || 'global'));
  return found === undefined ? undefined : found || 'global';
}

/**
 * Sets the worst case of a request aside in every scope that it touches, or says which one has no room. Where the command says
 * how, a request that doesn't fit is made smaller (its output) rather than refused.
 */
export function decideHold(state: LedgerState, command: HoldCommand, context: DecisionContext): Decision {
  if (command.slice !== undefined) return decideDraw(state, command, command.slice);
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
  const windows = context.rules.calendar.windowsAt(context.nowMs);
  const wanted = { lease, model: command.model, windows, amountNanoUsd: command.amountNanoUsd };
  const refusal = roomFor(state, wanted, context);
  if (!refusal) return approve([heldEvent(command, lease, windows)]);
  if (!command.fit) return decline(refusal);
  const waits = refusal.mayFree && !command.fit.now;
  const fitted = waits ? undefined : fitInto(roomLeft(state, wanted), command.fit);
  return fitted ? approve([heldEvent(command, lease, windows, fitted)]) : decline(refusalOfSmallest(refusal, command));
}

/** A worker's draw was sent already, within a slice that was held for it: nothing can refuse it any more. */
function decideDraw(state: LedgerState, command: HoldCommand, slice: string): Decision {
  const block = state.blocks.byId.get(slice);
  const lease = block && state.leases.get(block.leaseId);
  if (!lease || block.holder === undefined || block.amountNanoUsd < command.amountNanoUsd) {
    return decline({ kind: 'invalid', message: `slice ${slice} doesn't cover this draw` });
  }
  return approve([{ ...heldEvent(command, lease, block.windows), slice } as LedgerEvent]);
}

function heldEvent(command: HoldCommand, lease: Lease, windows: Windows, fitted?: Fitted): LedgerEvent {
  const { requestId, model, upstream, scripted, priceVersion, amountNanoUsd } = command;
  const { leaseId } = lease;
  return fitted
    ? { kind: 'held', requestId, leaseId, model, upstream, ...fitted, windows, scripted, priceVersion }
    : { kind: 'held', requestId, leaseId, model, upstream, amountNanoUsd, windows, scripted, priceVersion };
}

/** Waiting is worth while as long as the smallest useful request could find room. */
const refusalOfSmallest = (refusal: BudgetRefusal, { fit }: HoldCommand): BudgetRefusal =>
  fit && !refusal.mayFree && refusal.settledNanoUsd + leastOf(fit) <= refusal.limitNanoUsd
    ? { ...refusal, mayFree: true }
    : refusal;

/** Sets more aside for a request under way, in the windows of its hold, or says which scope has no room. Less changes nothing. */
export function decideExtendHold(
  state: LedgerState,
  command: Extract<LedgerCommand, { kind: 'extend-hold' }>,
  context: DecisionContext,
): Decision {
  const { requestId, amountNanoUsd } = command;
  const hold = state.holds.get(requestId);
  if (!hold) return decline({ kind: 'unknown-request' });
  if (!Number.isSafeInteger(amountNanoUsd)) return decline({ kind: 'invalid', message: 'a hold must be a whole number' });
  const moreNanoUsd = amountNanoUsd - hold.amountNanoUsd;
  if (moreNanoUsd <= 0) return approve([]);
  const lease = state.leases.get(hold.leaseId)!;
  const refusal = roomFor(state, { lease, model: hold.model, windows: hold.windows, amountNanoUsd: moreNanoUsd }, context);
  return refusal ? decline(refusal) : approve([{ kind: 'hold-extended', requestId, amountNanoUsd }]);
}

function newScopes(state: LedgerState, lease: Lease, model: string): number {
  let count = 0;
  for (const scope of requestScopes(lease, model)) if (!state.accounts.has(scope)) count += 1;
  return count;
}

interface Wanted {
  readonly lease: Lease;
  readonly model: string;
  readonly windows: Windows;
  readonly amountNanoUsd: number;
}

/** While a reservation lives, requests draw from it; what is left of a released one is free already. */
const drawsOn = (lease: Lease): boolean => isReserved(lease) && lease.state !== 'released';

/** A reservation is drawn from, so the wider scopes need only not be over their limits (one may have been lowered). */
function roomFor(state: LedgerState, wanted: Wanted, context: DecisionContext): BudgetRefusal | undefined {
  const { lease, model, windows, amountNanoUsd } = wanted;
  const drawn = drawsOn(lease);
  if (
    drawn &&
    lease.settledNanoUsd + lease.heldNanoUsd + lentIn(state, keyScope(lease.leaseId)) + amountNanoUsd > lease.reservedNanoUsd
  ) {
    return reservationSpent(lease, amountNanoUsd);
  }
  const narrow = firstExceeded(state, { scopes: requestScopes(lease, model), windows, amountNanoUsd }, context);
  if (narrow && !narrow.mayFree) return narrow;
  const wide = firstExceeded(
    state,
    {
      scopes: reservationScopes(lease),
      windows: isReserved(lease) ? lease.windows : windows,
      amountNanoUsd: drawn ? 0 : amountNanoUsd,
    },
    context,
  );
  return narrow && wide?.mayFree !== false ? narrow : wide;
}

/** The most that a request of this kind could hold now. */
function roomLeft(state: LedgerState, { lease, model, windows }: Wanted): number {
  const narrow = roomIn(state, requestScopes(lease, model), windows);
  if (!drawsOn(lease)) return Math.min(narrow, roomIn(state, reservationScopes(lease), windows));
  const wide = roomIn(state, reservationScopes(lease), lease.windows);
  return wide < 0
    ? wide
    : Math.min(narrow, lease.reservedNanoUsd - lease.settledNanoUsd - lease.heldNanoUsd - lentIn(state, keyScope(lease.leaseId)));
}

const reservationSpent = (lease: Lease, wantedNanoUsd: number): BudgetRefusal => ({
  kind: 'budget',
  scope: keyScope(lease.leaseId),
  window: 'total',
  limitNanoUsd: lease.reservedNanoUsd,
  settledNanoUsd: lease.settledNanoUsd,
  heldNanoUsd: lease.heldNanoUsd,
  wantedNanoUsd,
  resetsMs: 0,
  mayFree: lease.settledNanoUsd + wantedNanoUsd <= lease.reservedNanoUsd,
});

/** The scopes in which a request needs room of its own: under a reservation only its own ones. None for an unknown key. */
export function roomScopes(state: LedgerState, keyHash: string, model: string): readonly string[] {
  const lease = state.leases.get(state.leaseByKeyHash.get(keyHash) ?? '');
  if (!lease) return [];
  const own = requestScopes(lease, model);
  return drawsOn(lease) ? own : [...own, ...reservationScopes(lease)];
}
