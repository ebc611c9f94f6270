/** What the bridge asks of Trello and of the orchestrator. Adapters throw `AwayError` where asking again later may help, and `RefusedError` where it would not. */
import type { MissionView, OwedApproval } from './core/state.ts';

export { PLACE_ACTIONS_FILTER } from './core/trello-action.ts';
export { APPROVAL_CHARS_MAX } from './core/work-pad.ts';
export type { MissionView };

/** The other side is away, busy, slow, or does not let us in now. */
export class AwayError extends Error {
  override readonly name = 'AwayError';
  /** At least this long should pass before the next try. */
  readonly retryAfterMs: number;

  constructor(message: string, options: ErrorOptions & { retryAfterMs?: number } = {}) {
    super(message, options);
    this.retryAfterMs = options.retryAfterMs ?? 0;
  }
}

/** The same request would be refused again. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  /** The thing asked about is not there. */
  readonly gone: boolean;

  constructor(message: string, options: ErrorOptions & { gone?: boolean } = {}) {
    super(message, options);
    this.gone = options.gone ?? false;
  }
}

/** Credentials; from the environment or a file that it names, never from `panal.yaml`. */
export interface TrelloCredentials {
  readonly apiKey: string;
  readonly token: string;
  /** Signs deliveries; empty where no callback is configured. */
  readonly appSecret: string;
}

export interface TrelloList {
  readonly id: string;
  readonly name: string;
}

export interface TrelloCard {
  readonly cardId: string;
  readonly title: string;
  readonly description: string;
  readonly listId: string;
  readonly closed: boolean;
  /** When anything about it changed last, as Trello writes it. */
  readonly lastActivity: string;
}

export interface TrelloComment {
  readonly commentId: string;
  readonly memberId: string;
  readonly text: string;
}

/** A comment as written, with the time of that by Trello's clock, Unix ms. */
export interface WrittenComment {
  readonly commentId: string;
  readonly atMs: number;
}

/** Trello's REST API, as far as it is used; every call waits for its turn under the rate limit. */
export interface Trello {
  /** Id of the member whose token is used. */
  ownMemberId(): Promise<string>;
  lists(boardId: string): Promise<readonly TrelloList[]>;
  cards(boardId: string): Promise<readonly TrelloCard[]>;
  card(cardId: string): Promise<TrelloCard>;
  /** The newest actions that changed the card's place, as Trello tells them. */
  placeActions(cardId: string): Promise<readonly unknown[]>;
  /** A page of comments, newest first; an empty one is past the end. */
  comments(cardId: string, page: number): Promise<readonly TrelloComment[]>;
  addComment(cardId: string, text: string): Promise<WrittenComment>;
  editComment(cardId: string, commentId: string, text: string): Promise<WrittenComment>;
  moveCard(cardId: string, listId: string): Promise<void>;
}

export interface MissionWanted {
  readonly cardId: string;
  readonly title: string;
  readonly description: string;
}

export interface MissionStirred {
  readonly position: number;
  readonly missionId: string;
}

/** The orchestrator, as far as it is used; every call may be repeated. */
export interface Missions {
  /** The mission of a card; a second call finds the first one's. */
  create(wanted: MissionWanted): Promise<string>;
  view(missionId: string): Promise<MissionView>;
  /** Approves on a member's behalf exactly what the digest names. */
  approve(owed: OwedApproval & { readonly missionId: string }): Promise<{ readonly accepted: boolean; readonly message: string }>;
  /** Events after a position, until the signal aborts or the stream breaks. */
  watch(position: number, signal: AbortSignal): AsyncIterable<MissionStirred>;
}
