import { type Answer, type Call, type Operation, done, flagOf, forbidden, invalid, notFound, textOf, tooMany } from '../call.ts';
import { type Action, type TrelloState, type Webhook, newId } from '../state.ts';

const WEBHOOKS_MAX = 100;

const shown = ({ token: _token, ...webhook }: Webhook) => webhook;

const withWebhook =
  (operation: (call: Call, webhook: Webhook) => Answer): Operation =>
  (call) => {
    const webhook = call.state.webhooks.get(call.path['id'] ?? '');
    if (!webhook) return notFound;
    return webhook.token === call.access.token ? operation(call, webhook) : forbidden('invalid token');
  };

const isModel = ({ state }: Call, id: string): boolean =>
  state.boards.has(id) || state.lists.has(id) || state.cards.has(id) || state.members.has(id);

const callbackOf = (value: unknown): string | undefined => {
  const url = URL.parse(textOf(value) ?? '');
  return url && /^https?:$/.test(url.protocol) ? textOf(value) : undefined;
};

/** Whether the address answers HEAD with 200 is looked at by the shell before this is called. */
export const createWebhook: Operation = (call) => {
  const { state, access, nowMs, fields } = call;
  const [callbackURL, idModel] = [callbackOf(fields['callbackURL']), textOf(fields['idModel']) ?? ''];
  if (!callbackURL) return invalid('callbackURL');
  if (!isModel(call, idModel)) return invalid('idModel');
  const same = [...state.webhooks.values()].some(
    (one) => one.token === access.token && one.callbackURL === callbackURL && one.idModel === idModel,
  );
  if (same) return { status: 400, json: 'A webhook with that callback, model, and token already exists' };
  if (state.webhooks.size >= WEBHOOKS_MAX) return tooMany('webhooks');
  const webhook: Webhook = {
    ...{ id: newId(state, nowMs), token: access.token, description: textOf(fields['description']) ?? '', idModel, callbackURL },
    ...{ active: flagOf(fields['active']) ?? true, consecutiveFailures: 0 },
  };
  state.webhooks.set(webhook.id, webhook);
  return done(shown(webhook));
};

export const getWebhook = withWebhook((_call, webhook) => done(shown(webhook)));

export const updateWebhook = withWebhook((call, webhook) => {
  const { description, callbackURL, idModel, active } = call.fields;
  if (callbackURL !== undefined && !callbackOf(callbackURL)) return invalid('callbackURL');
  if (idModel !== undefined && !isModel(call, textOf(idModel) ?? '')) return invalid('idModel');
  Object.assign(webhook, {
    description: textOf(description) ?? webhook.description,
    callbackURL: callbackOf(callbackURL) ?? webhook.callbackURL,
    idModel: textOf(idModel) ?? webhook.idModel,
    active: flagOf(active) ?? webhook.active,
  });
  return done(shown(webhook));
});

export const deleteWebhook = withWebhook(({ state }, { id }) => {
  state.webhooks.delete(id);
  return done({ _value: null });
});

export const getTokenWebhooks: Operation = ({ state, access, path }) =>
  path['token'] === access.token
    ? done([...state.webhooks.values()].filter(({ token }) => token === access.token).map(shown))
    : forbidden('invalid token');

/** The active webhooks whose model an action concerns: its board, a list, its card, or who did it. */
export const webhooksFor = ({ webhooks }: TrelloState, action: Action): Webhook[] =>
  [...webhooks.values()].filter(
    ({ active, idModel }) =>
      active && [action.boardId, action.cardId, action.idMemberCreator, ...action.listIds].includes(idModel),
  );
