import { type Logger, withContext } from '@panal/kernel/runtime';
import type { Gateway } from '../../ports.ts';
import { leaseIdFor } from '../../core/queries.ts';
import { KEY_MARGIN_MS } from '../dispatcher.ts';
import type { OrchestratorStore } from '../store.ts';
import { workContextOf } from '../work-context.ts';

export interface LeaseExtensionsDeps {
  readonly store: OrchestratorStore;
  readonly gateway: Gateway;
  readonly log: Logger;
}

/**
 * Keeps gateway keys alive as long as their leases. A call that fails is not repeated: the next extension of the lease comes after
 * half its length, and a key outlives its lease by a minute.
 */
export class LeaseExtensions {
  readonly #deps: LeaseExtensionsDeps;
  readonly #unsubscribe: () => void;

  constructor(deps: LeaseExtensionsDeps) {
    this.#deps = deps;
    const { state } = deps.store;
    for (const taskId of state.timed) this.#extend(taskId);
    this.#unsubscribe = deps.store.subscribe(({ event }) => {
      if (event.type === 'lease-extended') this.#extend(event.taskId);
    });
  }

  close(): void {
    this.#unsubscribe();
  }

  #extend(taskId: string): void {
    const { store, gateway, log } = this.#deps;
    const task = store.state.tasks.get(taskId);
    if (!task?.lease?.keyed) return;
    const { epoch, leaseEndsMs } = task.lease;
    const leaseId = leaseIdFor(task, epoch);
    void withContext(workContextOf(store.state, task.missionId, leaseId), () =>
      gateway.extend(leaseId, leaseEndsMs + KEY_MARGIN_MS).catch((error: unknown) => {
        log.debug(`the key was not extended: ${(error as Error).message}`);
      }),
    );
  }
}
