import type { LedgerCommand, LedgerEvent } from '../core/ledger/index.ts';

/** Who lends slices to workers (shell/workers/). */
export interface Lender {
  /** Asks back what a command must not find lent, and lends none of it until the returned function is called. */
  before(command: LedgerCommand): Promise<(() => void) | undefined>;
  /** Asks back all slices that count in a scope; resolves with true when they are closed. */
  recall(scope: string): Promise<boolean>;
  /** Tells the workers what they must know of; resolves when each of them knows, or serves no more. */
  after(events: readonly LedgerEvent[]): Promise<void>;
  /** The same of how long the halt state is to be trusted. */
  haltValidUntil(atMs: number): Promise<void>;
}
