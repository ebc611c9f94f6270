import type { CoreSettings, OrchestratorCommand, Refusal } from '../commands.ts';
import type { OrchestratorEvent } from '../events.ts';
import type { State } from '../state.ts';

/** The outcome of a decision. */
export type Decided =
  | { readonly ok: true; readonly events: readonly OrchestratorEvent[] }
  | { readonly ok: false; readonly refusal: Refusal };

/** What every decision looks at. */
export interface At {
  readonly settings: CoreSettings;
  readonly state: State;
  readonly nowMs: number;
}

/** A command by its type. */
export type CommandOf<Type extends OrchestratorCommand['type']> = Extract<OrchestratorCommand, { readonly type: Type }>;

/** These events, in order. */
export const decided = (...events: readonly OrchestratorEvent[]): Decided => ({ ok: true, events });

/** Nothing changes, and the caller is told why. */
export const refused = (code: Refusal['code'], message: string): Decided => ({ ok: false, refusal: { code, message } });
