import type { OrchestratorEvent } from '../core/events.ts';
import { leaseIdFor } from '../core/queries.ts';
import type { OrchestratorStore } from './store.ts';

/** An open stream of a worker. */
export interface WorkerStream {
  stop(leaseId: string, reason: string): void;
  goingAway(reason: string): void;
}

/** Whether the worker itself ended the lease, and so need not be told. */
function endedByOther(event: OrchestratorEvent): event is Extract<OrchestratorEvent, { type: 'lease-ended' }> {
  return event.type === 'lease-ended' && event.cause !== 'returned';
}

/** Knows the open streams of each agent, and tells them when a lease of theirs ends by another hand. */
export class StreamHub {
  readonly #streams = new Map<string, Set<WorkerStream>>();
  #goingAway = '';

  constructor(store: OrchestratorStore) {
    store.subscribe(({ event }) => {
      if (!endedByOther(event)) return;
      const leaseId = leaseIdFor(event, event.epoch);
      for (const stream of this.#streams.get(event.agentId) ?? [])
        stream.stop(leaseId, stopWords(event.cause, event.next.reason));
    });
  }

  add(agentId: string, stream: WorkerStream): void {
    let streams = this.#streams.get(agentId);
    if (!streams) this.#streams.set(agentId, (streams = new Set()));
    streams.add(stream);
    if (this.#goingAway !== '') stream.goingAway(this.#goingAway);
  }

  remove(agentId: string, stream: WorkerStream): void {
    const streams = this.#streams.get(agentId);
    streams?.delete(stream);
    if (streams?.size === 0) this.#streams.delete(agentId);
  }

  /** Tells every worker that this process ends, since gRPC itself would not. */
  goAway(reason: string): void {
    this.#goingAway = reason;
    for (const streams of this.#streams.values()) for (const stream of streams) stream.goingAway(reason);
  }
}

const shortWords: Readonly<Record<string, string>> = {
  halted: 'halted',
  cancelled: 'cancelled',
  deadline: 'deadline',
  expired: 'lease lost',
};

/** The reason of a stop as the contract words it, with the details after it. */
export function stopWords(cause: string, reason: string): string {
  const word = shortWords[cause] ?? 'lease lost';
  return reason === '' || reason.startsWith(word) ? reason || word : `${word}: ${reason}`;
}
