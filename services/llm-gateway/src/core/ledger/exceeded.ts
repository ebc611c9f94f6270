import { balanceOf } from './balances.ts';
import { lentIn } from './blocks.ts';
import type { BudgetRefusal } from './commands.ts';
import type { DecisionContext } from './rules.ts';
import type { LedgerState } from './state.ts';
import { type Windows, balanceKey } from './windows.ts';

export interface Demand {
  readonly scopes: readonly string[];
  readonly windows: Windows;
  readonly amountNanoUsd: number;
}

/**
 * A hard limit that `settled + held + amount` would pass, or undefined when there is room everywhere. Of several the first one
 * for which waiting is useless, else the first one.
 */
export function firstExceeded(state: LedgerState, demand: Demand, context: DecisionContext): BudgetRefusal | undefined {
  const { windows, amountNanoUsd } = demand;
  let first: BudgetRefusal | undefined;
  for (const scope of demand.scopes) {
    const account = state.accounts.get(scope);
    if (!account || account.limits.size === 0) continue;
    for (const [window, limit] of account.limits) {
      if (!limit.hard) continue;
      const { settledNanoUsd, heldNanoUsd: heldByRequestsNanoUsd } = balanceOf(account, balanceKey(window, windows));
      const heldNanoUsd = heldByRequestsNanoUsd + lentIn(state, scope);
      const { limitNanoUsd } = limit;
      if (settledNanoUsd + heldNanoUsd + amountNanoUsd <= limitNanoUsd) continue;
      const mayFree = settledNanoUsd + amountNanoUsd <= limitNanoUsd;
      if (first && mayFree) continue;
      const resetsMs = context.rules.calendar.endOf(window, context.nowMs);
      const spent = { settledNanoUsd, heldNanoUsd, wantedNanoUsd: amountNanoUsd };
      first = { kind: 'budget', scope, window, limitNanoUsd, ...spent, resetsMs, mayFree };
      if (!mayFree) return first;
    }
  }
  return first;
}

/** What the hard limits of some scopes leave; infinite without any, negative where one is passed. */
export function roomIn(state: LedgerState, scopes: readonly string[], windows: Windows): number {
  let roomNanoUsd = Infinity;
  for (const scope of scopes) {
    const account = state.accounts.get(scope);
    if (!account || account.limits.size === 0) continue;
    for (const [window, limit] of account.limits) {
      if (!limit.hard) continue;
      const { settledNanoUsd, heldNanoUsd } = balanceOf(account, balanceKey(window, windows));
      roomNanoUsd = Math.min(roomNanoUsd, limit.limitNanoUsd - settledNanoUsd - heldNanoUsd - lentIn(state, scope));
    }
  }
  return roomNanoUsd;
}
