import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { apply } from './apply.ts';
import type { BridgeCommand, SeenCard } from './commands.ts';
import { decide } from './decide.ts';
import type { BridgeEvent } from './events.ts';
import { ACTIONS_MAX, type BridgeState, INBOX_MAX, type ListName, type MissionView, NOTES_MAX, initialState } from './state.ts';
import type { TrelloAction } from './trello-action.ts';

const BOARD = 'board';
const allowed = { mayPrompt: ['alice', 'bob'], mayApprove: ['alice'] };
const inInbox: SeenCard = { title: 'Split the bill', description: 'exactly', list: 'inbox' };

const actionOf = (fields: Partial<TrelloAction> = {}): TrelloAction => ({
  ...{ actionId: 'a1', type: 'createCard', memberId: 'alice', boardId: BOARD, cardId: 'c1' },
  ...{ listBeforeId: '', listAfterId: '', atMs: 1_000, ...fields },
});
const viewOf = (fields: Partial<MissionView> = {}): MissionView => ({
  ...{ state: 'running', reason: '', branch: 'panal/x', pushedCommit: '', tasks: [], approval: null },
  ...fields,
});
const approval = { approvalId: 'ap1', digest: 'd1', subject: 'the plan', text: 'Plan', textChars: 4 };

function run(state: BridgeState, command: BridgeCommand): readonly BridgeEvent[] {
  const decision = decide(state, command);
  if (!decision.ok) throw new Error(decision.refusal.message);
  for (const event of decision.events) apply(state, event);
  return decision.events;
}

const settle = (
  actionId: string,
  lists: { before?: ListName; after?: ListName } = {},
  card: SeenCard | null = inInbox,
): BridgeCommand => ({
  ...{ type: 'settle-action', actionId, boardId: BOARD, card, allowed },
  ...{ listBefore: lists.before, listAfter: lists.after },
});

/** A card whose mission waits for an approval that the card shows since `sinceMs`. */
function awaiting(sinceMs = 5_000): BridgeState {
  const state = initialState();
  run(state, { type: 'take-action', action: actionOf() });
  run(state, settle('a1'));
  run(state, { type: 'link', cardId: 'c1', missionId: 'm1' });
  run(state, { type: 'see-mission', cardId: 'c1', view: viewOf({ state: 'awaiting-approval', approval }) });
  run(state, { type: 'pad-written', cardId: 'c1', version: 2, workPadId: 'w1', atMs: sinceMs, approval });
  return state;
}

const move = (actionId: string, fields: Partial<TrelloAction> = {}): TrelloAction =>
  actionOf({ actionId, type: 'updateCard', listBeforeId: 'l2', listAfterId: 'l3', atMs: 6_000, ...fields });
const toTodo = { before: 'requirements', after: 'todo' } as const;

describe('a card', () => {
  test('is taken once, however often it is told of', () => {
    const state = initialState();
    for (let time = 0; time < 3; time += 1) run(state, { type: 'take-action', action: actionOf() });
    expect(state.inbox.size).toBe(1);
    expect(run(state, settle('a1')).map(({ type }) => type)).toEqual(['action-settled', 'card-wanted']);
    expect(run(state, settle('a1'))).toEqual([]);
    expect(run(state, { type: 'take-action', action: actionOf() })).toEqual([]);
    run(state, { type: 'take-action', action: actionOf({ actionId: 'a2' }) });
    expect(run(state, settle('a2'))).toEqual([{ type: 'action-settled', actionId: 'a2', effect: 'the card is known' }]);
    expect([...state.wanted]).toEqual(['c1']);
  });

  test.each([
    ['another board', actionOf({ boardId: 'other' }), {}, inInbox],
    ['member may not prompt', actionOf({ memberId: 'mallory' }), {}, inInbox],
    ['the card is gone', actionOf(), {}, null],
    ['the card is not in the inbox list', actionOf(), {}, { ...inInbox, list: 'done' as const }],
    ['not placed in the inbox list', actionOf({ listAfterId: 'l9' }), { after: 'done' as const }, inInbox],
  ])('is left alone: %s', (effect, action, lists, card) => {
    const state = initialState();
    run(state, { type: 'take-action', action });
    expect(run(state, settle('a1', lists, card))).toEqual([{ type: 'action-settled', actionId: 'a1', effect }]);
  });

  test('that the orchestrator refused may come again', () => {
    const state = initialState();
    run(state, { type: 'take-action', action: actionOf() });
    run(state, settle('a1'));
    run(state, { type: 'refuse', cardId: 'c1', reason: 'no such repository' });
    expect([state.wanted.size, state.cards.get('c1')?.moveTo]).toEqual([0, 'blocked']);
    run(state, { type: 'take-action', action: move('a2') });
    run(state, settle('a2', { before: 'blocked', after: 'inbox' }));
    expect([...state.wanted]).toEqual(['c1']);
  });
});

