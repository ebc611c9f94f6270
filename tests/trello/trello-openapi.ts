import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { EmulatorRequest } from '@panal/trello-emulator';

/** Recorded data lies beside the checkout where it is at hand; it is not part of the repository. */
export const sharedTrelloDir = fileURLToPath(new URL('../../../shared/data/trello', import.meta.url));
const file = `${sharedTrelloDir}/trello-openapi.json`;
export const openapiPath = existsSync(file) ? file : undefined;

interface Parameter {
  readonly name?: string;
  readonly in?: string;
  readonly required?: boolean;
}
interface PathItem extends Readonly<
  Record<string, { readonly parameters?: readonly Parameter[] } | readonly Parameter[] | undefined>
> {
  readonly parameters?: readonly Parameter[];
}

let paths: Readonly<Record<string, PathItem>> | undefined;

const matches = (template: string, path: string): boolean =>
  new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(path);

/**
 * The operation that a request is of, e.g. `PUT /cards/{id}`. Throws where the API's description has no such path, method or
 * parameter, or where a required one is missing. What the description calls a query parameter may come in a JSON body.
 */
export function checkAgainstOpenapi({ method, path, query, body }: EmulatorRequest): string {
  paths ??= (JSON.parse(readFileSync(openapiPath!, 'utf8')) as { paths: typeof paths }).paths!;
  const fitting = Object.entries(paths).filter(([template, item]) => matches(template, path) && method.toLowerCase() in item);
  // `/cards/{id}/actions` before `/cards/{id}/{field}`.
  const [found] = fitting.toSorted(([one], [other]) => one.split('{').length - other.split('{').length);
  if (!found) throw new Error(`the description has no ${method} ${path}`);
  const [template, item] = found;
  const operation = item[method.toLowerCase()] as { readonly parameters?: readonly Parameter[] };
  const known = [...(item.parameters ?? []), ...(operation.parameters ?? [])].filter((parameter) => parameter.in === 'query');
  const sent = [...query.keys(), ...Object.keys(body)];
  const unknown = sent.filter((name) => !known.some((parameter) => parameter.name === name));
  const missing = known.filter(({ name, required }) => required && !sent.includes(name ?? ''));
  if (unknown.length > 0 || missing.length > 0)
    throw new Error(`${method} ${template}: unknown ${unknown.join()}, missing ${missing.map(({ name }) => name).join()}`);
  return `${method} ${template}`;
}
