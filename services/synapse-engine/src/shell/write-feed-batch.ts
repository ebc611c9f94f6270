/**
 * Batches of services' feeds, in namespaces that are checked:
 *
 *   retire what the batch itself replaces → check what is left against the shapes ──breaks one──► quarantine, or refuse
 *                                                     │ conforms
 *                                                     ▼
 *   pass the gate of the namespace → retire what the batch replaces in the graph → journal, flush → answer
 */
import { ServiceError } from '@panal/kernel/runtime';
import { type ChangeSet, changesOf } from '../core/change-set.ts';
import { limits } from '../core/limits.ts';
import { filledSlots, leftInserted, retireReplaced } from '../core/one-valued.ts';
import type { ShapeVerdict } from '../ports.ts';
import { retiring } from './retiring.ts';
import { type Synapse, type Writer, record } from './synapse.ts';

export interface FeedBatch {
  readonly namespace: string;
  readonly journalId: string;
  readonly firstPosition: number;
  readonly lastPosition: number;
  readonly changes: ChangeSet;
  /** Keeps a batch that breaks a shape apart and goes on; otherwise it is refused, so that the writer can find the record. */
  readonly quarantine: boolean;
}

export interface FeedBatchOutcome {
  readonly position: number;
  readonly isNew: boolean;
  readonly quarantined: boolean;
}

/** Writes a batch once, in order: whole, apart, or not at all. Throws refusals. */
export async function writeFeedBatch(synapse: Synapse, batch: FeedBatch, writer: Writer): Promise<FeedBatchOutcome> {
  const { quarantine, ...rest } = batch;
  const { onDecided } = writer;
  const command = { type: 'apply-changes', ...rest } as const;
  const isChecked = synapse.config.checkedNamespaces.includes(batch.namespace) && batch.changes.count > 0;
  if (!isChecked || isOutOfTurn(synapse, batch))
    return { ...(await record(synapse, command, { onDecided })), quarantined: false };

  if (synapse.shapes.waiting >= limits.checksWaitingMax) {
    throw new ServiceError('overloaded', 'Too many batches wait to be checked against the shapes. Try again shortly.');
  }
  const { oneValued } = synapse.shapes;
  const sent = changesOf(batch.changes);
  const verdict = await synapse.shapes.check(leftInserted(retireReplaced(sent, { oneValued, held: [] })).join('\n'));
  if (verdict.kind !== 'conforms') {
    const quarantineReason = inWords(verdict);
    if (!quarantine) throw new ServiceError('shape-broken', `The batch breaks a shape: ${quarantineReason}`);
    const outcome = await record(synapse, { ...command, quarantineReason }, { onDecided });
    if (outcome.isNew) report(synapse, { ...batch, position: outcome.position, reason: quarantineReason });
    return { ...outcome, quarantined: true };
  }
  if (filledSlots(sent, oneValued).length === 0)
    return { ...(await record(synapse, command, { onDecided })), quarantined: false };
  return synapse.gates.alone(batch.namespace, async () => {
    const changes = await retiring(synapse, { namespace: batch.namespace, changes: sent, oneValued }, writer.signal);
    return { ...(await record(synapse, { ...command, changes }, { insideGate: true, onDecided })), quarantined: false };
  });
}

/** A retry, or a batch with a gap before it: the core answers those whatever they hold. */
const isOutOfTurn = (synapse: Synapse, { journalId, firstPosition }: FeedBatch): boolean =>
  firstPosition !== (synapse.store.state.feeds.get(journalId) ?? 0) + 1;

const SHOWN_MAX = 5;

function inWords(verdict: Exclude<ShapeVerdict, { kind: 'conforms' }>): string {
  if (verdict.kind === 'unchecked') return `it could not be checked: ${verdict.reason}`;
  const shown = verdict.violations
    .slice(0, SHOWN_MAX)
    .map(({ focus, path, problem }) => `<${focus}>${path === '' ? '' : ` <${path}>`}: ${problem}`);
  const more = verdict.count - shown.length;
  return `${shown.join('. ')}.${more > 0 ? ` And ${more} more.` : ''}`;
}

function report(synapse: Synapse, batch: FeedBatch & { readonly position: number; readonly reason: string }): void {
  const { position, reason, journalId, lastPosition } = batch;
  synapse.metrics.quarantined.inc();
  synapse.log.error(
    { position, journalId, lastPosition, reason },
    'a batch breaks a shape and was kept apart; see "panal synapse quarantine"',
  );
}
