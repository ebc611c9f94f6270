/**
 * Warnings about limits, decided with each settlement and journalled with it, so that a restart never repeats one:
 *
 * | level    | of             | given when                             |
 * |----------|----------------|----------------------------------------|
 * | `near`   | every limit    | 80 % of it is spent                    |
 * | `passed` | soft limits    | more than all of it is spent           |
 *
 * Only what is settled counts: holds are worst cases, and a reservation is held in full from its first moment. Each is given once
 * for a scope, window and level, and again when the limit changes or the spend is counted from zero.
 */
import { requestScopes, reservationScopes } from './balances.ts';
import type { LedgerEvent, LimitWarning, WarningLevel } from './events.ts';
import type { Account, Hold, Lease, LedgerState, Limit } from './state.ts';
import { type WindowKind, type Windows, balanceKey } from './windows.ts';

/** Four parts of five: 80 %, in whole numbers. */
const NEAR_PARTS = 4;
const ALL_PARTS = 5;

/** Adds to `events` the warnings that a settlement gives. */
export function warnOnSettlement(
  state: LedgerState,
  settling: { readonly lease: Lease; readonly hold: Hold; readonly costNanoUsd: number },
  events: LedgerEvent[],
): void {
  const { lease, hold, costNanoUsd } = settling;
  const wideWindows = lease.reservedNanoUsd > 0 ? lease.windows : hold.windows;
  for (const scope of requestScopes(lease, hold.model)) warnOfScope(state, { scope, windows: hold.windows, costNanoUsd }, events);
  for (const scope of reservationScopes(lease)) warnOfScope(state, { scope, windows: wideWindows, costNanoUsd }, events);
}

interface Spending {
  readonly scope: string;
  readonly windows: Windows;
  readonly costNanoUsd: number;
}

function warnOfScope(state: LedgerState, spending: Spending, events: LedgerEvent[]): void {
  const account = state.accounts.get(spending.scope);
  if (!account || account.limits.size === 0) return;
  for (const [window, limit] of account.limits) {
    const balance = balanceKey(window, spending.windows);
    const settledNanoUsd = (account.balances.get(balance)?.settledNanoUsd ?? 0) + spending.costNanoUsd;
    for (const level of levelsAt(limit, settledNanoUsd)) {
      if (account.warned.includes(warningName({ window, level, balance }))) continue;
      const { limitNanoUsd, hard } = limit;
      events.push({ kind: 'limit-warned', scope: spending.scope, window, level, balance, limitNanoUsd, settledNanoUsd, hard });
    }
  }
}

const NONE: readonly WarningLevel[] = [];
const NEAR: readonly WarningLevel[] = ['near'];
const BOTH: readonly WarningLevel[] = ['near', 'passed'];

function levelsAt({ limitNanoUsd, hard }: Limit, settledNanoUsd: number): readonly WarningLevel[] {
  if (settledNanoUsd === 0 || settledNanoUsd * ALL_PARTS < limitNanoUsd * NEAR_PARTS) return NONE;
  return !hard && settledNanoUsd > limitNanoUsd ? BOTH : NEAR;
}

const warningName = (warning: Pick<LimitWarning, 'window' | 'level' | 'balance'>): string =>
  `${warning.window} ${warning.level} ${warning.balance}`;

/** Remembers a warning instead of the older one of its window and level. */
export function rememberWarning(account: Account, warning: LimitWarning): void {
  const replaced = `${warning.window} ${warning.level} `;
  account.warned = account.warned.filter((name) => !name.startsWith(replaced));
  account.warned.push(warningName(warning));
}

/** A changed limit may be warned of again. */
export function forgetWarningsOf(account: Account, window: WindowKind): void {
  account.warned = account.warned.filter((name) => !name.startsWith(`${window} `));
}

/** So may a balance that counts from zero. */
export function forgetWarningsAt(account: Account, balance: string): void {
  account.warned = account.warned.filter((name) => !name.endsWith(` ${balance}`));
}
