import type { OrchestratorStore } from './store.ts';

/** What heartbeats say and no journal needs: when an agent was seen, and how far a lease has come. */
export class Sightings {
  readonly #seenMs = new Map<string, number>();
  readonly #progress = new Map<string, string>();
  readonly #beating = new Set<string>();
  static readonly agentsMax = 50_000;
  static readonly progressCharsMax = 500;

  /** Forgets the progress of leases as they end. */
  constructor(store: OrchestratorStore) {
    store.subscribe(({ event }) => {
      if ('next' in event) this.#progress.delete(event.taskId);
    });
  }

  saw(agentId: string, nowMs: number): void {
    if (!this.#seenMs.has(agentId) && this.#seenMs.size >= Sightings.agentsMax) return;
    this.#seenMs.set(agentId, nowMs);
  }

  /** The agent is one that sends heartbeats, so that its leases may be short. */
  heard(agentId: string, nowMs: number): void {
    this.saw(agentId, nowMs);
    if (this.#beating.size < Sightings.agentsMax) this.#beating.add(agentId);
  }

  hasHeartbeats(agentId: string): boolean {
    return this.#beating.has(agentId);
  }

  seenMs(agentId: string): number {
    return this.#seenMs.get(agentId) ?? 0;
  }

  /** Keeps the newest words about a task that is leased. */
  progressed(taskId: string, text: string): void {
    if (text !== '') this.#progress.set(taskId, text.slice(0, Sightings.progressCharsMax));
  }

  progress(taskId: string): string {
    return this.#progress.get(taskId) ?? '';
  }
}
