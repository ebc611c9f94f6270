import { createHash, randomUUID } from 'node:crypto';
import { ServiceError } from '@panal/kernel/runtime';
import { IngestRequest, type IngestResponse } from '@panal/shared-types/synapse';
import { type IngestSet, parseTriples } from '../core/ingest.ts';
import { changesOf } from '../core/change-set.ts';
import { limits } from '../core/limits.ts';
import { embeddingWord } from '../core/search/quad-text.ts';
import { keyIn } from '../core/used-keys.ts';
import { retiring } from '../shell/retiring.ts';
import { type Synapse, type Writer, record, requireNamespace } from '../shell/synapse.ts';

/**
 * Takes triples, all or none; the answer follows the flush. `edges_added` counts the triples of the request and `nodes_added`
 * the different nodes that they name: whether some were there before would take waiting for the queries under way.
 */
export async function ingestTriples(synapse: Synapse, request: IngestRequest, writer: Writer): Promise<IngestResponse> {
  const namespace = requireNamespace(request.namespace);
  const { idempotencyKey } = request;
  if (idempotencyKey.length > limits.idempotencyKeyMax) {
    throw new ServiceError('invalid-argument', `idempotency_key is longer than ${limits.idempotencyKeyMax} characters.`);
  }
  const set = parseTriples(request.triples, randomUUID());
  if (!set.ok) throw new ServiceError('invalid-argument', `${set.refusal}.`);
  const digest = idempotencyKey === '' ? '' : createHash('sha256').update(IngestRequest.encode(request).finish()).digest('hex');
  const ingest = { namespace, set: set.value, idempotencyKey, digest };
  return set.value.vectors > 0
    ? recordVectors(synapse, ingest, writer)
    : recordIngest(synapse, ingest, { onDecided: writer.onDecided });
}

interface CheckedIngest {
  readonly namespace: string;
  readonly set: IngestSet;
  readonly idempotencyKey: string;
  readonly digest: string;
}

/** A node has one vector: a new one retires the old one. */
function recordVectors(synapse: Synapse, ingest: CheckedIngest, { signal, onDecided }: Writer): Promise<IngestResponse> {
  const { namespace, set } = ingest;
  return synapse.gates.alone(namespace, async () => {
    const asked = { namespace, changes: changesOf(set.changes), oneValued: new Set([embeddingWord]) };
    const changes = await retiring(synapse, asked, signal);
    return recordIngest(synapse, { ...ingest, set: { ...set, changes } }, { insideGate: true, onDecided });
  });
}

/** Journals a checked ingest; a key that was used answers as it did then. */
export async function recordIngest(
  synapse: Synapse,
  ingest: CheckedIngest,
  options: { readonly insideGate?: boolean; readonly onDecided?: Writer['onDecided'] } = {},
): Promise<IngestResponse> {
  const { position, isNew } = await record(synapse, { type: 'ingest', ...ingest }, options);
  const used =
    ingest.idempotencyKey === '' ? undefined : synapse.store.state.keys.get(keyIn(ingest.namespace, ingest.idempotencyKey));
  if (isNew) synapse.metrics.acknowledged.inc({ source: 'ingest' }, ingest.set.changes.count);
  else if (used) synapse.metrics.duplicates.inc();
  const { nodes, edges } = used ?? ingest.set;
  return { nodesAdded: nodes, edgesAdded: edges, position: used?.position ?? position };
}
