import type { IncomingMessage } from 'node:http';
import { byPosition } from '../core/call.ts';
import { cardJson } from '../core/resources/cards.ts';
import type { Action, TrelloState } from '../core/state.ts';
import { boardPage } from './board-page.ts';

export interface PageSource {
  readonly state: TrelloState;
  readonly boardId: string;
  readonly apiKey: string;
  readonly people: readonly { readonly memberId: string; readonly name: string; readonly token: string }[];
  readonly actionJson: (action: Action) => Readonly<Record<string, unknown>>;
}

interface PageAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

const ACTIONS_SHOWN = 200;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * The page of the board at `/`, and what it shows at `/emulator/board`. Only under a name of this machine: another site's name that
 * leads here (DNS rebinding) gets nothing, for the page holds tokens.
 */
export function pageAnswer(request: IncomingMessage, source: PageSource): PageAnswer {
  const plain = (status: number, text: string): PageAnswer => ({ status, type: 'text/plain; charset=utf-8', text });
  if (!LOOPBACK.has((request.headers.host ?? '').replace(/:\d+$/, '')))
    return plain(421, 'Open this page as 127.0.0.1 or localhost.');
  const path = (request.url ?? '/').split('?', 1)[0];
  if (request.method !== 'GET') return plain(405, 'This page is read with GET.');
  if (path === '/emulator/board')
    return { status: 200, type: 'application/json; charset=utf-8', text: JSON.stringify(boardOf(source)) };
  if (path !== '/') return plain(404, 'There is the board at / and the REST API below /1.');
  return { status: 200, type: 'text/html; charset=utf-8', text: boardPage(source.apiKey, source.people) };
}

function boardOf({ state, boardId, actionJson }: PageSource) {
  const board = state.boards.get(boardId);
  const lists = byPosition(state.lists.values()).filter((list) => list.idBoard === boardId && !list.closed);
  const cards = byPosition(state.cards.values()).filter((card) => card.idBoard === boardId && !card.closed);
  const checklists = [...state.checklists.values()].filter((checklist) => checklist.idBoard === boardId);
  return {
    name: board?.name,
    lists: lists.map(({ id, name }) => ({ id, name })),
    cards: cards.map((card) => ({ ...cardJson(state, card), attachments: card.attachments })),
    checklists: checklists.map((checklist) => ({ ...checklist, checkItems: byPosition(checklist.checkItems) })),
    actions: state.actions.slice(-ACTIONS_SHOWN).map(actionJson),
    comments: state.actions
      .filter(({ type, boardId: on }) => type === 'commentCard' && on === boardId)
      .slice(-ACTIONS_SHOWN)
      .map(actionJson),
  };
}
