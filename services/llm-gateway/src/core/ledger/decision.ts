import type { LedgerRefusal } from './commands.ts';
import type { LedgerEvent } from './events.ts';

/** What a command changes, or why it changes nothing. */
export type Decision =
  | { readonly ok: true; readonly events: readonly LedgerEvent[] }
  | { readonly ok: false; readonly refusal: LedgerRefusal };

export const approve = (events: readonly LedgerEvent[]): Decision => ({ ok: true, events });
export const decline = (refusal: LedgerRefusal): Decision => ({ ok: false, refusal });
