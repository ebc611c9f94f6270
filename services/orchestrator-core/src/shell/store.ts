import { type EventCodec, type Execution, type Journal, type StateStore, jsonEventCodec, openStateStore } from '@panal/journal';
import type { CoreSettings, OrchestratorCommand, Refusal } from '../core/commands.ts';
import { createCore } from '../core/core.ts';
import type { OrchestratorEvent } from '../core/events.ts';
import type { State } from '../core/state.ts';

/** The journalled state of the orchestrator. */
export type OrchestratorStore = StateStore<State, OrchestratorCommand, OrchestratorEvent, Refusal>;
export type Executed = Execution<OrchestratorEvent, Refusal>;

/** How events are written; raise the version, and give an upgrade, whenever the meaning of one changes. */
export const eventCodec: EventCodec<OrchestratorEvent> = jsonEventCodec<OrchestratorEvent>({ version: 1 });

/** Restores the state from the journal and begins a new term of service. */
export async function openOrchestratorStore(options: {
  journal: Journal;
  settings: CoreSettings;
  clock: () => number;
}): Promise<OrchestratorStore> {
  const { journal, settings, clock } = options;
  const store: OrchestratorStore = await openStateStore({ journal, core: createCore(settings), codec: eventCodec, clock });
  await store.execute({ type: 'start', journalEpoch: journal.epoch });
  return store;
}
