import type { Logger } from '@panal/kernel/runtime';
import type { ListName } from '../core/state.ts';
import type { Allowed } from '../core/commands.ts';
import type { Missions, Trello } from '../ports.ts';
import { Board } from './board.ts';
import { settleInboxAction } from './inbox.ts';
import { createMissionOf, syncMissionOf, tellApproval } from './missions.ts';
import { writeCard } from './outbox.ts';
import { OwedWork } from './owed-work.ts';
import { Poller } from './poller.ts';
import type { BridgeStore } from './store.ts';
import { Watcher } from './watcher.ts';

export interface BridgeOptions {
  readonly boardId: string;
  readonly lists: Readonly<Record<ListName, string>>;
  readonly allowed: Allowed;
  readonly pollMs: number;
}

export interface BridgeDeps {
  readonly store: BridgeStore;
  readonly trello: Trello;
  readonly missions: Missions;
  readonly log: Logger;
  readonly clock: () => number;
  readonly random: () => number;
  readonly written: (outcome: 'sent' | 'retried' | 'dropped') => void;
}

const CONCURRENCY = 4;
const ENDED: ReadonlySet<string> = new Set(['done', 'failed', 'cancelled', 'lost']);

function* both(first: Iterable<string>, second: Iterable<string>): Generator<string> {
  yield* first;
  yield* second;
}

/** Everything that acts on the state: does what is owed, follows the orchestrator, looks at the board. Returns how to stop it. */
export function startWork(options: BridgeOptions, deps: BridgeDeps): () => Promise<void> {
  const { store, trello, log, clock, written } = deps;
  const { state } = store;
  const { boardId, lists, allowed, pollMs } = options;
  const board = new Board({ boardId, lists, trello, clock });
  const live = [...state.cards.values()].filter(({ missionId, view }) => missionId !== '' && !ENDED.has(view?.state ?? ''));
  // A look at every live mission after a start, should the orchestrator have been restored from a backup meanwhile.
  const look = new Set(live.map(({ cardId }) => cardId));
  const sync = syncMissionOf(deps);
  const common = { ...deps, concurrency: CONCURRENCY };
  const works = [
    new OwedWork({
      ...common,
      name: 'understand an action',
      owed: () => state.inbox.keys(),
      perform: settleInboxAction({ ...deps, board, boardId, allowed }),
    }),
    new OwedWork({ ...common, name: 'create a mission', owed: () => state.wanted, perform: createMissionOf(deps) }),
    new OwedWork({ ...common, name: 'tell an approval', owed: () => state.approvals.keys(), perform: tellApproval(deps) }),
    new OwedWork({
      ...common,
      name: 'look at a mission',
      owed: () => both(state.unsynced, look),
      perform: async (cardId) => {
        await sync(cardId);
        look.delete(cardId);
      },
    }),
    new OwedWork({
      ...common,
      name: 'write to a card',
      owed: () => state.outbox,
      perform: writeCard({ ...deps, board }),
      retried: () => written('retried'),
    }),
  ];
  const poke = (): void => {
    for (const work of works) work.poke();
  };
  const unsubscribe = store.subscribe(poke);
  const watcher = new Watcher(deps);
  const poller = pollMs > 0 ? new Poller({ store, trello, board, boardId, everyMs: pollMs, log }) : undefined;
  poke();
  return async () => {
    unsubscribe();
    await Promise.all([watcher.close(), poller?.close(), ...works.map((work) => work.close())]);
  };
}
