import { setTimeout as sleep } from 'node:timers/promises';
import { JournalClosedError } from '@panal/journal';
import type { Logger } from '@panal/kernel/runtime';
import type { Missions } from '../ports.ts';
import type { BridgeStore } from './store.ts';

export interface WatcherDeps {
  readonly store: BridgeStore;
  readonly missions: Missions;
  readonly log: Logger;
  readonly random: () => number;
}

/** Events that concern no card are read again after a crash; this many at most. */
const UNRECORDED_EVENTS_MAX = 500;
const FIRST_WAIT_MS = 200;
const WAIT_MS_MAX = 10_000;
const LOG_EVERY_FAILURES = 20;

/** Follows the orchestrator's events from where the journal says, and notes the cards whose missions they concern. */
export class Watcher {
  readonly #deps: WatcherDeps;
  readonly #stopping = new AbortController();
  readonly #done: Promise<void>;
  #failures = 0;

  constructor(deps: WatcherDeps) {
    this.#deps = deps;
    this.#done = this.#run();
  }

  async close(): Promise<void> {
    this.#stopping.abort(new Error('the watcher was stopped'));
    await this.#done;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    const { log, random } = this.#deps;
    while (!signal.aborted) {
      const reason = await this.#follow().catch((error: unknown) => error);
      if (signal.aborted || reason instanceof JournalClosedError) return;
      this.#failures += 1;
      if (this.#failures % LOG_EVERY_FAILURES === 1)
        log.warn(
          { failures: this.#failures, reason: reason instanceof Error ? reason.message : 'the stream ended' },
          'not following the orchestrator; trying on',
        );
      const waitMs = Math.min(WAIT_MS_MAX, FIRST_WAIT_MS * 2 ** Math.min(this.#failures - 1, 10)) * (0.75 + random() / 2);
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async #follow(): Promise<void> {
    const { store, missions } = this.#deps;
    const { state } = store;
    for await (const { position, missionId } of missions.watch(state.watchedPosition, this.#stopping.signal)) {
      this.#failures = 0;
      const concerns = state.cardByMission.has(missionId);
      if (!concerns && position - state.watchedPosition < UNRECORDED_EVENTS_MAX) continue;
      await store.execute({ type: 'stir', position, missionIds: concerns ? [missionId] : [] });
    }
  }
}
