import { type JsonObject, isObject } from '../normal/json-values.ts';

/** An annotation of a message, flat, as the Responses API has it. */
export function readAnnotation(value: unknown): unknown {
  if (!isObject(value)) return value;
  const { url_citation: inner, ...rest } = value;
  return value['type'] === 'url_citation' && isObject(inner) ? { ...rest, ...inner } : value;
}

/** The same as chat completions nest it. */
export function writeAnnotation(value: unknown): unknown {
  if (!isObject(value) || value['type'] !== 'url_citation' || isObject(value['url_citation'])) return value;
  const { type, ...inner }: JsonObject = value;
  return { type, url_citation: inner };
}
