import type { Json } from '../normal/dialect-codec.ts';
import type { Origin, OwnField, RequestProblem } from '../normal/normal-request.ts';

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The fields of an object whose names are not among `known`. */
export function restOf(value: Json, known: ReadonlySet<string>): Record<string, unknown> {
  // Not by assignment: that would lose a field named `__proto__`.
  return Object.fromEntries(Object.entries(value).filter(([name]) => !known.has(name)));
}

/** Notes every given field that is not among `known` as this dialect's own; the origin has it for a writer of this dialect. */
export function ownRest(value: Json, known: ReadonlySet<string>, path: string, own: OwnField[]): void {
  for (const [name, field] of Object.entries(value))
    if (!known.has(name) && field !== null && field !== undefined)
      own.push({ dialect: 'responses', path: `${path}.${name}`, value: field, inOrigin: true });
}

/** What is kept for a writer of this dialect; nothing where there is nothing. */
export const originOf = (value: Readonly<Record<string, unknown>>): { readonly origin?: Origin } =>
  Object.keys(value).length > 0 ? { origin: { dialect: 'responses', value } } : {};

/** What a reader of this dialect kept. */
export const keptIn = (holder: { readonly origin?: Origin }): Readonly<Record<string, unknown>> =>
  holder.origin?.dialect === 'responses' ? holder.origin.value : {};

/** Ends the reading of a request: caught by the codec, which returns what it holds. */
export class Refused extends Error {
  readonly problem: RequestProblem;

  constructor(message: string, param: string | null) {
    super(message);
    this.problem = { message, param };
  }
}
