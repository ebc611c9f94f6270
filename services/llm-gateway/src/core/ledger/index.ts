import { applyEvent } from './apply.ts';
import type { LedgerCommand, LedgerRefusal } from './commands.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import type { LedgerEvent } from './events.ts';
import type { LedgerRules } from './rules.ts';
import { type LedgerState, initialState } from './state.ts';

export * from './balances.ts';
export * from './block-cover.ts';
export * from './blocks.ts';
export * from './bounds.ts';
export * from './commands.ts';
export * from './decide-hold.ts';
export { NEVER_MS } from './decide-key.ts';
export * from './decision.ts';
export * from './events.ts';
export * from './exceeded.ts';
export * from './fit.ts';
export * from './report.ts';
export * from './rules.ts';
export * from './scopes.ts';
export * from './snapshot.ts';
export * from './state.ts';
export * from './usage-totals.ts';
export * from './virtual-keys.ts';
export * from './windows.ts';

export type { LedgerCommand, LedgerRefusal };

/** The ledger as the one writer of state wants it: initial state, decisions, fold. */
export const createLedgerCore = (rules: LedgerRules) => ({
  initial: initialState,
  decide: (state: LedgerState, command: LedgerCommand, nowMs: number): Decision => decide(state, command, { nowMs, rules }),
  apply: (state: LedgerState, event: LedgerEvent, record: { readonly atMs: number }): void =>
    applyEvent(state, event, { atMs: record.atMs, bounds: rules.bounds }),
});
