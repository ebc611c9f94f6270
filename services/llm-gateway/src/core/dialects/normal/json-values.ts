import { refuse } from '@panal/kernel/pure';
import type { RequestProblem } from './normal-request.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

/** A token count as upstreams should send it: a whole number, not negative; undefined otherwise. */
export const tokenCount = (value: unknown): number | undefined =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined;

export const stringOr = <Other>(value: unknown, other: Other): string | Other => (typeof value === 'string' ? value : other);

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

/** A refusal of a request. */
export const problem = (message: string, param: string | null): { readonly ok: false; readonly refusal: RequestProblem } =>
  refuse({ message, param });

/** JSON text as a value; undefined where it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
