import { Metadata, status } from '@grpc/grpc-js';
import { type Disk, type Journal, JournalFullError, openJournal, openStateStore } from '@panal/journal';
import { type GrpcChannel, ServiceError, createLogger, createMetrics } from '@panal/kernel/runtime';
import { SemanticEngineService as Engine } from '@panal/shared-types/synapse';
import { graphEventCodec } from '../src/core/event-codec.ts';
import { graphCore } from '../src/core/graph-core.ts';
import { stateSnapshot } from '../src/core/state-snapshot.ts';
import { createSynapseMetrics } from '../src/metrics.ts';
import type { ShapeChecker } from '../src/ports.ts';
import { applyChanges } from '../src/rpc/apply-changes.ts';
import { applyTransaction } from '../src/rpc/apply-transaction.ts';
import { deleteNamespaceData } from '../src/rpc/delete-namespace-data.ts';
import { ingestTriples } from '../src/rpc/ingest-triples.ts';
import { listQuarantine } from '../src/rpc/list-quarantine.ts';
import { querySparql } from '../src/rpc/query-sparql.ts';
import { resolveQuarantine } from '../src/rpc/resolve-quarantine.ts';
import { updateSparql } from '../src/rpc/update-sparql.ts';
import { GraphHost } from '../src/shell/graph-host.ts';
import { trimJournal } from '../src/shell/journal-retention.ts';
import { NamespaceGates } from '../src/shell/namespace-gates.ts';
import type { Synapse } from '../src/shell/synapse.ts';
import { SimulatedGraph, type StoredGraphShelf } from './simulated-graph.ts';

const handlers = new Map<unknown, (synapse: Synapse, request: never, context: never) => unknown>([
  [Engine.applyChanges, applyChanges],
  [Engine.applyTransaction, applyTransaction],
  [Engine.deleteNamespaceData, deleteNamespaceData],
  [Engine.ingestTriples, ingestTriples],
  [Engine.listQuarantine, listQuarantine],
  [Engine.querySparql, querySparql],
  [Engine.resolveQuarantine, resolveQuarantine],
  [Engine.updateSparql, updateSparql],
]);

/** Takes everything but tasks, which is enough for a quarantine. */
const shapes: ShapeChecker = {
  check: async (quads) =>
    quads.includes('/ontology/Task>') ? { kind: 'violates', count: 1, violations: [] } : { kind: 'conforms' },
  waiting: 0,
  oneValued: new Set(),
  close: async () => {},
};

const log = createLogger({ service: 'test', level: 'silent' });
const RETRIED: ReadonlySet<string> = new Set(['unavailable', 'overloaded', 'disk-full']);

/** As a client sees it: what may be tried again is `UNAVAILABLE`. */
function onTheWire(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const passes = (error instanceof ServiceError && RETRIED.has(error.code)) || error instanceof JournalFullError;
  return Object.assign(new Error(error.message), { details: error.message, code: passes ? status.UNAVAILABLE : status.INTERNAL });
}

export interface SimulatedOptions {
  readonly disk: Disk;
  readonly shelf: StoredGraphShelf;
  readonly segmentBytes: number;
  /** Plants a build that forgets idempotency keys. */
  readonly forgetsKeys: boolean;
  /** The journal failed for good, as on a broken disk. */
  readonly onFatal: (error: Error) => void;
}

/** Synapse's own shell and handlers over a disk, without sockets and threads. */
export class SimulatedSynapse {
  readonly journal: Journal;
  readonly channel: GrpcChannel;
  readonly #graph: GraphHost;
  readonly #store: Synapse['store'];
  #isDead = false;

  private constructor(synapse: Synapse, forgetsKeys: boolean) {
    this.journal = synapse.journal;
    this.#graph = synapse.graph;
    this.#store = synapse.store;
    const call = (method: unknown, request: object): Promise<unknown> =>
      this.#call(synapse, method, forgetsKeys && 'idempotencyKey' in request ? { ...request, idempotencyKey: '' } : request);
    this.channel = { call } as unknown as GrpcChannel;
  }

  static async open({ disk, shelf, segmentBytes, forgetsKeys, onFatal }: SimulatedOptions): Promise<SimulatedSynapse> {
    const options = { segmentBytes, preallocateBytes: 500, diskFullRetryMs: 1, onFatal };
    const journal = await openJournal({ dir: '/data/journal', disk, ...options });
    const codec = stateSnapshot(40);
    const store = await openStateStore({
      journal,
      core: graphCore,
      codec: graphEventCodec,
      clock: Date.now,
      snapshot: codec,
      onSnapshotError: () => undefined,
    });
    const zero = (): number => 0;
    const read = { lagRecords: zero, lagChanges: zero, openReplicas: zero, nodeIds: zero, diskFull: zero, searchRefused: zero };
    const metrics = createSynapseMetrics(createMetrics('test'), read);
    const trim = async (storedPosition: number): Promise<void> => {
      const { position } = store;
      const state = codec.encode(store.state);
      await journal.waitFor(position);
      await journal.writeSnapshot(position, state);
      await trimJournal(journal, { keepRecords: 0, keepDays: 0 }, { storedPosition, nowMs: Date.now() });
    };
    const sizes = { replicas: 2, jobTimeoutMs: 60_000, jobsMax: 64, snapshotEveryChanges: 60, quadsMax: 1e6, lagChangesMax: 1e6 };
    const graph = new GraphHost(sizes, {
      journal,
      log,
      metrics,
      // What fails here is tried again after the next stored graph.
      onStored: (position) => void trim(position).catch(() => undefined),
      open: async () => new SimulatedGraph(shelf),
    });
    store.subscribe(({ position, event }) => graph.note(position, event));
    await graph.start();
    const config = { resultBytesMax: 6e6, streamBytesMax: 6e6, checkedNamespaces: ['panal'] };
    const gates = new NamespaceGates();
    const stopping = new AbortController().signal;
    const parts = { store, journal, graph, shapes, gates, config, metrics, log, stopping };
    return new SimulatedSynapse(parts as unknown as Synapse, forgetsKeys);
  }

  async #call(synapse: Synapse, method: unknown, request: unknown): Promise<unknown> {
    const handler = handlers.get(method);
    if (!handler) throw new Error('that method is not called here');
    const principal = { subject: 'test', roles: ['service'], grants: [] };
    const context = { principal, metadata: metadataOfQueries(), signal: new AbortController().signal };
    return this.#settled(async () => handler(synapse, request as never, context as never));
  }

  /** Nobody hears from a process that is dead. */
  async #settled(work: () => Promise<unknown>): Promise<unknown> {
    try {
      const answer = await work();
      return this.#isDead ? await new Promise<never>(() => {}) : answer;
    } catch (error) {
      if (this.#isDead) return await new Promise<never>(() => {});
      throw onTheWire(error);
    }
  }

  /** Stops in order. */
  async close(): Promise<void> {
    await this.#graph.stop();
    await this.#store.close();
  }

  /** The process is gone; the disk is told by whoever ends it. */
  die(): void {
    this.#isDead = true;
    this.#graph.stop().catch(() => undefined);
  }
}

function metadataOfQueries(): Metadata {
  const metadata = new Metadata();
  metadata.set('accept', 'application/sparql-results+json');
  return metadata;
}
