import { balanceOf } from './balances.ts';
import type { DecisionContext } from './rules.ts';
import type { Account, LedgerState, TimedUsage } from './state.ts';
import { type WindowKind, balanceKey, windowKinds } from './windows.ts';

/** What one scope spent and holds in one window. */
export interface SpendRow {
  readonly scope: string;
  readonly window: WindowKind;
  readonly limitNanoUsd: number | undefined;
  readonly settledNanoUsd: number;
  readonly heldNanoUsd: number;
  readonly hard: boolean;
  readonly resetsMs: number;
  readonly requests: number;
}

const SCOPES_MAX = 1_000;

function rowOf(scope: string, account: Account | undefined, window: WindowKind, context: DecisionContext): SpendRow {
  const limit = account?.limits.get(window);
  const windows = context.rules.calendar.windowsAt(context.nowMs);
  const resetsMs = context.rules.calendar.endOf(window, context.nowMs);
  const balance = balanceOf(account, balanceKey(window, windows));
  return { scope, window, limitNanoUsd: limit?.limitNanoUsd, hard: limit?.hard ?? false, resetsMs, ...balance };
}

/** The spend of a scope in one window; without a window, in the limited one with the least left, else in total. */
export function spendOf(
  state: LedgerState,
  asked: { readonly scope: string; readonly window: WindowKind | undefined },
  context: DecisionContext,
): SpendRow {
  const account = state.accounts.get(asked.scope);
  if (asked.window) return rowOf(asked.scope, account, asked.window, context);
  const limited = windowKinds
    .filter((kind) => account?.limits.has(kind))
    .map((kind) => rowOf(asked.scope, account, kind, context))
    .toSorted((a, b) => remainingOf(a) - remainingOf(b));
  return limited[0] ?? rowOf(asked.scope, account, 'total', context);
}

/** What is left under the limit, holds counted as spent; infinite without a limit, never below zero. */
export const remainingOf = (row: SpendRow): number =>
  row.limitNanoUsd === undefined ? Infinity : Math.max(0, row.limitNanoUsd - row.settledNanoUsd - row.heldNanoUsd);

/** Rows of a scope (its total and each limited window) and, if asked for, of the scopes under it: at most 1,000 scopes. */
export function listSpend(
  state: LedgerState,
  asked: { readonly scope: string; readonly includeChildren: boolean },
  context: DecisionContext,
): SpendRow[] {
  const scopes = [asked.scope];
  if (asked.includeChildren) {
    for (const scope of state.accounts.keys()) {
      if (scopes.length >= SCOPES_MAX) break;
      if (scope !== asked.scope && isUnder(state, scope, asked.scope)) scopes.push(scope);
    }
  }
  return scopes.flatMap((scope) => {
    const account = state.accounts.get(scope);
    const kinds = windowKinds.filter((kind) => kind === 'total' || account?.limits.has(kind));
    return kinds.map((kind) => rowOf(scope, account, kind, context));
  });
}

function isUnder(state: LedgerState, scope: string, ancestor: string): boolean {
  let current = state.accounts.get(scope)?.parent;
  while (current !== undefined) {
    if (current === ancestor) return true;
    current = state.accounts.get(current)?.parent;
  }
  return false;
}

/**
 * The newest usage records first, those before the one of `olderThan` (a request's id; empty: from the newest on); only as far back
 * as the ledger keeps them in memory.
 */
export function listUsages(
  state: LedgerState,
  asked: { readonly missionId: string; readonly sinceMs: number; readonly limit: number; readonly olderThan?: string },
): TimedUsage[] {
  const found: TimedUsage[] = [];
  const { olderThan } = asked;
  // One that is forgotten had nothing older that is not.
  const end = olderThan ? state.usages.findLastIndex(({ requestId }) => requestId === olderThan) : state.usages.length;
  for (let index = end - 1; index >= 0 && found.length < asked.limit; index -= 1) {
    const usage = state.usages[index]!;
    if (usage.atMs < asked.sinceMs) break;
    if (!asked.missionId || usage.missionId === asked.missionId) found.push(usage);
  }
  return found;
}
