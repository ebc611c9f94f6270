import type { LedgerCommand, SetLimitCommand } from './commands.ts';
import { type Decision, approve, decline } from './decision.ts';
import type { DecisionContext } from './rules.ts';
import type { LedgerState } from './state.ts';
import { balanceKey, windowKinds } from './windows.ts';

/** Sets or takes away the limit of a scope and window. A limit below what is spent and held is allowed: it stops admission. */
export function decideSetLimit(state: LedgerState, command: SetLimitCommand, context: DecisionContext): Decision {
  const { limitNanoUsd } = command;
  if (limitNanoUsd !== undefined && (!Number.isSafeInteger(limitNanoUsd) || limitNanoUsd < 0)) {
    return decline({ kind: 'invalid', message: 'a limit must be a whole number of nano-USD, 0 or more' });
  }
  const { accountsMax } = context.rules.bounds;
  if (!state.accounts.has(command.scope) && state.accounts.size >= accountsMax) {
    return decline({ kind: 'too-many-scopes', accountsMax });
  }
  const { scope, window, hard, by, setBy = 'operator' } = command;
  if (setBy === 'synapse' && (limitNanoUsd === undefined || saidBefore(state, command))) return approve([]);
  const limit = limitNanoUsd === undefined ? {} : { limitNanoUsd };
  return approve([{ kind: 'limit-set', scope, window, hard, setBy, by, ...limit }]);
}

/** Synapse says the same at every poll: only a change of what it says replaces a limit, so that a later command stands. */
function saidBefore(state: LedgerState, { scope, window, limitNanoUsd, hard }: SetLimitCommand): boolean {
  const said = state.accounts.get(scope)?.fromSynapse?.get(window);
  return said !== undefined && said.limitNanoUsd === limitNanoUsd && said.hard === hard;
}

/** Counts the spend of a scope from zero again, in one window or in all; what is held stays, and so does the usage log. */
export function decideReset(
  state: LedgerState,
  command: Extract<LedgerCommand, { kind: 'reset' }>,
  context: DecisionContext,
): Decision {
  const windows = context.rules.calendar.windowsAt(context.nowMs);
  const kinds = command.window ? [command.window] : windowKinds;
  const balances = kinds
    .map((kind) => balanceKey(kind, windows))
    .filter((key) => state.accounts.get(command.scope)?.balances.has(key));
  return approve(balances.length > 0 ? [{ kind: 'budget-reset', scope: command.scope, balances, by: command.by }] : []);
}
