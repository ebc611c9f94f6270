import { LiveList } from '@panal/kernel/pure';
import type { Settlement } from '../core/ledger/index.ts';
import type { SubmitCommand } from './ledger-store.ts';

export interface SettlingOptions {
  readonly submit: SubmitCommand;
  /** Called when a settlement has freed room. */
  readonly onRoom: () => void;
  readonly onProblem: (message: string, error: unknown) => void;
}

const SETTLE_RETRY_MS = 250;

/** Settlements under way: each is tried until the journal takes it. There are never more of these than requests under way. */
export class Settling {
  readonly #options: SettlingOptions;
  readonly #underWay = new LiveList<Promise<void>>();

  constructor(options: SettlingOptions) {
    this.#options = options;
  }

  /** Charges a finished request; the room is free at once, the record follows with the next flush. */
  settle(settlement: Settlement): void {
    const place = this.#underWay.add(this.#settleUntilAccepted(settlement).finally(() => this.#underWay.remove(place)));
  }

  /** Resolves when those under way are on the disk. */
  async finished(): Promise<void> {
    await Promise.allSettled(this.#underWay.items());
  }

  async #settleUntilAccepted(settlement: Settlement): Promise<void> {
    for (;;) {
      try {
        const { durable } = this.#options.submit({ kind: 'settle', settlement });
        this.#options.onRoom();
        await durable;
        return;
      } catch (error) {
        // The journal takes nothing more for now; nothing was applied.
        this.#options.onProblem('a settlement waits for the journal', error);
        await new Promise((resolve) => setTimeout(resolve, SETTLE_RETRY_MS));
      }
    }
  }
}
