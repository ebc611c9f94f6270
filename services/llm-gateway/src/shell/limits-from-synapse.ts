import type { Logger } from '@panal/kernel/runtime';
import type { SetLimitCommand } from '../core/ledger/index.ts';
import { type BudgetRow, readBudgets } from '../core/synapse-budget.ts';
import type { LedgerOutcome } from './ledger.ts';

export interface LimitsFromSynapseOptions {
  /** Reads what Synapse says now; rejects while it doesn't answer. */
  readonly readRows: (signal: AbortSignal) => Promise<readonly BudgetRow[]>;
  readonly execute: (command: SetLimitCommand) => Promise<LedgerOutcome>;
  readonly everyMs: number;
  readonly log: Pick<Logger, 'warn' | 'info'>;
}

/** Rows that one reading may give; more are reported, and none is applied, since some would be missing. */
export const BUDGET_ROWS_MAX = 1_000;

/**
 * Takes the limits that people set in Synapse, every `everyMs`. A value is applied when Synapse says something new of its scope
 * and window; a command given after that stands until Synapse changes again. While Synapse is away, and for what is taken out of
 * it, the last known limit stays: nothing lifts a limit by vanishing.
 */
export class LimitsFromSynapse {
  readonly #options: LimitsFromSynapseOptions;
  readonly #stopped = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> | undefined;
  #reported = '';

  constructor(options: LimitsFromSynapseOptions) {
    this.#options = options;
  }

  start(): void {
    const again = (): void => {
      if (this.#stopped.signal.aborted) return;
      this.#timer = setTimeout(again, this.#options.everyMs).unref();
      this.#reading ??= this.readOnce().finally(() => (this.#reading = undefined));
    };
    again();
  }

  /** One reading; never rejects. */
  async readOnce(): Promise<void> {
    const { log, readRows, execute } = this.#options;
    try {
      const rows = await readRows(this.#stopped.signal);
      if (rows.length > BUDGET_ROWS_MAX) {
        return this.#report(`Synapse has more than ${BUDGET_ROWS_MAX} limits, so that none of them is taken over; remove some`);
      }
      const { budgets, problems } = readBudgets(rows);
      const refused: string[] = [];
      for (const budget of budgets) {
        const outcome = await execute({ kind: 'set-limit', ...budget, by: 'synapse', setBy: 'synapse' });
        if (!outcome.ok) refused.push(`${budget.scope || 'global'}: ${outcome.refusal.kind}`);
      }
      this.#report([...problems, ...refused].join('; '));
    } catch (error) {
      // The feed to Synapse tells that it is away already; what is known stays.
      if (!this.#stopped.signal.aborted && !isAway(error)) log.warn({ err: error }, 'limits in Synapse could not be read');
    }
  }

  /** The same problem once, not at every reading. */
  #report(problems: string): void {
    if (problems === this.#reported) return;
    this.#reported = problems;
    const { log } = this.#options;
    if (problems) log.warn({ problems }, 'limits in Synapse that are not valid were left out; the others count');
    else log.info('all limits in Synapse are valid again');
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    clearTimeout(this.#timer);
    await this.#reading;
  }
}

/** gRPC's UNAVAILABLE and DEADLINE_EXCEEDED. */
const isAway = (error: unknown): boolean => [14, 4].includes((error as { code?: number }).code ?? 0);
