import type { Answer, Call, Operation } from './call.ts';
import { done, invalid, notFound, textOf } from './call.ts';
import * as attachments from './resources/attachments.ts';
import * as boards from './resources/boards.ts';
import * as cards from './resources/cards.ts';
import * as checklists from './resources/checklists.ts';
import * as comments from './resources/comments.ts';
import * as customFields from './resources/custom-fields.ts';
import * as labels from './resources/labels.ts';
import * as lists from './resources/lists.ts';
import * as members from './resources/members.ts';
import * as webhooks from './resources/webhooks.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface Route {
  readonly method: Method;
  /** As in Trello's own description of its API. */
  readonly template: string;
  readonly operation: Operation;
}

const route = (line: `${Method} /${string}`, operation: Operation): Route => {
  const [method, template] = line.split(' ') as [Method, string];
  return { method, template, operation };
};

/** Every operation that the emulator has; where two fit, the earlier one counts. */
export const routes: readonly Route[] = [
  route('POST /boards/', boards.createBoard),
  route('GET /boards/{id}', boards.getBoard),
  route('PUT /boards/{id}', boards.updateBoard),
  route('GET /boards/{id}/lists', boards.getBoardLists),
  route('GET /boards/{id}/lists/{filter}', boards.getBoardLists),
  route('POST /boards/{id}/lists', boards.createBoardList),
  route('GET /boards/{id}/cards', boards.getBoardCards),
  route('GET /boards/{id}/cards/{filter}', boards.getBoardCards),
  route('GET /boards/{id}/labels', boards.getBoardLabels),
  route('POST /boards/{id}/labels', labels.createBoardLabel),
  route('GET /boards/{id}/members', boards.getBoardMembers),
  route('GET /boards/{id}/customFields', boards.getBoardCustomFields),
  route('GET /boards/{boardId}/actions', (call) => boards.getBoardActions({ ...call, path: { id: call.path['boardId']! } })),
  route('POST /lists', lists.createList),
  route('GET /lists/{id}', lists.getList),
  route('PUT /lists/{id}', lists.updateList),
  route('PUT /lists/{id}/closed', lists.closeList),
  route('GET /lists/{id}/cards', lists.getListCards),
  route('POST /cards', cards.createCard),
  route('GET /cards/{id}', cards.getCard),
  route('PUT /cards/{id}', cards.updateCard),
  route('DELETE /cards/{id}', cards.deleteCard),
  route('GET /cards/{id}/actions', cards.getCardActions),
  route('POST /cards/{id}/actions/comments', comments.addComment),
  route('PUT /cards/{id}/actions/{idAction}/comments', comments.editComment),
  route('DELETE /cards/{id}/actions/{idAction}/comments', comments.deleteComment),
  route('GET /cards/{id}/attachments', attachments.getAttachments),
  route('POST /cards/{id}/attachments', attachments.addAttachment),
  route('DELETE /cards/{id}/attachments/{idAttachment}', attachments.deleteAttachment),
  route('GET /cards/{id}/checklists', checklists.getCardChecklists),
  route('POST /cards/{id}/checklists', checklists.addCardChecklist),
  route('PUT /cards/{id}/checkItem/{idCheckItem}', checklists.updateCardCheckItem),
  route('DELETE /cards/{id}/checkItem/{idCheckItem}', checklists.deleteCardCheckItem),
  route('POST /cards/{id}/idLabels', labels.addCardLabel),
  route('DELETE /cards/{id}/idLabels/{idLabel}', labels.removeCardLabel),
  route('POST /cards/{id}/idMembers', members.addCardMember),
  route('DELETE /cards/{id}/idMembers/{idMember}', members.removeCardMember),
  route('GET /cards/{id}/customFieldItems', customFields.getCardCustomFields),
  route('PUT /cards/{idCard}/customField/{idCustomField}/item', customFields.setCustomField),
  route('POST /checklists', checklists.createChecklist),
  route('GET /checklists/{id}', checklists.getChecklist),
  route('PUT /checklists/{id}', checklists.updateChecklist),
  route('DELETE /checklists/{id}', checklists.deleteChecklist),
  route('GET /checklists/{id}/checkItems', checklists.getCheckItems),
  route('POST /checklists/{id}/checkItems', checklists.addCheckItem),
  route('DELETE /checklists/{id}/checkItems/{idCheckItem}', checklists.deleteCheckItem),
  route('POST /labels', labels.createLabel),
  route('PUT /labels/{id}', labels.updateLabel),
  route('DELETE /labels/{id}', labels.deleteLabel),
  route('POST /customFields', customFields.createCustomField),
  route('POST /webhooks/', webhooks.createWebhook),
  route('GET /webhooks/{id}', webhooks.getWebhook),
  route('PUT /webhooks/{id}', webhooks.updateWebhook),
  route('DELETE /webhooks/{id}', webhooks.deleteWebhook),
  route('GET /tokens/{token}', members.getToken),
  route('GET /tokens/{token}/webhooks', webhooks.getTokenWebhooks),
  route('GET /members/{id}', members.getMember),
  route('GET /members/{id}/boards', members.getMemberBoards),
  route('GET /batch', batch),
];

const compiled = routes.map((one) => ({ ...one, parts: partsOf(one.template) }));

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}

/** Answers one call; `path` is that of the address, below `/1`. */
export function answerCall(method: string, path: string, call: Omit<Call, 'path'>): Answer {
  const parts = partsOf(path);
  for (const one of compiled) {
    const named = one.method === method ? match(one.parts, parts) : undefined;
    if (named) return one.operation({ ...call, path: named });
  }
  return notFound;
}

function match(template: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  if (template.length !== parts.length) return undefined;
  const named: Record<string, string> = {};
  for (const [index, wanted] of template.entries()) {
    const part = decoded(parts[index]!);
    if (wanted.startsWith('{')) named[wanted.slice(1, -1)] = part;
    else if (wanted !== part) return undefined;
  }
  return named;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const BATCH_MAX = 10;

/** Up to ten reads at once; each answer under its status. */
function batch(call: Call): Answer {
  const urls = (textOf(call.fields['urls']) ?? '').split(',');
  if (urls[0] === '' || urls.length > BATCH_MAX) return invalid('urls');
  return done(
    urls.map((text) => {
      const url = URL.parse(text, 'http://trello.local');
      if (!url || url.pathname.startsWith('/batch')) return { name: 'NotFoundError', message: notFound.json, statusCode: 404 };
      const { status, json } = answerCall('GET', url.pathname, { ...call, fields: Object.fromEntries(url.searchParams) });
      return status === 200 ? { 200: json } : { name: 'Error', message: json, statusCode: status };
    }),
  );
}
