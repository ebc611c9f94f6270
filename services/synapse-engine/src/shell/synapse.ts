import type { Journal, StateStore } from '@panal/journal';
import { JournalFullError } from '@panal/journal';
import { type Logger, ServiceError } from '@panal/kernel/runtime';
import type { GraphEvent } from '../core/events.ts';
import type { GraphCommand, GraphRefusal, GraphState } from '../core/graph-core.ts';
import { namespaceOf } from '../core/namespace.ts';
import type { SynapseMetrics } from '../metrics.ts';
import type { RunReasoning, ShapeChecker, StoredGraphs } from '../ports.ts';
import type { GraphHost } from './graph-host.ts';
import type { SearchHost } from './search-host.ts';
import type { NamespaceGates } from './namespace-gates.ts';

export type SynapseStore = StateStore<GraphState, GraphCommand, GraphEvent, GraphRefusal>;

export interface SynapseSettings {
  /** Largest answer, bytes. */
  readonly resultBytesMax: number;
  /** Largest answer that is sent in parts, bytes. */
  readonly streamBytesMax: number;
  /** Folder that files may come from. */
  readonly ingestDir?: string | undefined;
  /** Where batches of services are checked against the shapes. */
  readonly checkedNamespaces: readonly string[];
}

/** What the wire handlers work with. */
export interface Synapse {
  readonly store: SynapseStore;
  readonly journal: Journal;
  readonly graph: GraphHost;
  readonly storedGraphs: StoredGraphs;
  readonly gates: NamespaceGates;
  readonly shapes: ShapeChecker;
  readonly search: SearchHost;
  readonly reason: RunReasoning;
  readonly config: SynapseSettings;
  readonly metrics: SynapseMetrics;
  readonly log: Logger;
  /** Numbers of nodes up to this one are on the disk. */
  readonly flushedIds: () => number;
  /** Aborted when the process begins to stop. */
  readonly stopping: AbortSignal;
}

/** The namespace of a request; throws `invalid-argument`. */
export function requireNamespace(name: string): string {
  const namespace = namespaceOf(name);
  if (!namespace.ok) throw new ServiceError('invalid-argument', namespace.refusal);
  return namespace.value;
}

function refusalError(refusal: GraphRefusal): ServiceError {
  if (refusal.kind === 'gap') {
    return new ServiceError(
      'gap',
      `The batch does not follow the last one applied: position ${refusal.expectedPosition} is expected. Ask GetFeedPosition and go on from there.`,
    );
  }
  if (refusal.kind === 'key-reused') return new ServiceError('key-reused');
  if (refusal.kind === 'changed-since') {
    return new ServiceError(
      'precondition',
      `The batch was not applied: the namespace was changed at position ${refusal.changedAt}. Read it again and decide anew.`,
    );
  }
  if (refusal.kind === 'not-quarantined') {
    return new ServiceError('not-found', 'No batch is kept in quarantine at that position. List them to see which are.');
  }
  return new ServiceError('too-many', `There are ${refusal.max} ${refusal.what} already, which is the bound of this version.`);
}

/** Whoever writes. */
export interface Writer {
  /** Aborted when it went away; read only where it is needed, since making it is dear. */
  readonly signal: AbortSignal;
  /** Called when its write is decided, so that the next one may begin; the flush and the answer come later. */
  readonly onDecided?: (() => void) | undefined;
}

/** Decides, journals and flushes; returns whether anything new was recorded and its position. Throws refusals. */
export async function record(
  synapse: Synapse,
  command: GraphCommand,
  { insideGate = false, onDecided }: { readonly insideGate?: boolean; readonly onDecided?: Writer['onDecided'] } = {},
): Promise<{ position: number; isNew: boolean }> {
  const passage = insideGate || !('namespace' in command) ? undefined : synapse.gates.passage(command.namespace);
  if (passage) await passage;
  if (synapse.graph.isFull && command.type !== 'delete-namespace') {
    throw new ServiceError(
      'too-many',
      'The graph has no room for more quads: raise synapse.workerMemoryMib, or delete a namespace.',
    );
  }
  const room = synapse.graph.room();
  if (room) await room;
  if (synapse.journal.health.kind === 'disk-full') throw new ServiceError('disk-full');
  try {
    const { outcome, durable } = synapse.store.submit(command);
    onDecided?.();
    await durable;
    if (!outcome.ok) throw refusalError(outcome.refusal);
    return { position: outcome.lastPosition, isNew: outcome.events.length > 0 };
  } catch (error) {
    if (!(error instanceof JournalFullError)) throw error;
    const full = (synapse.journal.health as { kind: string }).kind === 'disk-full';
    throw new ServiceError(full ? 'disk-full' : 'overloaded', undefined, { cause: error });
  }
}

/** Numbers of nodes, given to those that have none yet, in the order of the IRIs. They stay the same for ever. */
export async function nodeIds(synapse: Synapse, iris: readonly string[]): Promise<number[]> {
  const { idOfIri } = synapse.store.state;
  const isKnown = (iri: string): boolean => (idOfIri.get(iri) ?? Infinity) <= synapse.flushedIds();
  // Also while the disk is full, and nothing can be recorded.
  if (!iris.every(isKnown)) await record(synapse, { type: 'assign-ids', iris });
  return iris.map((iri) => {
    const id = idOfIri.get(iri);
    if (id === undefined) throw new Error('a node has no number after it was given one');
    return id;
  });
}
