import { JournalTrimmedError } from '@panal/journal';
import { ServiceError } from '@panal/kernel/runtime';
import { changesOf } from '../core/change-set.ts';
import { graphEventCodec } from '../core/event-codec.ts';
import type { Synapse } from './synapse.ts';

/** What one record changed in the graph. */
export interface WatchedRecord {
  readonly position: number;
  readonly atMs: number;
  readonly namespace: string;
  readonly changes: { remove: boolean; quad: string }[];
  readonly namespaceDeleted: boolean;
  /** Of the feed that wrote it, if one did. */
  readonly journalId: string;
  readonly lastPosition: number;
}

function watchedOf(record: { position: number; atMs: number; bytes: Uint8Array }, namespace: string): WatchedRecord | undefined {
  const event = graphEventCodec.decode(record.bytes);
  const deleted = event.type === 'namespace-deleted';
  if (!deleted && !('runs' in event)) return undefined;
  if (namespace !== '' && event.namespace !== namespace) return undefined;
  return {
    position: record.position,
    atMs: record.atMs,
    namespace: event.namespace,
    changes: deleted ? [] : changesOf(event),
    namespaceDeleted: deleted,
    journalId: event.type === 'changes-applied' ? event.journalId : '',
    lastPosition: event.type === 'changes-applied' ? event.lastPosition : 0,
  };
}

/** Every flushed change from a position on, in order, until the signal; of one namespace, or of all for an empty name. */
export async function* watchRecords(
  synapse: Synapse,
  request: { readonly fromPosition: number; readonly namespace: string },
  signal: AbortSignal,
): AsyncGenerator<WatchedRecord> {
  let next = Math.max(1, request.fromPosition);
  try {
    while (!signal.aborted) {
      await synapse.journal.waitFor(next, signal);
      for await (const record of synapse.journal.read(next)) {
        if (signal.aborted) return;
        next = record.position + 1;
        const watched = watchedOf(record, request.namespace);
        if (watched) yield watched;
      }
    }
  } catch (error) {
    if (error instanceof JournalTrimmedError) {
      throw new ServiceError(
        'trimmed',
        `Changes before position ${error.firstPosition} are no longer kept (asked for: ${next}). Export the graph first, then go on from its position.`,
      );
    }
    if (!signal.aborted) throw error;
  }
}
