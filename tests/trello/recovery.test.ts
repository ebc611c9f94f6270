import { afterEach, expect, test } from 'vitest';
import { type BridgeWorld, startBridgeWorld, workPad } from './bridge-world.ts';
import type { RequestFault, EmulatorRequest } from '@panal/trello-emulator';

let world: BridgeWorld;
afterEach(() => world.stop());

const isComment = ({ method, path }: EmulatorRequest): boolean => method === 'POST' && path.endsWith('/comments');

/** Kills the bridge at the first request that fits, before or after it had its effect. */
function killAt(fits: (request: EmulatorRequest) => boolean, moment: 'before' | 'after'): Promise<void> {
  return new Promise((resolve) => {
    let armed = true;
    world.board.fault = async (request): Promise<RequestFault> => {
      if (!armed || !fits(request)) return undefined;
      armed = false;
      const killed = world.bridge.kill();
      await killed;
      setImmediate(resolve);
      return moment === 'after' ? 'lose-answer' : { status: 500 };
    };
  });
}

test('kill -9 ten times between a delivery and its effects: each card has one mission and one comment', async () => {
  world = await startBridgeWorld();
  const { board, bridge, alice } = world;
  const cards: string[] = [];
  const answered = (): number => board.answered.filter((status) => status === 200).length;
  const moments: (() => Promise<void>)[] = [
    () => killAt(({ method, path }) => method === 'GET' && path.startsWith('/cards/'), 'before'),
    () => killAt(({ path }) => path.endsWith('/actions'), 'before'),
    () => killAt(isComment, 'before'),
    () => killAt(isComment, 'after'),
    // Between the 200 and anything else.
    () => {
      const before = answered();
      return board.until(() => answered() > before, 'a delivery is answered').then(() => bridge.kill());
    },
  ];
  for (let round = 0; round < 10; round += 1) {
    const killed = moments[round % moments.length]!();
    cards.push(board.createCard({ list: 'Inbox', name: `card ${round}`, by: alice }));
    await killed;
    board.fault = () => undefined;
    await bridge.start();
  }
  await board.until(() => cards.every((cardId) => board.comments(cardId).length > 0), 'every card is acknowledged');
  // One more card, so that whatever a repetition would do has been done.
  const last = board.createCard({ list: 'Inbox', name: 'last', by: alice });
  await board.until(() => board.comments(last).length > 0, 'the last card is acknowledged');
  await board.until(() => [...cards, last].every((cardId) => workPad(board, cardId).includes('plan')), 'all missions are shown');
  const missions = await world.missions();
  expect(missions.map(({ externalId }) => externalId).toSorted()).toEqual([...cards, last].toSorted());
  expect(cards.map((cardId) => board.comments(cardId).length)).toEqual(cards.map(() => 1));
});

test('what webhooks miss is found by the poll, and what both tell happens once', async () => {
  world = await startBridgeWorld({ pollSeconds: 0.3 });
  const { board, alice, mallory } = world;
  const silent = board.createCard({ list: 'Inbox', name: 'nobody told of it', by: alice, silent: true });
  const told = board.createCard({ list: 'Inbox', name: 'told', by: alice });
  const foreign = board.createCard({ list: 'Inbox', name: 'foreign', by: mallory, silent: true });
  await board.until(() => board.comments(silent).length === 1 && board.comments(told).length === 1, 'both are acknowledged');
  const polls = (): number => board.requests.filter(({ path }) => path.endsWith('/cards')).length;
  const start = polls();
  await board.until(() => polls() > start + 2, 'the board is looked at again');
  expect((await world.missions()).map(({ externalId }) => externalId).toSorted()).toEqual([silent, told].toSorted());
  expect(board.comments(foreign)).toEqual([]);
  // A card that stays as it was is not asked about again.
  expect(board.requests.filter(({ path }) => path === `/cards/${foreign}/actions`)).toHaveLength(1);
});

test('errors, lost answers and limits delay a comment and never double it', async () => {
  world = await startBridgeWorld();
  const { board, alice } = world;
  const faults: RequestFault[] = [{ status: 500 }, 'lose-answer', { status: 503 }, { status: 429 }];
  board.fault = (request) => (request.method === 'GET' ? undefined : faults.shift());
  const cardId = board.createCard({ list: 'Inbox', name: 'through the storm', by: alice });
  await board.until(() => faults.length === 0 && workPad(board, cardId).includes('plan'), 'the comment is there and current');
  expect(board.comments(cardId)).toHaveLength(1);
  const impostor = board.createCard({ list: 'Human review', name: 'impostor', by: alice });
  board.comment(impostor, `mine\n\npanal-work-pad-${impostor}`, alice);
  board.moveCard(impostor, 'Inbox', alice);
  await board.until(() => board.comments(impostor).length === 2, 'a foreign comment with our marker is left alone');
  expect(board.comments(impostor)[0]!.writes).toBe(1);
});
