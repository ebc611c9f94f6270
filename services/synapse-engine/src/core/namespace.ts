import { type Result, ok, refuse } from '@panal/kernel/pure';

/** Where facts go when a caller names no namespace. */
export const defaultNamespace = 'panal';

const NAMESPACE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** The namespace that a request means, or why the name is none. */
export function namespaceOf(name: string): Result<string, string> {
  if (name === '') return ok(defaultNamespace);
  if (NAMESPACE.test(name)) return ok(name);
  return refuse('namespace: use 1 to 64 letters, digits, ".", "_" or "-", starting with a letter or digit.');
}