describe('an approval', () => {
  test('is of what the card showed when it was moved', () => {
    const state = awaiting();
    run(state, { type: 'take-action', action: move('a2') });
    // Whatever the card shows later, the move meant what it showed then.
    run(state, {
      type: 'see-mission',
      cardId: 'c1',
      view: viewOf({ state: 'awaiting-approval', approval: { ...approval, digest: 'd2' } }),
    });
    run(state, {
      type: 'pad-written',
      cardId: 'c1',
      version: 3,
      workPadId: 'w1',
      atMs: 7_000,
      approval: { approvalId: 'ap1', digest: 'd2' },
    });
    run(state, settle('a2', toTodo));
    expect([...state.approvals.values()]).toEqual([{ cardId: 'c1', approvalId: 'ap1', digest: 'd1', memberId: 'alice' }]);
  });

  test.each([
    ['by a member who may not', move('a2', { memberId: 'bob' }), toTodo],
    ['before it was shown', move('a2', { atMs: 4_999 }), toTodo],
    ['at an unknown time', move('a2', { atMs: 0 }), toTodo],
    ['from another list', move('a2'), { before: 'inbox', after: 'todo' } as const],
    ['to another list', move('a2'), { before: 'requirements', after: 'inProgress' } as const],
    ['on another board', move('a2', { boardId: 'other' }), toTodo],
  ])('is none: %s', (_why, action, lists) => {
    const state = awaiting();
    run(state, { type: 'take-action', action });
    run(state, settle('a2', lists));
    expect(state.approvals.size).toBe(0);
  });

  test('that is not shown yet is none, although it is known', () => {
    const state = awaiting();
    run(state, { type: 'see-mission', cardId: 'c1', view: viewOf() });
    run(state, { type: 'pad-written', cardId: 'c1', version: 3, workPadId: 'w1', atMs: 5_500, approval: null });
    run(state, { type: 'see-mission', cardId: 'c1', view: viewOf({ state: 'awaiting-approval', approval }) });
    run(state, { type: 'take-action', action: move('a2') });
    run(state, settle('a2', toTodo));
    expect(state.approvals.size).toBe(0);
    expect(state.cards.get('c1')?.notes.at(-1)).toContain('nothing was approved');
  });

  test('that did not count is said on the card, which goes back', () => {
    const state = awaiting();
    run(state, { type: 'card-moved', cardId: 'c1', list: 'requirements' });
    run(state, { type: 'take-action', action: move('a2') });
    run(state, settle('a2', toTodo));
    run(state, { type: 'settle-approval', approvalId: 'ap1', accepted: false, message: 'Panal is halted.' });
    expect(state.cards.get('c1')).toMatchObject({
      moveTo: 'requirements',
      notes: ['The approval did not count: Panal is halted.'],
    });
    expect(state.approvals.size).toBe(0);
  });
});

describe('bounds', () => {
  test('a full inbox refuses, so that Trello delivers again', () => {
    const state = initialState();
    for (let index = 0; index < INBOX_MAX; index += 1)
      run(state, { type: 'take-action', action: actionOf({ actionId: `a${index}` }) });
    expect(decide(state, { type: 'take-action', action: actionOf({ actionId: 'one more' }) })).toMatchObject({
      ok: false,
      refusal: { code: 'overloaded' },
    });
    expect(run(state, { type: 'take-action', action: actionOf({ actionId: 'a0' }) })).toEqual([]);
  });

  test('the oldest settled action is forgotten, the newest notes are kept', () => {
    const state = initialState();
    for (let index = 0; index <= ACTIONS_MAX; index += 1)
      apply(state, { type: 'action-settled', actionId: `a${index}`, effect: '' });
    expect([state.actions.size, state.actions.has('a0'), state.actions.has(`a${ACTIONS_MAX}`)]).toEqual([
      ACTIONS_MAX,
      false,
      true,
    ]);
    const noted = awaiting();
    for (let index = 0; index < 9; index += 1)
      apply(noted, { type: 'card-noted', cardId: 'c1', note: `n${index}`, moveTo: null });
    expect(noted.cards.get('c1')?.notes).toEqual(['n4', 'n5', 'n6', 'n7', 'n8']);
    expect(NOTES_MAX).toBe(5);
  });
});

