import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseLeaseId } from '@panal/shared-types';
import { type Logger, grpcReason } from '@panal/kernel/runtime';
import type { FailedRecord, FailedRecords } from '../ports.ts';
import type { Analyst } from './analyst.ts';

const PAGES_MAX = 50;
const KEY_PREFIX = 'record:';
/** Clocks of two services on two machines, and the time from a failure to its report. */
const CLOCK_SLACK_MS = 5_000;

export interface ConsolidationOptions {
  readonly analyst: Analyst;
  readonly records: FailedRecords;
  readonly log: Logger;
  readonly pollMs: number;
  readonly graceMs: number;
  readonly clock: () => number;
  readonly consolidated: (outcome: 'counted' | 'told-before' | 'without-text') => void;
}

/** Whether a key is one that only records of Synapse are counted by. */
export const isRecordKey = (key: string): boolean => key.startsWith(KEY_PREFIX);

const keyOf = (record: string): string => KEY_PREFIX + createHash('sha256').update(record).digest('hex');

/**
 * Takes failures from Synapse that nobody told the analyst of, so that agents which only write `ExecutionRecord`s teach rules, too. A record whose
 * task or mission was reported since it ended is told already. Each is marked consolidated through the analyst's own journal:
 * exactly once, also across crashes. Synapse away means later; nothing is queued.
 */
export class Consolidation {
  readonly #options: ConsolidationOptions;
  readonly #stopping = new AbortController();
  readonly #done: Promise<void>;
  #away = false;

  constructor(options: ConsolidationOptions) {
    this.#options = options;
    this.#done = options.pollMs > 0 ? this.#run() : Promise.resolve();
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('stopped'));
    await this.#done;
  }

  /** One look at everything that is not consolidated; rejects where Synapse is away. */
  async round(): Promise<void> {
    let after = '';
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const records = await this.#options.records.page(after, this.#stopping.signal);
      for (const record of records) await this.#take(record);
      const last = records.at(-1);
      if (!last) return;
      after = last.record;
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await sleep(this.#options.pollMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        await this.round();
        if (this.#away) this.#options.log.info({}, 'Synapse can be asked for failures again');
        this.#away = false;
      } catch (error) {
        if (signal.aborted) return;
        if (!this.#away) this.#options.log.warn({ reason: grpcReason(error) }, 'Synapse cannot be asked for failures now; later');
        this.#away = true;
      }
    }
  }

  async #take(found: FailedRecord): Promise<void> {
    const { analyst, graceMs, clock, consolidated } = this.#options;
    const key = keyOf(found.record);
    if (analyst.state.failures.has(key) || (found.endedMs > 0 && found.endedMs > clock() - graceMs)) return;
    const { record, note, taskId, missionId, agentId, stack } = found;
    if (this.#isTold(found) || note.trim() === '') {
      consolidated(note.trim() === '' ? 'without-text' : 'told-before');
      return analyst.consolidate({ key, record });
    }
    const scope = { role: '', stack, taskType: '' };
    await analyst.report({ key, text: note, agentId, taskId, missionId, source: 'synapse', ...scope, record });
    consolidated('counted');
  }

  #isTold({ taskId, missionId, endedMs }: FailedRecord): boolean {
    const { told } = this.#options.analyst.state;
    const task = parseLeaseId(taskId)?.taskId ?? taskId;
    return [task, missionId].some((id) => id !== '' && (told.get(id) ?? -Infinity) >= endedMs - CLOCK_SLACK_MS);
  }
}
