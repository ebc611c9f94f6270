import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Answer, positionOf } from './call.ts';
import { actionsSince } from './record-action.ts';
import { answerCall } from './routes.ts';
import { type Access, type TrelloState, emptyState } from './state.ts';

const ada: Access = { token: 'a', apiKey: 'k', memberId: 'ada' };
const ben: Access = { token: 'b', apiKey: 'k', memberId: 'ben' };

/** A board of Ada's and Ben's with two lists and a card, and a way to call. */
function world() {
  const state: TrelloState = emptyState();
  let nowMs = 1_700_000_000_000;
  for (const { memberId, token, apiKey } of [ada, ben]) {
    state.members.set(memberId, { id: memberId, username: memberId, fullName: `Full ${memberId}` });
    state.tokens.set(token, { token, apiKey, memberId });
  }
  const call = (line: string, fields: Readonly<Record<string, unknown>> = {}, access = ada): Answer => {
    const [method = '', path = ''] = line.split(' ');
    nowMs += 1000;
    return answerCall(method, path, { state, access, nowMs, fields });
  };
  const must = (line: string, fields = {}, access = ada): Readonly<Record<string, unknown>> => {
    const { status, json } = call(line, fields, access);
    expect([line, status, json]).toEqual([line, 200, json]);
    return json as Readonly<Record<string, unknown>>;
  };
  const board = must('POST /boards/', { name: 'Board', defaultLists: false })['id'] as string;
  state.boards.get(board)!.memberIds.add('ben');
  const [one, two] = ['One', 'Two'].map((name) => must('POST /lists', { name, idBoard: board })['id'] as string);
  const card = must('POST /cards', { name: 'Card', idList: one })['id'] as string;
  const newest = () => state.actions.at(-1)!;
  return { state, call, must, board, one: one!, two: two!, card, newest };
}

describe('cards', () => {
  it('a move is an update that names both lists and the old one', () => {
    const { must, card, one, two, newest } = world();
    must(`PUT /cards/${card}`, { idList: two });
    expect(newest()).toMatchObject({
      type: 'updateCard',
      data: {
        listBefore: { id: one, name: 'One' },
        listAfter: { id: two, name: 'Two' },
        old: { idList: one },
        card: { id: card },
      },
    });
  });

  it('each changed field is an action, and what stays the same is none', () => {
    const { must, state, card } = world();
    const before = state.actions.length;
    must(`PUT /cards/${card}`, { name: 'Card', desc: 'new', closed: 'true' });
    expect(state.actions.slice(before).map(({ data }) => data['old'])).toEqual([{ desc: '' }, { closed: false }]);
  });

  it('a move to another board tells both boards', () => {
    const { must, state, card } = world();
    const other = must('POST /boards/', { name: 'Other' })['id'] as string;
    const list = [...state.lists.values()].find(({ idBoard }) => idBoard === other)!;
    must(`PUT /cards/${card}`, { idList: list.id });
    expect(state.actions.slice(-2).map(({ type }) => type)).toEqual(['moveCardFromBoard', 'moveCardToBoard']);
    expect(must(`GET /cards/${card}`)).toMatchObject({ idBoard: other, idList: list.id });
  });

  it('a deleted card is gone with its checklists, its actions stay', () => {
    const { must, call, state, card, board } = world();
    must('POST /checklists', { idCard: card, name: 'Done when' });
    must(`DELETE /cards/${card}`);
    expect(call(`GET /cards/${card}`).status).toBe(404);
    expect(state.checklists.size).toBe(0);
    expect(must(`GET /boards/${board}/actions`, { filter: 'deleteCard' })).toHaveLength(1);
  });

  it.each([
    ['POST /cards', { name: 'x' }, 'idList'],
    ['POST /cards', { name: 'x', idList: 'nowhere' }, 'idList'],
    ['PUT /cards/CARD', { idList: 'nowhere' }, 'idList'],
    ['PUT /cards/CARD', { desc: 'x'.repeat(16_385) }, 'desc'],
    ['PUT /cards/CARD', { name: '' }, 'name'],
    ['PUT /cards/CARD', { closed: 'perhaps' }, 'closed'],
    ['PUT /cards/CARD', { pos: 'middle' }, 'pos'],
    ['POST /cards/CARD/actions/comments', { text: ' ' }, 'text'],
    ['POST /cards/CARD/actions/comments', { text: 'x'.repeat(16_385) }, 'text'],
    ['POST /cards/CARD/attachments', { url: 'no address' }, 'url'],
    ['POST /lists', { name: '', idBoard: 'x' }, 'name'],
    ['POST /webhooks/', { callbackURL: 'ftp://x', idModel: 'CARD' }, 'callbackURL'],
    ['POST /webhooks/', { callbackURL: 'http://127.0.0.1/', idModel: 'x' }, 'idModel'],
  ])('%s with %o is refused by the field, and nothing changes', (line, fields, field) => {
    const { call, state, card } = world();
    const before = JSON.stringify([...state.cards], (_key, value: unknown) => (value instanceof Map ? [...value] : value));
    const named = JSON.parse(JSON.stringify(fields).replaceAll('CARD', card)) as Record<string, unknown>;
    expect(call(line.replace('CARD', card), named)).toEqual({ status: 400, json: `invalid value for ${field}` });
    const after = JSON.stringify([...state.cards], (_key, value: unknown) => (value instanceof Map ? [...value] : value));
    expect(after).toBe(before);
  });
});

