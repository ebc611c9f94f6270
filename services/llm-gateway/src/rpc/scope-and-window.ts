import { ServiceError } from '@panal/kernel/runtime';
import { type WindowKind, parseScope, windowKinds } from '../core/ledger/index.ts';

/** The scope of a request; refuses what is none. */
export function readScope(text: string): string {
  const scope = parseScope(text);
  if (scope !== undefined) return scope;
  throw new ServiceError(
    'invalid-argument',
    `"${text}" is no scope. Use "" (global), project:X, mission:X, lease:X, key:X, agent:X or model:X.`,
  );
}

/** The window of a request, or undefined where it names none. */
export function readWindow(text: string): WindowKind | undefined {
  if (text === '') return undefined;
  const window = windowKinds.find((kind) => kind === text);
  if (window) return window;
  throw new ServiceError('invalid-argument', `"${text}" is no window. Use daily, monthly or total.`);
}