const id = fc.constantFrom('c1', 'c2');
const anyAction = fc.nat(40).map(String);
const anyLists = fc.constantFrom<[ListName | undefined, ListName | undefined]>(
  [undefined, undefined],
  ['done', 'inbox'],
  ['requirements', 'todo'],
);
const anyView = fc
  .record({ state: fc.constantFrom('running', 'awaiting-approval', 'held', 'done', 'lost'), with: fc.boolean(), digest: id })
  .map(({ state, with: asked, digest }) => viewOf({ state, approval: asked ? { ...approval, digest } : null }));
const anyCommand: fc.Arbitrary<BridgeCommand> = fc.oneof(
  fc
    .record({
      actionId: anyAction,
      cardId: id,
      memberId: fc.constantFrom('alice', 'bob', 'mallory'),
      atMs: fc.nat(9),
      moves: fc.boolean(),
    })
    .map(({ moves, ...fields }) => ({
      type: 'take-action' as const,
      action: actionOf({ ...fields, ...(moves ? { type: 'updateCard', listAfterId: 'l' } : {}) }),
    })),
  fc.record({ actionId: anyAction, lists: anyLists, gone: fc.boolean() }).map(({ actionId, lists: [before, after], gone }) => ({
    ...{ type: 'settle-action' as const, actionId, boardId: BOARD, allowed },
    ...{ listBefore: before, listAfter: after, card: gone ? null : inInbox },
  })),
  fc.record({ type: fc.constant('link' as const), cardId: id, missionId: id }),
  fc.record({ type: fc.constant('refuse' as const), cardId: id, reason: fc.constant('no') }),
  fc.record({
    type: fc.constant('settle-approval' as const),
    approvalId: fc.constant('ap1'),
    accepted: fc.boolean(),
    message: id,
  }),
  fc.record({ type: fc.constant('stir' as const), position: fc.nat(20), missionIds: fc.array(id) }),
  fc.record({ type: fc.constant('see-mission' as const), cardId: id, view: anyView }),
  fc.record({
    ...{ type: fc.constant('pad-written' as const), cardId: id, version: fc.nat(6), workPadId: fc.constant('w') },
    ...{ atMs: fc.nat(9), approval: fc.constantFrom(null, { approvalId: 'ap1', digest: 'c1' }) },
  }),
  fc.record({ type: fc.constant('card-moved' as const), cardId: id, list: fc.constantFrom<ListName>('done', 'requirements') }),
  fc.record({ type: fc.constant('drop-writes' as const), cardId: id, reason: fc.constant('gone') }),
);

const anyDelivery: fc.Arbitrary<BridgeCommand[]> = fc
  .record({ actionId: anyAction, cardId: id, memberId: fc.constantFrom('alice', 'bob'), atMs: fc.nat(9), lists: anyLists })
  .map(({ lists: [before, after], ...fields }) => [
    { type: 'take-action', action: actionOf({ ...fields, ...(after ? { type: 'updateCard', listAfterId: 'l' } : {}) }) },
    settle(fields.actionId, { ...(before ? { before } : {}), ...(after ? { after } : {}) }),
  ]);
const anyHistory = fc
  .array(
    fc.oneof(
      anyDelivery,
      anyCommand.map((command) => [command]),
    ),
    { minLength: 100, maxLength: 200 },
  )
  .map((steps) => steps.flat());

test('whatever happens in whatever order: nothing is done twice or forgotten, and the journal tells the same again', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(anyHistory, (commands) => {
      const state = initialState();
      const journal: BridgeEvent[] = [];
      for (const command of commands) {
        const before = structuredClone(state);
        const decision = decide(state, command);
        expect(state).toEqual(before);
        if (!decision.ok) continue;
        for (const event of decision.events) apply(state, event);
        for (const { type } of decision.events) seen.add(type);
        journal.push(...(JSON.parse(JSON.stringify(decision.events)) as BridgeEvent[]));
        for (const card of state.cards.values()) {
          const owes = card.padVersion > card.padWritten || card.moveTo !== null;
          expect([card.cardId, state.outbox.has(card.cardId)]).toEqual([card.cardId, owes]);
          expect(state.wanted.has(card.cardId)).toBe(card.missionId === '' && card.refusal === '');
        }
      }
      const owed = journal.filter((event) => event.type === 'approval-owed');
      for (const event of owed) expect(event.approval.memberId).toBe('alice');
      const settled = journal.filter((event) => event.type === 'action-settled').map(({ actionId }) => actionId);
      expect(new Set(settled).size).toBe(settled.length);
      const linked = journal.filter((event) => event.type === 'card-linked').map(({ cardId }) => cardId);
      expect(new Set(linked).size).toBe(linked.length);
      const again = initialState();
      for (const event of journal) apply(again, event);
      expect(again).toEqual(state);
    }),
    { numRuns: 300 },
  );
  // The histories reach every kind of event.
  expect([...seen].toSorted()).toHaveLength(14);
}, 120_000);