describe('who may what', () => {
  it('a board is there for its members alone', () => {
    const { call, must, state } = world();
    const mine = must('POST /boards/', { name: 'Mine' })['id'] as string;
    const list = [...state.lists.values()].find(({ idBoard }) => idBoard === mine)!;
    const card = must('POST /cards', { name: 'secret', idList: list.id })['id'] as string;
    for (const line of [`GET /boards/${mine}`, `GET /lists/${list.id}`, `GET /cards/${card}`, `PUT /cards/${card}`])
      expect(call(line, {}, ben).status).toBe(404);
    expect(call('POST /cards', { name: 'x', idList: list.id }, ben).status).toBe(400);
  });

  it('only its author changes or deletes a comment, and a change says what it was', () => {
    const { call, must, card, newest } = world();
    const comment = must(`POST /cards/${card}/actions/comments`, { text: 'first' })['id'] as string;
    const path = `/cards/${card}/actions/${comment}/comments`;
    expect(call(`PUT ${path}`, { text: 'not mine' }, ben).status).toBe(401);
    expect(call(`DELETE ${path}`, {}, ben).status).toBe(401);
    expect(must(`PUT ${path}`, { text: 'second' })).toMatchObject({ data: { text: 'second' } });
    expect(newest()).toMatchObject({ type: 'updateComment', data: { old: { text: 'first' }, action: { text: 'second' } } });
    must(`DELETE ${path}`);
    expect(must(`GET /cards/${card}/actions`, { filter: 'commentCard' })).toHaveLength(0);
  });

  it('a webhook is seen by its token alone', () => {
    const { call, must, board } = world();
    const id = must('POST /webhooks/', { callbackURL: 'http://127.0.0.1:9/x', idModel: board })['id'] as string;
    expect(call(`GET /webhooks/${id}`, {}, ben).status).toBe(401);
    expect(must('GET /tokens/a/webhooks')).toHaveLength(1);
    expect(call('GET /tokens/a/webhooks', {}, ben).status).toBe(401);
    expect(call('POST /webhooks/', { callbackURL: 'http://127.0.0.1:9/x', idModel: board }).status).toBe(400);
  });
});

describe('what is on a card', () => {
  it('checklists are ticked and say so', () => {
    const { must, card, newest } = world();
    const checklist = must(`POST /cards/${card}/checklists`, { name: 'Done when' })['id'] as string;
    const item = must(`POST /checklists/${checklist}/checkItems`, { name: 'tests pass' })['id'] as string;
    must(`PUT /cards/${card}/checkItem/${item}`, { state: 'complete' });
    expect(newest()).toMatchObject({ type: 'updateCheckItemStateOnCard', data: { checkItem: { state: 'complete' } } });
    expect(must(`GET /checklists/${checklist}`)).toMatchObject({ checkItems: [{ state: 'complete', name: 'tests pass' }] });
  });

  it('labels, members and links come and go', () => {
    const { call, must, board, card } = world();
    const label = must('POST /labels', { idBoard: board, name: 'Rust', color: 'orange' })['id'] as string;
    must(`POST /cards/${card}/idLabels`, { value: label });
    expect(call(`POST /cards/${card}/idLabels`, { value: label }).status).toBe(400);
    must(`POST /cards/${card}/idMembers`, { value: 'ben' });
    const link = must(`POST /cards/${card}/attachments`, { url: 'https://example.org/pull/1', name: 'Pull request' })[
      'id'
    ] as string;
    expect(must(`GET /cards/${card}`, { attachments: 'true' })).toMatchObject({
      labels: [{ name: 'Rust', color: 'orange' }],
      idMembers: ['ben'],
      attachments: [{ name: 'Pull request' }],
    });
    must(`DELETE /cards/${card}/attachments/${link}`);
    must(`DELETE /cards/${card}/idLabels/${label}`);
    expect(must(`GET /cards/${card}`)).toMatchObject({ labels: [], badges: { attachments: 0 } });
  });

  it.each([
    ['number', { value: { number: '5' } }, { number: '5' }],
    ['checkbox', { value: { checked: 'true' } }, { checked: 'true' }],
    ['text', { value: { text: 'five' } }, { text: 'five' }],
    ['date', { value: { date: '2026-01-02T03:04:05Z' } }, { date: '2026-01-02T03:04:05Z' }],
  ])('a custom field of type %s takes its own values and gives them up', (type, body, value) => {
    const { call, must, board, card } = world();
    const field = must('POST /customFields', { idModel: board, modelType: 'board', name: 'Budget', type })['id'] as string;
    const path = `/cards/${card}/customField/${field}/item`;
    expect(call(`PUT ${path}`, { value: { [type === 'checkbox' ? 'checked' : type]: [] } }).status).toBe(400);
    must(`PUT ${path}`, body);
    expect(must(`GET /cards/${card}/customFieldItems`)).toMatchObject([{ idCustomField: field, value }]);
    must(`PUT ${path}`, { value: '' });
    expect(must(`GET /cards/${card}/customFieldItems`)).toEqual([]);
  });
});

