import type { HoldCommand, LedgerEvent, LedgerRefusal } from '../core/ledger/index.ts';

export type LedgerOutcome =
  /** `durable`: of a hold that may be sent before its record is on the disk; no answer goes out before it resolves. */
  | {
      readonly ok: true;
      readonly events: readonly LedgerEvent[];
      readonly durable?: Promise<void>;
      /** Of its last event in the journal. */
      readonly lastPosition?: number;
    }
  | { readonly ok: false; readonly refusal: LedgerRefusal };

/** A hold that is wanted; the ledger knows the rest. */
export type WantedHold = Omit<HoldCommand, 'kind' | 'haltKnown'>;
