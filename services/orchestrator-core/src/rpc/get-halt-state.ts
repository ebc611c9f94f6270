import type { GetHaltStateRequest, HaltState } from '@panal/shared-types/orchestrator';
import { openLeases } from '../core/queries.ts';
import type { Orchestrator } from '../shell/orchestrator.ts';

/** What is halted, and how many leases are still open: none means that the swarm stands still. */
export const getHaltState =
  ({ store }: Orchestrator) =>
  async (_request: GetHaltStateRequest): Promise<HaltState> => {
    await store.settled();
    const { halts, haltEpoch } = store.state;
    const leasesOpen = [...openLeases(store.state)].length;
    return {
      operational: halts.size === 0,
      entries: [...halts.values()].map((entry) => ({ ...entry })),
      epoch: haltEpoch,
      leasesOpen,
    };
  };
