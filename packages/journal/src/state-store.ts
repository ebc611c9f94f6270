import type { JournalledEvent, StateStoreOptions } from './core.ts';
import { restoreState, type RestoredState } from './restore-state.ts';

/** For a decision without events both positions are those of the newest record it rests on. */
export type Execution<Event, Refusal> =
  | { readonly ok: true; readonly events: readonly Event[]; readonly firstPosition: number; readonly lastPosition: number }
  | { readonly ok: false; readonly refusal: Refusal };

/** A command that is decided and applied, but not yet flushed. */
export interface Submission<Event, Refusal> {
  readonly outcome: Execution<Event, Refusal>;
  /** Resolves when what `execute` would wait for is flushed. */
  readonly durable: Promise<void>;
}

/** The one writer of a service's state. */
export interface StateStore<State, Command, Event, Refusal> {
  /**
   * The state after every command decided so far; don't mutate it. It may be ahead of the disk: an answer to the outside that
   * rests on it goes through `execute` or waits for `settled`.
   */
  readonly state: State;
  /** Position of the newest event applied (perhaps not yet flushed). */
  readonly position: number;
  /**
   * Decides and applies in call order, journals the events as one batch, and resolves after the flush. A refusal or a decision
   * without events resolves once everything decided before it is flushed, so that no answer rests on unflushed state. Rejects
   * with what the journal refuses (`JournalFullError`: nothing was applied).
   */
  execute(command: Command): Promise<Execution<Event, Refusal>>;
  /**
   * The same without the wait, for work that may begin before the flush and must not be answered before `durable`. Throws what
   * the journal refuses (nothing was applied).
   */
  submit(command: Command): Submission<Event, Refusal>;
  /** Resolves when everything decided so far is flushed. */
  settled(): Promise<void>;
  /** Calls the listener for each event after its flush, in order. Returns the way to stop. A listener that throws ends the process. */
  subscribe(listener: (entry: JournalledEvent<Event>) => void): () => void;
  /** Waits for what is under way, then closes the journal. */
  close(): Promise<void>;
}

/** Restores the state from the newest snapshot and the records after it. */
export async function openStateStore<State, Command, Event, Refusal>(
  options: StateStoreOptions<State, Command, Event, Refusal>,
): Promise<StateStore<State, Command, Event, Refusal>> {
  const restored = await restoreState(options);
  return new JournalledStateStore(options, restored);
}

class JournalledStateStore<State, Command, Event, Refusal> implements StateStore<State, Command, Event, Refusal> {
  readonly state: State;
  #position: number;
  #snapshotPosition: number;
  #snapshotting: Promise<void> | undefined;
  #newest: Promise<unknown> = Promise.resolve();
  #broken: Error | undefined;
  #closing = false;
  readonly #options: StateStoreOptions<State, Command, Event, Refusal>;
  readonly #listeners = new Set<(entry: JournalledEvent<Event>) => void>();

  constructor(options: StateStoreOptions<State, Command, Event, Refusal>, restored: RestoredState<State>) {
    this.#options = options;
    this.state = restored.state;
    this.#position = restored.position;
    this.#snapshotPosition = restored.snapshotPosition;
  }

  get position(): number {
    return this.#position;
  }

  async execute(command: Command): Promise<Execution<Event, Refusal>> {
    const { outcome, durable } = this.submit(command);
    await durable;
    return outcome;
  }

  submit(command: Command): Submission<Event, Refusal> {
    if (this.#broken !== undefined) throw this.#broken;
    const { core, clock } = this.#options;
    const nowMs = clock();
    const decision = core.decide(this.state, command, nowMs);
    if (decision.ok && decision.events.length > 0) return this.#journal(decision.events, nowMs);
    const position = this.#position;
    const outcome = decision.ok ? { ok: true as const, events: [], firstPosition: position, lastPosition: position } : decision;
    return { outcome, durable: this.settled() };
  }

  async settled(): Promise<void> {
    if (this.#position > this.#options.journal.flushedPosition) await this.#newest;
  }

  subscribe(listener: (entry: JournalledEvent<Event>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.#options.journal.close();
    await this.#snapshotting;
  }

  #journal(events: readonly Event[], atMs: number): Submission<Event, Refusal> {
    const { journal, codec } = this.#options;
    const records = events.map((event) => codec.encode(event));
    const refusal = journal.refusalOf(records);
    if (refusal !== undefined) throw refusal;
    const firstPosition = this.#position + 1;
    this.#apply(events, atMs);
    const appended = journal.append(records, atMs);
    this.#newest = appended;
    this.#snapshotWhenDue();
    const durable = appended.then(() => {
      if (this.#listeners.size > 0) this.#notify(events, firstPosition, atMs);
    });
    const outcome = { ok: true as const, events, firstPosition, lastPosition: firstPosition + events.length - 1 };
    return { outcome, durable };
  }

  /** Before the append, so that an event that can't be applied never reaches the disk and the restart finds a sound journal. */
  #apply(events: readonly Event[], atMs: number): void {
    try {
      for (const event of events) {
        this.#position += 1;
        this.#options.core.apply(this.state, event, { position: this.#position, atMs });
      }
    } catch (error) {
      this.#broken = new Error('the state is half changed, since applying an event failed; nothing more is accepted', {
        cause: error,
      });
      crash(error);
      throw this.#broken;
    }
  }

  #notify(events: readonly Event[], firstPosition: number, atMs: number): void {
    for (const [index, event] of events.entries()) {
      for (const listener of this.#listeners) callOrCrash(() => listener({ position: firstPosition + index, atMs, event }));
    }
  }

  #snapshotWhenDue(): void {
    const { snapshot } = this.#options;
    if (snapshot === undefined || this.#snapshotting !== undefined) return;
    if (this.#position - this.#snapshotPosition < snapshot.everyRecords) return;
    const position = this.#position;
    const bytes = snapshot.encode(this.state);
    this.#snapshotPosition = position;
    this.#snapshotting = this.#writeSnapshot(position, bytes).finally(() => (this.#snapshotting = undefined));
  }

  async #writeSnapshot(position: number, bytes: Uint8Array): Promise<void> {
    const { journal, onSnapshotError } = this.#options;
    try {
      // The state was taken at the moment of the decision; its newest events may still be on their way to the disk.
      await journal.waitFor(position);
      await journal.writeSnapshot(position, bytes);
    } catch (error) {
      if (this.#closing) return;
      const problem = error instanceof Error ? error : new Error(String(error));
      if (onSnapshotError !== undefined) onSnapshotError(problem);
      else
        process.stderr.write(`panal: a snapshot could not be stored (the journal is complete without it): ${problem.message}\n`);
    }
  }
}

/** A listener's bug must not look like a failed flush to the caller who is being acknowledged. */
function callOrCrash(call: () => void): void {
  try {
    call();
  } catch (error) {
    crash(error);
  }
}

/** Ends the process as any uncaught error does. */
function crash(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
