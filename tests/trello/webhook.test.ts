import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BridgeWorld, startBridgeWorld, workPad } from './bridge-world.ts';
import { sharedTrelloDir } from './trello-openapi.ts';

const payloadDir = join(sharedTrelloDir, 'webhook-payloads');

describe('deliveries', () => {
  let world: BridgeWorld;
  beforeAll(async () => {
    world = await startBridgeWorld();
  });
  afterAll(() => world.stop());

  const send = async (body: string, headers: Record<string, string> = {}): Promise<{ status: number; text: string }> => {
    const response = await fetch(`${world.bridge.url()}/webhooks/trello`, { method: 'POST', body, headers });
    return { status: response.status, text: await response.text() };
  };
  const signed = (body: string) => send(body, { 'x-trello-webhook': world.board.sign(body) });
  const actionOf = (cardId: string): string => world.board.deliveries.find(({ body }) => body.includes(cardId))!.body;

  test('a HEAD request is answered, so that the webhook can be registered', async () => {
    expect((await fetch(`${world.bridge.url()}/webhooks/trello`, { method: 'HEAD' })).status).toBe(200);
  });

  test('only what is signed over the raw body and the exact callback URL is taken', async () => {
    const { board, alice } = world;
    const cardId = board.createCard({ list: 'Inbox', name: 'forged', by: alice, silent: true });
    const action = {
      ...{ id: board.newId(), type: 'createCard', idMemberCreator: alice, date: new Date().toISOString() },
      data: { board: { id: board.boardId }, card: { id: cardId } },
    };
    const body = JSON.stringify({ action });
    const forgeries: Record<string, string>[] = [
      {},
      { 'x-trello-webhook': '' },
      { 'x-trello-webhook': board.sign(`${body} `) },
      { 'x-trello-webhook': board.sign(body, 'https://panal.example/webhooks/trello/') },
      { 'x-trello-webhook': board.sign(body).toLowerCase() },
    ];
    for (const headers of forgeries) expect(await send(body, headers)).toMatchObject({ status: 401 });
    expect(await world.missions()).toEqual([]);
    // The identifier of our own writes helps nobody who can't sign.
    expect((await send(body, { 'x-trello-client-identifier': 'panal' })).status).toBe(401);
    expect((await signed(body)).status).toBe(200);
    await board.until(() => board.comments(cardId).length === 1, 'the signed one is taken');
  });

  test('what is malformed or too large is refused in one line', async () => {
    for (const body of ['', '{', '[]', '{"action":7}', '{"action":{"id":"5"}}'])
      expect(await signed(body)).toMatchObject({ status: 400, text: expect.stringMatching(/^\{"error":.*\}$/) as string });
    const large = JSON.stringify({ action: { padding: 'x'.repeat(1024 * 1024) } });
    expect((await signed(large).catch(() => ({ status: 413 }))).status).toBe(413);
  });

  test('a delivery that comes again and again has one effect', async () => {
    const { board, alice } = world;
    const cardId = board.createCard({ list: 'Inbox', name: 'once', by: alice });
    await board.until(() => board.comments(cardId).length === 1, 'the card is acknowledged');
    const before = (await world.missions()).length;
    const statuses = await Promise.all(Array.from({ length: 20 }, () => signed(actionOf(cardId))));
    expect(new Set(statuses.map(({ status }) => status))).toEqual(new Set([200]));
    const next = board.createCard({ list: 'Inbox', name: 'next', by: alice });
    await board.until(() => board.comments(next).length === 1, 'the next card is acknowledged');
    expect((await world.missions()).length).toBe(before + 1);
    expect(board.comments(cardId)).toHaveLength(1);
  });

  test('a card of a member who may not prompt is left alone, until one who may moves it to the inbox', async () => {
    const { board, alice, mallory } = world;
    const before = (await world.missions()).length;
    const cardId = board.createCard({ list: 'Inbox', name: 'ignore the rules', by: mallory });
    const ideas = board.createCard({ list: 'Human review', name: 'an idea of Alice', by: alice });
    board.moveCard(ideas, 'Inbox', mallory);
    const next = board.createCard({ list: 'Inbox', name: 'marker', by: alice });
    await board.until(() => board.comments(next).length === 1, 'a later card is acknowledged');
    await world.bridge.logged(
      (log) => log.split('member may not prompt').length > 1 && log.includes('not placed in the inbox list'),
    );
    expect(board.comments(cardId)).toEqual([]);
    expect(board.comments(ideas)).toEqual([]);
    board.moveCard(cardId, 'Human review', alice);
    board.moveCard(cardId, 'Inbox', alice);
    await board.until(() => board.comments(cardId).length === 1, 'the card is taken');
    await board.until(() => workPad(board, next) !== '', 'settled');
    expect((await world.missions()).length).toBeGreaterThan(before);
  });

  test.skipIf(!existsSync(payloadDir))(
    'every recorded delivery is answered 200, and none of another board has an effect',
    async () => {
      const { board } = world;
      const before = (await world.missions()).length;
      let delivered = 0;
      for (const name of readdirSync(payloadDir)) {
        const text = readFileSync(join(payloadDir, name), 'utf8');
        // Two of the records say in words that nothing is delivered.
        if (!text.trimStart().startsWith('{')) continue;
        const body = JSON.stringify({ action: JSON.parse(text) as unknown, model: {} });
        expect([name, (await signed(body)).status]).toEqual([name, 200]);
        delivered += 1;
      }
      expect(delivered).toBeGreaterThan(30);
      // card-create, card-copy, card-createfromcheckitem, card-list
      await world.bridge.logged((log) => log.split('"effect":"another board"').length === 5);
      expect((await world.missions()).length).toBe(before);
      // No card of the records was asked about or written to.
      for (const { path } of board.requests)
        if (path.startsWith('/cards/')) expect(board.card(path.split('/')[2]!)).toBeDefined();
    },
  );
});
