/**
 * A scope names whose spend is counted: `""` (global), `project:x`, `mission:x`, `lease:x`, `key:x`, `agent:x`, `model:x`. Every
 * request touches one of each kind that it knows; it has either a lease or a standalone key.
 */
export const scopeKinds = ['project', 'mission', 'lease', 'key', 'agent', 'model'] as const;
export type ScopeKind = (typeof scopeKinds)[number];

export const GLOBAL_SCOPE = '';
const SCOPE_LENGTH_MAX = 300;
const NAME_LENGTH_MAX = 200;

/** The scope of a name, e.g. `mission:m-1`. */
export const scopeOf = (kind: ScopeKind, name: string): string => `${kind}:${name}`;

/** What people are told for a scope. */
export const scopeLabel = (scope: string): string => (scope === GLOBAL_SCOPE ? 'global' : scope);

/** Reads a scope as people and clients write it (`global` is the empty one), or undefined where it is none. */
export function parseScope(text: string): string | undefined {
  if (text === GLOBAL_SCOPE || text === 'global') return GLOBAL_SCOPE;
  const separator = text.indexOf(':');
  if (separator < 1 || text.length > SCOPE_LENGTH_MAX || !isName(text.slice(separator + 1))) return undefined;
  return (scopeKinds as readonly string[]).includes(text.slice(0, separator)) ? text : undefined;
}

/** Whether a text can name a project, mission, lease, agent or model: 1 to 200 characters, none of them a control character. */
export const isName = (text: string): boolean => text.length > 0 && text.length <= NAME_LENGTH_MAX && !/\p{Cc}/u.test(text);

/** A name for messages, headers and reports: what is longer than a name may be (in journals of older versions, say) is cut. */
export const shownName = (name: string): string =>
  name.length <= SCOPE_LENGTH_MAX ? name : `${name.slice(0, NAME_LENGTH_MAX)}…`;
