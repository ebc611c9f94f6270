import type { LedgerBounds } from './bounds.ts';
import type { Calendar } from './windows.ts';

/** What the ledger is told once, at the start. */
export interface LedgerRules {
  readonly calendar: Calendar;
  readonly bounds: LedgerBounds;
}

/** The rules and the moment of a decision. */
export interface DecisionContext {
  readonly rules: LedgerRules;
  readonly nowMs: number;
}
