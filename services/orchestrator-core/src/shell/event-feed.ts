import { type Journal, JournalClosedError } from '@panal/journal';
import type { OrchestratorEvent } from '../core/events.ts';
import { eventCodec } from './store.ts';

export interface FedEvent {
  readonly position: number;
  readonly atMs: number;
  readonly event: OrchestratorEvent;
}

/** Events after `position`, from the journal and then as they are flushed, until the signal aborts or the journal closes. Holds one event at a time. */
export async function* eventsAfter(journal: Journal, position: number, signal: AbortSignal): AsyncGenerator<FedEvent> {
  let next = position + 1;
  try {
    for (;;) {
      await journal.waitFor(next, signal);
      for await (const record of journal.read(next)) {
        signal.throwIfAborted();
        yield { position: record.position, atMs: record.atMs, event: eventCodec.decode(record.bytes) };
        next = record.position + 1;
      }
    }
  } catch (error) {
    if (!signal.aborted && !(error instanceof JournalClosedError)) throw error;
  }
}
