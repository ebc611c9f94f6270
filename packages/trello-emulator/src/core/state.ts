/**
 * What a Trello with its boards knows. The state is changed by the functions of `resources/` alone, one call at a time; time and
 * the caller are inputs, ids follow from a counter, so that the same calls give the same state.
 *
 *   bounds: CARDS_MAX cards and THINGS_MAX of each other kind (then 403 with a message); the newest ACTIONS_MAX actions are kept
 */
export interface TrelloState {
  nextId: number;
  readonly members: Map<string, Member>;
  /** By token. */
  readonly tokens: Map<string, Access>;
  readonly boards: Map<string, Board>;
  readonly lists: Map<string, List>;
  readonly cards: Map<string, Card>;
  readonly labels: Map<string, Label>;
  readonly checklists: Map<string, Checklist>;
  readonly customFields: Map<string, CustomField>;
  readonly webhooks: Map<string, Webhook>;
  /** Oldest first. */
  readonly actions: Action[];
}

export const CARDS_MAX = 20_000;
export const THINGS_MAX = 20_000;
export const ACTIONS_MAX = 200_000;

/** What a token opens. */
export interface Access {
  readonly token: string;
  readonly apiKey: string;
  readonly memberId: string;
}

export interface Member {
  readonly id: string;
  readonly username: string;
  readonly fullName: string;
}

export interface Board {
  readonly id: string;
  name: string;
  desc: string;
  closed: boolean;
  readonly shortLink: string;
  readonly memberIds: Set<string>;
}

export interface List {
  readonly id: string;
  name: string;
  closed: boolean;
  pos: number;
  idBoard: string;
}

export interface Card {
  readonly id: string;
  readonly idShort: number;
  readonly shortLink: string;
  name: string;
  desc: string;
  closed: boolean;
  idBoard: string;
  idList: string;
  pos: number;
  due: string | null;
  dueComplete: boolean;
  dateLastActivity: string;
  idMembers: string[];
  idLabels: string[];
  readonly attachments: Attachment[];
  /** By the field's id. */
  readonly customFieldValues: Map<string, CustomFieldValue>;
}

export interface Attachment {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly mimeType: string;
  readonly bytes: number;
  readonly date: string;
  readonly idMember: string;
}

export interface Label {
  readonly id: string;
  readonly idBoard: string;
  name: string;
  color: string | null;
}

export interface Checklist {
  readonly id: string;
  readonly idCard: string;
  readonly idBoard: string;
  name: string;
  pos: number;
  readonly checkItems: CheckItem[];
}

export interface CheckItem {
  readonly id: string;
  name: string;
  state: 'complete' | 'incomplete';
  pos: number;
}

export interface CustomField {
  readonly id: string;
  readonly idModel: string;
  name: string;
  readonly type: 'text' | 'number' | 'date' | 'checkbox' | 'list';
  readonly options: readonly CustomFieldOption[];
  pos: number;
}

export interface CustomFieldOption {
  readonly id: string;
  readonly text: string;
}

export interface CustomFieldValue {
  readonly id: string;
  readonly value: Readonly<Record<string, string>> | null;
  readonly idValue: string | null;
}

export interface Webhook {
  readonly id: string;
  /** Only the token that made it sees it. */
  readonly token: string;
  description: string;
  idModel: string;
  callbackURL: string;
  active: boolean;
  consecutiveFailures: number;
}

/** Something that happened, as Trello tells of it. */
export interface Action {
  readonly id: string;
  readonly type: string;
  readonly date: string;
  readonly idMemberCreator: string;
  data: Readonly<Record<string, unknown>>;
  /** What is needed to find it again; not shown. */
  readonly boardId: string;
  readonly cardId: string | undefined;
  readonly listIds: readonly string[];
}

export const emptyState = (): TrelloState => ({
  nextId: 1,
  members: new Map(),
  tokens: new Map(),
  boards: new Map(),
  lists: new Map(),
  cards: new Map(),
  labels: new Map(),
  checklists: new Map(),
  customFields: new Map(),
  webhooks: new Map(),
  actions: [],
});

/** A fresh id of 24 hexadecimal digits that begins with the second it was made in, as Trello's do. */
export function newId(state: TrelloState, nowMs: number): string {
  const seconds = Math.floor(nowMs / 1000)
    .toString(16)
    .padStart(8, '0')
    .slice(-8);
  const id = seconds + state.nextId.toString(16).padStart(16, '0');
  state.nextId += 1;
  return id;
}

/** The short name of something in addresses: eight letters and digits that follow from its id. */
export const shortLinkOf = (id: string): string =>
  BigInt(`0x${id.slice(-10)}${id.slice(0, 4)}`)
    .toString(36)
    .padStart(8, 'p')
    .slice(-8);
