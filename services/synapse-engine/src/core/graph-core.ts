/**
 * What Synapse itself must remember to answer writers: how far each feed is, which idempotency keys were used, which numbers
 * nodes have. The triples are not here; they follow from the same records.
 */
import { unreachable } from '@panal/kernel/pure';
import type { ChangeSet } from './change-set.ts';
import type { ChangesQuarantined, GraphEvent } from './events.ts';
import type { IngestSet } from './ingest.ts';
import { limits } from './limits.ts';
import { type Quarantine, type QuarantinedBatch, dropBatch, emptyQuarantine, keepBatch } from './quarantine.ts';
import { type UsedKeys, keyIn, rememberKey, usedKeysOf } from './used-keys.ts';

export interface GraphState extends UsedKeys {
  /** Newest applied position of each journal that feeds us. */
  readonly feeds: Map<string, number>;
  readonly namespaces: Set<string>;
  /** Position of the newest record that changed each of the namespaces. */
  readonly changedAt: Map<string, number>;
  /** Position of the newest deletion of any namespace. */
  deletedAt: number;
  /** Number of a node is its place here plus one. */
  readonly iris: string[];
  readonly idOfIri: Map<string, number>;
  readonly quarantine: Quarantine;
}

export type GraphCommand =
  | {
      readonly type: 'apply-changes';
      readonly namespace: string;
      readonly journalId: string;
      readonly firstPosition: number;
      readonly lastPosition: number;
      readonly changes: ChangeSet;
      /** Why the batch breaks a shape: it is kept apart then. */
      readonly quarantineReason?: string | undefined;
    }
  | {
      readonly type: 'ingest';
      readonly namespace: string;
      readonly set: IngestSet;
      readonly idempotencyKey: string;
      /** Of what the caller sent: the same key with something else is refused. */
      readonly digest: string;
    }
  | {
      readonly type: 'apply-batch';
      readonly namespace: string;
      readonly changes: ChangeSet;
      /** Refused when the namespace was changed after this position; unset: no such condition. */
      readonly ifPosition?: number | undefined;
      readonly idempotencyKey: string;
      readonly digest: string;
    }
  | { readonly type: 'delete-namespace'; readonly namespace: string }
  | { readonly type: 'release-quarantined' | 'discard-quarantined'; readonly batchPosition: number; readonly by: string }
  | { readonly type: 'assign-ids'; readonly iris: readonly string[] };

export type GraphRefusal =
  | { readonly kind: 'gap'; readonly expectedPosition: number }
  | { readonly kind: 'key-reused' }
  | { readonly kind: 'changed-since'; readonly changedAt: number }
  | { readonly kind: 'not-quarantined' }
  | { readonly kind: 'too-many'; readonly what: string; readonly max: number };

export type GraphDecision =
  | { readonly ok: true; readonly events: readonly GraphEvent[] }
  | { readonly ok: false; readonly refusal: GraphRefusal };
type Command<Type extends GraphCommand['type']> = Extract<GraphCommand, { type: Type }>;

const accept = (...events: GraphEvent[]): GraphDecision => ({ ok: true, events });
const tooMany = (what: string, max: number): GraphDecision => ({ ok: false, refusal: { kind: 'too-many', what, max } });

/** Position of the newest record that can have changed a namespace; 0 when none has. */
export const changedPosition = (state: GraphState, namespace: string): number =>
  state.changedAt.get(namespace) ?? state.deletedAt;

const hasRoomFor = (state: GraphState, namespace: string): boolean =>
  state.namespaces.has(namespace) || state.namespaces.size < limits.namespacesMax;

function decideChanges(state: GraphState, command: Command<'apply-changes'>): GraphDecision {
  const { namespace, journalId, firstPosition, lastPosition, changes } = command;
  const applied = state.feeds.get(journalId);
  if (applied === undefined && state.feeds.size >= limits.feedsMax) return tooMany('feeds', limits.feedsMax);
  if (!hasRoomFor(state, namespace)) return tooMany('namespaces', limits.namespacesMax);
  const expectedPosition = (applied ?? 0) + 1;
  if (lastPosition < expectedPosition) return accept();
  if (firstPosition !== expectedPosition) return { ok: false, refusal: { kind: 'gap', expectedPosition } };
  const { quarantineReason: reason } = command;
  if (reason === undefined) return accept({ type: 'changes-applied', namespace, journalId, lastPosition, ...changes });
  const { runs: heldRuns, ...rest } = changes;
  return accept({ type: 'changes-quarantined', namespace, journalId, lastPosition, reason, heldRuns, ...rest });
}

function decideIngest(state: GraphState, command: Command<'ingest'>): GraphDecision {
  const { namespace, set, idempotencyKey, digest } = command;
  const used = idempotencyKey === '' ? undefined : state.keys.get(keyIn(namespace, idempotencyKey));
  if (used) return used.digest === digest ? accept() : { ok: false, refusal: { kind: 'key-reused' } };
  if (!hasRoomFor(state, namespace)) return tooMany('namespaces', limits.namespacesMax);
  if (set.changes.count === 0) return accept();
  const { nodes, edges, changes } = set;
  return accept({ type: 'triples-ingested', namespace, idempotencyKey, digest, nodes, edges, ...changes });
}