describe('questions', () => {
  it('actions come newest first, by type, in pages, since and before', () => {
    const { must, card, board, two } = world();
    for (let n = 1; n <= 60; n += 1) must(`POST /cards/${card}/actions/comments`, { text: `${n}` });
    must(`PUT /cards/${card}`, { idList: two });
    const texts = (fields: object): unknown[] =>
      (must(`GET /boards/${board}/actions`, fields) as unknown as { data: { text: string } }[]).map(({ data }) => data.text);
    expect(texts({ filter: 'commentCard' }).slice(0, 2)).toEqual(['60', '59']);
    expect(texts({ filter: 'commentCard' })).toHaveLength(50);
    expect(texts({ filter: 'commentCard', page: 1 })).toHaveLength(10);
    const all = must(`GET /boards/${board}/actions`, { filter: 'all', limit: 1000 }) as unknown as { id: string; date: string }[];
    expect(must(`GET /boards/${board}/actions`, { since: all[2]!.id })).toHaveLength(2);
    expect(must(`GET /boards/${board}/actions`, { before: all[0]!.date, limit: 1 })).toMatchObject([{ id: all[0]!.id }]);
    expect(must(`GET /cards/${card}/actions`, { filter: 'updateCard:idList' })).toHaveLength(1);
    expect(must(`GET /cards/${card}/actions`, { filter: 'updateCard:closed' })).toHaveLength(0);
  });

  it('a batch answers up to ten reads, each with its status', () => {
    const { call, must, card, one } = world();
    const answers = must('GET /batch', { urls: `/cards/${card}?fields=name,/lists/${one},/cards/none` }) as unknown as object[];
    expect(answers).toMatchObject([{ 200: { name: 'Card' } }, { 200: { id: one } }, { statusCode: 404 }]);
    expect(answers[0]).toEqual({ 200: { id: card, name: 'Card' } });
    expect(call('GET /batch', { urls: Array.from({ length: 11 }, () => '/lists/x').join() }).status).toBe(400);
  });
});

it('whatever is called in whatever order: an answer, unique ids, and each card in a list of its board', () => {
  const paths = [
    '/cards',
    '/cards/CARD',
    '/cards/CARD/actions/comments',
    '/lists',
    '/lists/LIST',
    '/checklists',
    '/boards/BOARD',
    '/labels',
    '/webhooks/',
    '/cards/CARD/idLabels',
    '/members/me',
    '/x',
  ];
  const value = fc.oneof(
    fc.string(),
    fc.constantFrom('CARD', 'LIST', 'BOARD', 'TWO', 'true', 'top'),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
  );
  const step = fc.record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
    path: fc.constantFrom(...paths),
    fields: fc.dictionary(
      fc.constantFrom(
        'name',
        'desc',
        'idList',
        'idBoard',
        'idCard',
        'pos',
        'closed',
        'text',
        'value',
        'color',
        'idModel',
        'callbackURL',
        'filter',
        'limit',
        'fields',
        'due',
      ),
      value,
    ),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { call, state, card, one, two, board } = world();
      const named: Record<string, string> = { CARD: card, LIST: one, TWO: two, BOARD: board };
      const real = (text: unknown): unknown => (typeof text === 'string' ? (named[text] ?? text) : text);
      for (const { method, path, fields } of steps) {
        const before = state.nextId;
        const line = `${method} ${path.replace(/CARD|LIST|BOARD/, (name) => named[name]!)}`;
        const { status } = call(line, Object.fromEntries(Object.entries(fields).map(([name, one]) => [name, real(one)])));
        expect([200, 400, 401, 403, 404]).toContain(status);
        if (status !== 200) expect(actionsSince(state, before)).toEqual([]);
      }
      const ids = state.actions.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const { idList, idBoard } of state.cards.values()) expect(state.lists.get(idList)?.idBoard).toBe(idBoard);
    }),
  );
});

it('a place is at the top, at the bottom, or where it is said', () => {
  const others = [{ pos: 10 }, { pos: 20 }];
  expect(positionOf('top', others)).toBeLessThan(10);
  expect(positionOf(undefined, others)).toBeGreaterThan(20);
  expect(positionOf('15', others)).toBe(15);
  expect([positionOf('x', others), positionOf(-1, others), positionOf(Number.NaN, others)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
