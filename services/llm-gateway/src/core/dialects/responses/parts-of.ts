import { isObject, listOf } from '../normal/json-values.ts';

/** The objects in a list of an item. */
export const partsOf = (item: Record<string, unknown> | undefined, name: string): readonly Record<string, unknown>[] =>
  listOf(item?.[name]).filter(isObject);
