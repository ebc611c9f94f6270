import type { Journal } from '@panal/journal';
import { graphEventCodec } from '../core/event-codec.ts';
import type { GraphEvent } from '../core/events.ts';
import type { GraphDelta, GraphStep } from '../ports.ts';
import type { RecordTail } from './record-tail.ts';

const BATCH_BYTES = 1024 * 1024;
const BATCH_RECORDS = 2_000;

/** What consecutive journal records change. */
class Gathering {
  readonly steps: GraphStep[] = [];
  readonly #parts: Uint8Array[] = [];
  #records = 0;
  #changes = 0;
  #size = 0;
  #lastPosition = 0;

  get isEmpty(): boolean {
    return this.#records === 0;
  }

  get isFull(): boolean {
    return this.#size >= BATCH_BYTES || this.#records >= BATCH_RECORDS;
  }

  add(position: number, event: GraphEvent): void {
    this.#lastPosition = position;
    this.#records += 1;
    if (event.type === 'namespace-deleted') {
      this.steps.push({ namespace: event.namespace, runs: 'delete-all' });
      this.#changes += 1;
    }
    if (!('runs' in event)) return;
    this.steps.push({ namespace: event.namespace, runs: event.runs });
    this.#parts.push(event.body);
    this.#size += event.body.length;
    this.#changes += event.count;
  }

  /** In a buffer of its own, so that it can be handed to another thread. */
  delta(): GraphDelta {
    const bytes = new Uint8Array(this.#size);
    let offset = 0;
    for (const part of this.#parts) {
      bytes.set(part, offset);
      offset += part.length;
    }
    return { steps: this.steps, bytes, changes: this.#changes, lastPosition: this.#lastPosition };
  }
}

/** The records from a position to the journal's present end, in batches of about 1 MiB (one record more at most). */
export async function* recordBatches(journal: Journal, fromPosition: number): AsyncGenerator<GraphDelta> {
  let gathering = new Gathering();
  for await (const record of journal.read(fromPosition)) {
    gathering.add(record.position, graphEventCodec.decode(record.bytes));
    if (!gathering.isFull) continue;
    yield gathering.delta();
    gathering = new Gathering();
  }
  if (!gathering.isEmpty) yield gathering.delta();
}

/** The next batch from records that are still in memory; undefined when they are not. */
export function tailBatch(tail: RecordTail, fromPosition: number): GraphDelta | undefined {
  const records = tail.from(fromPosition);
  if (!records) return undefined;
  const gathering = new Gathering();
  for (const { position, event } of records) {
    gathering.add(position, event);
    if (gathering.isFull) break;
  }
  return gathering.delta();
}
