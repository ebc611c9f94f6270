import type { Access, TrelloState } from './state.ts';

/** A call of the REST API after its credentials were checked. */
export interface Call {
  readonly state: TrelloState;
  readonly access: Access;
  readonly nowMs: number;
  /** What the path's template names: `{id}` and the like. */
  readonly path: Readonly<Record<string, string>>;
  /** Query and body together; the body wins. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Answer {
  readonly status: number;
  /** A string is sent as plain text, as Trello does with most of its errors. */
  readonly json: unknown;
}

export type Operation = (call: Call) => Answer;

export const done = (json: unknown): Answer => ({ status: 200, json });
export const notFound: Answer = { status: 404, json: 'The requested resource was not found.' };
export const invalid = (what: string): Answer => ({ status: 400, json: `invalid value for ${what}` });
export const forbidden = (why: string): Answer => ({ status: 401, json: why });
export const tooMany = (what: string): Answer => ({ status: 403, json: `Too many ${what}: this emulator keeps no more.` });

export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** `true` and `false`, also as text; undefined for anything else. */
export function flagOf(value: unknown): boolean | undefined {
  if (value === true || value === 'true') return true;
  return value === false || value === 'false' ? false : undefined;
}

/** Ids as a list or as text with commas. */
export function idsOf(value: unknown): readonly string[] {
  const ids = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [];
  return ids.filter((id): id is string => typeof id === 'string' && id !== '');
}

const POSITION_STEP = 16_384;

/** A place among others by `top`, `bottom` or a number; at the bottom where nothing is said; undefined for what is none. */
export function positionOf(value: unknown, others: readonly { readonly pos: number }[]): number | undefined {
  const places = others.map(({ pos }) => pos);
  if (value === undefined || value === 'bottom') return Math.max(0, ...places) + POSITION_STEP;
  if (value === 'top') return Math.min(POSITION_STEP * 2, ...places) / 2;
  const pos = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof pos === 'number' && Number.isFinite(pos) && pos >= 0 ? pos : undefined;
}

export const byPosition = <T extends { readonly pos: number }>(things: Iterable<T>): T[] =>
  [...things].toSorted((one, other) => one.pos - other.pos);

/** Those properties of an answer that the caller asked for by `fields`; the id always. */
export function chosen<T extends object>(json: T, fields: unknown): Partial<T> {
  const names = idsOf(fields);
  if (names.length === 0 || names.includes('all')) return json;
  return Object.fromEntries(Object.entries(json).filter(([name]) => name === 'id' || names.includes(name))) as Partial<T>;
}
