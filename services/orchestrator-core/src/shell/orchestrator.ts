import type { Logger } from '@panal/kernel/runtime';
import type { CoreSettings } from '../core/commands.ts';
import type { Workflow } from '../core/workflow.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { FedEvent } from './event-feed.ts';
import type { Sightings } from './sightings.ts';
import type { OrchestratorStore } from './store.ts';
import type { StreamHub } from './stream-hub.ts';

/** What the RPC methods work with. */
export interface Orchestrator {
  readonly store: OrchestratorStore;
  readonly dispatcher: Dispatcher;
  readonly sightings: Sightings;
  readonly hub: StreamHub;
  readonly settings: CoreSettings & { readonly pollDefaultMs: number; readonly pollMaxMs: number };
  /** The workflow for new missions. */
  readonly workflow: Workflow;
  readonly log: Logger;
  readonly clock: () => number;
  readonly random: () => number;
  /** Aborted when the process begins to stop. */
  readonly draining: AbortSignal;
  /** Journalled events after a position, then live. */
  events(position: number, signal: AbortSignal): AsyncIterable<FedEvent>;
}
