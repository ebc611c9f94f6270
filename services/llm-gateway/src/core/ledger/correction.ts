import { correctAccount, heldByReservation, isReserved, requestScopes, reservationScopes } from './balances.ts';
import type { LedgerBounds } from './bounds.ts';
import type { CorrectCommand } from './commands.ts';
import { type Decision, approve, decline } from './decision.ts';
import type { CorrectedEvent } from './events.ts';
import type { LedgerState, TimedUsage } from './state.ts';
import { adjustUsage } from './usage-totals.ts';
import type { Windows } from './windows.ts';

const REASON_LENGTH_MAX = 500;

/**
 * Changes what a settled request cost to what an operator knows better, in every balance that counted it. Refuses a request
 * whose record is not among the newest ones (`usagesMax`), and a cost by which a balance or sum could no longer be counted exactly. The same cost for a record that is no estimate changes nothing.
 * Costs a walk over the records kept.
 */
export function decideCorrection(state: LedgerState, command: CorrectCommand): Decision {
  const { requestId, costNanoUsd, reason, by } = command;
  if (!Number.isSafeInteger(costNanoUsd) || costNanoUsd < 0) {
    return decline({ kind: 'invalid', message: 'a cost must be a whole number of nano-USD, 0 or more' });
  }
  if (reason.trim() === '' || reason.length > REASON_LENGTH_MAX) {
    return decline({ kind: 'invalid', message: `a correction needs a reason of 1 to ${REASON_LENGTH_MAX} characters` });
  }
  if (state.holds.has(requestId)) {
    return decline({ kind: 'invalid', message: 'the request is still under way; correct it when it is settled' });
  }
  const usage = usageOfRequest(state, requestId);
  if (!usage) return decline({ kind: 'unknown-request' });
  if (usage.costNanoUsd === costNanoUsd && !usage.estimated) return approve([]);
  if (!staysExact(state, usage, costNanoUsd - usage.costNanoUsd)) {
    return decline({
      kind: 'invalid',
      message: 'with this cost a balance would pass 2^53-1 nano-USD, beyond which nothing is exact',
    });
  }
  const { leaseId, missionId, project, agentId, model, upstream, day, holdDay, number } = usage;
  const ids = { requestId, leaseId, missionId, project, agentId, model, upstream, day, ...(holdDay ? { holdDay } : {}) };
  return approve([
    { ...ids, kind: 'corrected', number, fromNanoUsd: usage.costNanoUsd, wasEstimated: usage.estimated, costNanoUsd, reason, by },
  ]);
}

/** Whether all that counts the request, with what is held beside it, stays a safe integer. Costs a walk over the days kept. */
function staysExact(state: LedgerState, usage: TimedUsage, changeNanoUsd: number): boolean {
  const lease = state.leases.get(usage.leaseId);
  const scopes = [...requestScopes(lease ?? usage, usage.model), ...reservationScopes(lease ?? usage)];
  const balances = scopes.flatMap((scope) => [...(state.accounts.get(scope)?.balances.values() ?? [])]);
  const sums = [...balances, ...(lease ? [lease] : [])].map(({ settledNanoUsd, heldNanoUsd }) => settledNanoUsd + heldNanoUsd);
  let days = 0;
  for (const [day, kinds] of state.usageDays) days += kinds.get('day')?.get(day)?.costNanoUsd ?? 0;
  return [...sums, days].every((sum) => sum + Math.max(0, changeNanoUsd) <= Number.MAX_SAFE_INTEGER);
}

function usageOfRequest(state: LedgerState, requestId: string): TimedUsage | undefined {
  return state.usages.findLast((usage) => usage.requestId === requestId);
}

/** Moves the balances by the difference; the record keeps its first cost beside the new one. */
export function applyCorrection(
  state: LedgerState,
  event: CorrectedEvent,
  options: { readonly atMs: number; readonly bounds: LedgerBounds },
): void {
  const changeNanoUsd = event.costNanoUsd - event.fromNanoUsd;
  const lease = state.leases.get(event.leaseId);
  const heldBefore = lease ? heldByReservation(lease) : 0;
  if (lease) lease.settledNanoUsd += changeNanoUsd;
  const heldNanoUsd = lease && isReserved(lease) ? heldByReservation(lease) - heldBefore : 0;
  const { number } = event;
  for (const scope of requestScopes(lease ?? event, event.model)) {
    correctAccount(state, scope, { windows: windowsOf(event.holdDay ?? event.day), changeNanoUsd, heldNanoUsd: 0, number });
  }
  for (const scope of reservationScopes(lease ?? event)) {
    correctAccount(state, scope, { windows: windowsOf(event.day), changeNanoUsd, heldNanoUsd, number });
  }
  correctRecord(state, event, options.atMs);
  const estimatedNanoUsd = event.wasEstimated ? -event.fromNanoUsd : 0;
  adjustUsage(state, { names: event, change: { costNanoUsd: changeNanoUsd, estimatedNanoUsd } }, options.bounds);
}

const windowsOf = (day: string): Windows => ({ day, month: day.slice(0, 7) });

function correctRecord(state: LedgerState, event: CorrectedEvent, atMs: number): void {
  const usage = usageOfRequest(state, event.requestId);
  if (!usage) return;
  const originalNanoUsd = usage.correction?.originalNanoUsd ?? event.fromNanoUsd;
  usage.costNanoUsd = event.costNanoUsd;
  usage.estimated = false;
  usage.correction = { originalNanoUsd, reason: event.reason, by: event.by, atMs };
}
