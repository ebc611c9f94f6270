import { actionJson } from './record-action.ts';
import { webhooksFor } from './resources/webhooks.ts';
import type { Action, TrelloState } from './state.ts';

/** What a webhook is told. The body is what is signed, to the letter, with the callback's address behind it. */
export interface Delivery {
  readonly webhookId: string;
  readonly callbackUrl: string;
  readonly body: string;
  /** Of the client whose write caused it, if it named itself. */
  readonly clientIdentifier: string | undefined;
}

/** The deliveries that an action causes, one for each webhook that it concerns. */
export function deliveriesOf(state: TrelloState, action: Action, clientIdentifier: string | undefined): Delivery[] {
  return webhooksFor(state, action).map(({ id, idModel, callbackURL, token: _token, ...webhook }) => ({
    webhookId: id,
    callbackUrl: callbackURL,
    body: JSON.stringify({
      action: actionJson(state, action),
      model: modelJson(state, idModel),
      webhook: { id, idModel, callbackURL, ...webhook },
    }),
    clientIdentifier,
  }));
}

function modelJson(state: TrelloState, id: string): unknown {
  const model = state.boards.get(id) ?? state.lists.get(id) ?? state.cards.get(id) ?? state.members.get(id);
  const name = model && ('name' in model ? model.name : model.fullName);
  return { id, name };
}
