import type { Journal } from '@panal/journal';
import { graphEventCodec } from '../core/event-codec.ts';
import type { GraphDelta, GraphStep } from '../ports.ts';

/** What consecutive journal records change, and how many changes that is. */
export interface RecordBatch {
  readonly delta: GraphDelta;
  readonly changes: number;
}

const BATCH_BYTES = 1024 * 1024;
const BATCH_RECORDS = 2_000;

class Gathering {
  readonly steps: GraphStep[] = [];
  readonly #parts: Uint8Array[] = [];
  records = 0;
  changes = 0;
  size = 0;
  #lastPosition = 0;

  add(record: { readonly position: number; readonly bytes: Uint8Array }): void {
    const event = graphEventCodec.decode(record.bytes);
    this.#lastPosition = record.position;
    this.records += 1;
    if (event.type === 'namespace-deleted') {
      this.steps.push({ namespace: event.namespace, runs: 'delete-all' });
      this.changes += 1;
    }
    if (!('runs' in event)) return;
    this.steps.push({ namespace: event.namespace, runs: event.runs });
    this.#parts.push(event.body);
    this.size += event.body.length;
    this.changes += event.count;
  }

  /** In a buffer of its own, so that it can be handed to another thread. */
  batch(): RecordBatch {
    const bytes = new Uint8Array(this.size);
    let offset = 0;
    for (const part of this.#parts) {
      bytes.set(part, offset);
      offset += part.length;
    }
    return { delta: { steps: this.steps, bytes, lastPosition: this.#lastPosition }, changes: this.changes };
  }
}

/** The records from a position to the journal's present end, in batches of about 1 MiB (one record more at most). */
export async function* recordBatches(journal: Journal, fromPosition: number): AsyncGenerator<RecordBatch> {
  let gathering = new Gathering();
  for await (const record of journal.read(fromPosition)) {
    gathering.add(record);
    if (gathering.size < BATCH_BYTES && gathering.records < BATCH_RECORDS) continue;
    yield gathering.batch();
    gathering = new Gathering();
  }
  if (gathering.records > 0) yield gathering.batch();
}
