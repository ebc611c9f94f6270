import { balanceOf, requestScopes, reservationScopes } from './balances.ts';
import type { BudgetRefusal } from './commands.ts';
import type { DecisionContext } from './rules.ts';
import type { LedgerState } from './state.ts';
import { type Windows, balanceKey } from './windows.ts';

export interface Demand {
  readonly scopes: readonly string[];
  readonly windows: Windows;
  readonly amountNanoUsd: number;
}

/** The first hard limit that `settled + held + amount` would pass, or undefined when there is room everywhere. */
export function firstExceeded(state: LedgerState, demand: Demand, context: DecisionContext): BudgetRefusal | undefined {
  return exceededLimits(state, demand, context, true)[0];
}

/** The soft limits that a hold, made already, leaves passed: a warning, never a refusal. */
export function passedSoftLimits(
  state: LedgerState,
  hold: { readonly leaseId: string; readonly model: string; readonly windows: Windows },
  context: DecisionContext,
): BudgetRefusal[] {
  const lease = state.leases.get(hold.leaseId);
  if (!lease) return [];
  const scopes = [...requestScopes(lease, hold.model), ...reservationScopes(lease)];
  return exceededLimits(state, { scopes, windows: hold.windows, amountNanoUsd: 0 }, context, false);
}

function exceededLimits(state: LedgerState, demand: Demand, context: DecisionContext, hard: boolean): BudgetRefusal[] {
  const exceeded: BudgetRefusal[] = [];
  for (const scope of demand.scopes) {
    const account = state.accounts.get(scope);
    if (!account || account.limits.size === 0) continue;
    for (const [window, limit] of account.limits) {
      const { settledNanoUsd, heldNanoUsd } = balanceOf(account, balanceKey(window, demand.windows));
      if (limit.hard !== hard || settledNanoUsd + heldNanoUsd + demand.amountNanoUsd <= limit.limitNanoUsd) continue;
      exceeded.push({
        kind: 'budget',
        scope,
        window,
        limitNanoUsd: limit.limitNanoUsd,
        settledNanoUsd,
        heldNanoUsd,
        wantedNanoUsd: demand.amountNanoUsd,
        resetsMs: context.rules.calendar.endOf(window, context.nowMs),
        mayFree: settledNanoUsd + demand.amountNanoUsd <= limit.limitNanoUsd,
      });
    }
  }
  return exceeded;
}
