import type { EventCodec } from './json-event-codec.ts';
import type { Journal } from './port.ts';

/** The pure part of a service: no clock, randomness, await or I/O. Same events in, same state out. */
export interface Core<State, Command, Event, Refusal> {
  initial(): State;
  /** What a command would change, or why not. Must not mutate the state. */
  decide(state: State, command: Command, nowMs: number): Decision<Event, Refusal>;
  /** Mutates the state. Must accept every event that `decide` ever returned. */
  apply(state: State, event: Event, record: EventRecord): void;
}

export type Decision<Event, Refusal> =
  | { readonly ok: true; readonly events: readonly Event[] }
  | { readonly ok: false; readonly refusal: Refusal };

export interface EventRecord {
  readonly position: number;
  /** When it was decided, Unix ms: the same at replay as at the time. */
  readonly atMs: number;
}

export interface JournalledEvent<Event> extends EventRecord {
  readonly event: Event;
}

export interface SnapshotCodec<State> {
  /** Called between two commands; blocks the process while it runs. */
  encode(state: State): Uint8Array;
  decode(bytes: Uint8Array): State;
  /** A snapshot is taken after this many records. */
  readonly everyRecords: number;
}

export interface StateStoreOptions<State, Command, Event, Refusal> {
  readonly journal: Journal;
  readonly core: Core<State, Command, Event, Refusal>;
  readonly codec: EventCodec<Event>;
  readonly clock: () => number;
  readonly snapshot?: SnapshotCodec<State>;
  /** Told when a snapshot could not be stored; the work goes on, and the next one is tried in time. Default: standard error. */
  readonly onSnapshotError?: (error: Error) => void;
}
