import type { Assignment } from '../core/assignment.ts';
import type { Actor } from '../core/state.ts';

/** An assignment with what no journal may hold. */
export interface Delivery {
  readonly assignment: Assignment;
  readonly gatewayKey: string;
  readonly gatewayBaseUrl: string;
}

/** A worker that waits for one task: a parked poll, or one credit of a stream. */
export interface ParkedWorker {
  readonly actor: Actor;
  readonly capabilities: readonly string[];
  /** Whether it can be expected to send heartbeats. */
  readonly heartbeats: boolean;
  /** Gives it the task; false where the worker is gone, so that the task goes to another. */
  deliver(delivery: Delivery): boolean;
}
