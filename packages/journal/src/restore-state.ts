import type { StateStoreOptions } from './core.ts';
import { JournalTrimmedError } from './errors.ts';
import type { EventCodec } from './json-event-codec.ts';
import type { JournalRecord } from './port.ts';

export interface RestoredState<State> {
  readonly state: State;
  readonly position: number;
  readonly snapshotPosition: number;
}

/** The state after the newest snapshot that can be read and every record behind it. */
export async function restoreState<State, Command, Event, Refusal>(
  options: StateStoreOptions<State, Command, Event, Refusal>,
): Promise<RestoredState<State>> {
  const { journal, core, codec } = options;
  const start = (await restoreSnapshot(options)) ?? { state: core.initial(), position: 0 };
  if (start.position + 1 < journal.firstPosition) throw new JournalTrimmedError(start.position + 1, journal.firstPosition);
  let { position } = start;
  for await (const records of journal.readGroups(position + 1)) {
    for (const record of records) core.apply(start.state, decodeAt(codec, record), record);
    position += records.length;
  }
  return { state: start.state, position, snapshotPosition: start.position };
}

function decodeAt<Event>(codec: EventCodec<Event>, { position, bytes }: JournalRecord): Event {
  try {
    return codec.decode(bytes);
  } catch (error) {
    throw new Error(
      `the record at position ${position} can't be decoded: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

async function restoreSnapshot<State, Command, Event, Refusal>(
  options: StateStoreOptions<State, Command, Event, Refusal>,
): Promise<{ state: State; position: number } | undefined> {
  const { journal, snapshot } = options;
  const stored = snapshot === undefined ? undefined : await journal.readSnapshot();
  if (snapshot === undefined || stored === undefined) return undefined;
  try {
    return { state: snapshot.decode(stored.bytes), position: stored.position };
  } catch (error) {
    // Every record is still there, so an unreadable snapshot costs only time.
    if (journal.firstPosition === 1) return undefined;
    throw new Error(
      `the snapshot after position ${stored.position} can't be read and the records before it are trimmed: restore a backup`,
      {
        cause: error,
      },
    );
  }
}