function decideBatch(state: GraphState, command: Command<'apply-batch'>): GraphDecision {
  const { namespace, changes, idempotencyKey, digest } = command;
  const used = idempotencyKey === '' ? undefined : state.keys.get(keyIn(namespace, idempotencyKey));
  if (used) return used.digest === digest ? accept() : { ok: false, refusal: { kind: 'key-reused' } };
  const changedAt = changedPosition(state, namespace);
  if (command.ifPosition !== undefined && changedAt > command.ifPosition)
    return { ok: false, refusal: { kind: 'changed-since', changedAt } };
  if (!hasRoomFor(state, namespace)) return tooMany('namespaces', limits.namespacesMax);
  // A key is remembered though nothing changed: a copy of the request that comes late must not change anything either.
  if (changes.count === 0 && idempotencyKey === '') return accept();
  return accept({ type: 'batch-applied', namespace, idempotencyKey, digest, ...changes });
}

function decideIds(state: GraphState, command: Command<'assign-ids'>): GraphDecision {
  const iris = [...new Set(command.iris)].filter((iri) => !state.idOfIri.has(iri));
  if (iris.length === 0) return accept();
  if (state.iris.length + iris.length > limits.nodeIdsMax) return tooMany('node ids', limits.nodeIdsMax);
  return accept({ type: 'ids-assigned', iris });
}

function decideQuarantine(
  state: GraphState,
  { type, batchPosition, by }: Command<'release-quarantined' | 'discard-quarantined'>,
): GraphDecision {
  const batch = state.quarantine.batches.get(batchPosition);
  if (!batch) return { ok: false, refusal: { kind: 'not-quarantined' } };
  const { namespace, heldRuns, count, body } = batch;
  if (type === 'discard-quarantined') return accept({ type: 'quarantine-discarded', namespace, batchPosition, by });
  return accept({ type: 'quarantine-released', namespace, batchPosition, by, runs: heldRuns, count, body });
}

function decide(state: GraphState, command: GraphCommand): GraphDecision {
  switch (command.type) {
    case 'apply-changes':
      return decideChanges(state, command);
    case 'ingest':
      return decideIngest(state, command);
    case 'apply-batch':
      return decideBatch(state, command);
    case 'delete-namespace':
      return state.namespaces.has(command.namespace)
        ? accept({ type: 'namespace-deleted', namespace: command.namespace })
        : accept();
    case 'release-quarantined':
    case 'discard-quarantined':
      return decideQuarantine(state, command);
    case 'assign-ids':
      return decideIds(state, command);
    default:
      return unreachable(command);
  }
}

function noteChange(state: GraphState, namespace: string, position: number): void {
  state.namespaces.add(namespace);
  state.changedAt.set(namespace, position);
}

function keptBatch(
  { type: _type, ...batch }: ChangesQuarantined,
  { position, atMs }: { position: number; atMs: number },
): QuarantinedBatch {
  return { ...batch, position, atMs };
}

function apply(state: GraphState, event: GraphEvent, record: { readonly position: number; readonly atMs: number }): void {
  switch (event.type) {
    case 'changes-applied':
      state.feeds.set(event.journalId, event.lastPosition);
      noteChange(state, event.namespace, record.position);
      return;
    case 'triples-ingested':
    case 'batch-applied': {
      if (event.count > 0) noteChange(state, event.namespace, record.position);
      const { digest, idempotencyKey } = event;
      const { nodes, edges } = event.type === 'triples-ingested' ? event : { nodes: 0, edges: event.count };
      if (idempotencyKey === '') return;
      const key = { namespace: event.namespace, key: idempotencyKey };
      rememberKey(state, key, { digest, nodes, edges, position: record.position });
      return;
    }
    case 'changes-quarantined':
      state.feeds.set(event.journalId, event.lastPosition);
      keepBatch(state.quarantine, keptBatch(event, record));
      return;
    case 'quarantine-released':
      dropBatch(state.quarantine, event.batchPosition);
      noteChange(state, event.namespace, record.position);
      return;
    case 'quarantine-discarded':
      dropBatch(state.quarantine, event.batchPosition);
      return;
    case 'namespace-deleted':
      state.namespaces.delete(event.namespace);
      state.changedAt.delete(event.namespace);
      state.deletedAt = record.position;
      return;
    case 'ids-assigned':
      for (const iri of event.iris) state.idOfIri.set(iri, state.iris.push(iri));
      return;
    default:
      unreachable(event);
  }
}

/** The core of Synapse. A retry of what was applied is accepted without an event. */
export const graphCore = {
  initial: (): GraphState => ({
    feeds: new Map(),
    namespaces: new Set(),
    changedAt: new Map(),
    deletedAt: 0,
    ...usedKeysOf([]),
    iris: [],
    idOfIri: new Map(),
    quarantine: emptyQuarantine(),
  }),
  decide,
  apply,
};
