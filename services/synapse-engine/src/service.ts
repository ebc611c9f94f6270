import { join } from 'node:path';
import { openJournal, openStateStore } from '@panal/journal';
import { type ServiceProcess, startGrpcServer, startHttpServer } from '@panal/kernel/runtime';
import { openStoredGraphs } from './adapters/stored-graphs.ts';
import { openShapeChecker } from './adapters/thread-shape-checker.ts';
import { createThreadReasoner } from './adapters/thread-reasoner.ts';
import { openThreadSearchWorker } from './adapters/thread-search-worker.ts';
import { openThreadGraphWorker } from './adapters/thread-graph-worker.ts';
import type { SynapseConfig } from './config.ts';
import { graphEventCodec } from './core/event-codec.ts';
import { graphCore } from './core/graph-core.ts';
import { limits } from './core/limits.ts';
import { stateSnapshot } from './core/state-snapshot.ts';
import { synapseErrors } from './errors.ts';
import { graphRoutes } from './http/graph-routes.ts';
import { createSynapseMetrics } from './metrics.ts';
import { semanticEngine } from './rpc/semantic-engine.ts';
import { GraphHost } from './shell/graph-host.ts';
import { startRetention } from './shell/retention.ts';
import { SearchHost } from './shell/search-host.ts';
import { trimJournal } from './shell/journal-retention.ts';
import { NamespaceGates } from './shell/namespace-gates.ts';
import type { Synapse } from './shell/synapse.ts';

const STATE_SNAPSHOT_RECORDS = 20_000;
const DRAIN_MS = 5_000;
/** Measured on up to a million quads of some hundred bytes of text: 255 to 266. The rest is for longer texts and for queries. */
const MEMORY_BYTES_PER_QUAD = 400;
const SHAPE_CHECK_MS = 20_000;
const SHAPE_IDLE_MS = 30_000;
const MIB = 1024 * 1024;
const SEARCH_HEAP_MIB = 1_024;
const REASONING_HEAP_MIB = 2_048;
/** A batch and its head. */
const RECORD_BYTES_MAX = limits.batchBytesMax + 64 * 1024;

const stateCodec = stateSnapshot(STATE_SNAPSHOT_RECORDS);

/** Opens journal, state and graph, then serves. */
export async function startSynapse(process: ServiceProcess<SynapseConfig>): Promise<void> {
  const { common, config, log, lifecycle } = process;
  const dir = join(common.dataDir, 'synapse');
  const synapse = await openSynapse(process, dir);
  const stopRetention = startRetention(synapse, config.retention, config.retentionEveryMs);
  lifecycle.onStop('retention', stopRetention);
  const deps = { authenticator: process.authenticator, log, metrics: process.metrics };
  let serving = false;
  const http = await startHttpServer(
    {
      common,
      port: common.ports.synapse.http,
      routes: graphRoutes(synapse),
      errors: synapseErrors,
      notReady: () => (serving ? fullDisk(synapse) : 'starting or stopping'),
    },
    deps,
  );
  lifecycle.onStop('HTTP server', () => http.drain(DRAIN_MS));
  const grpc = await startGrpcServer(
    {
      common,
      port: common.ports.synapse.grpc,
      services: [semanticEngine(synapse, process.authenticator)],
      protoFiles: ['semantic_engine.proto'],
      errors: synapseErrors,
    },
    deps,
  );
  lifecycle.onStop('gRPC server', () => grpc.drain(DRAIN_MS));
  lifecycle.onStop('readiness', () => {
    serving = false;
    grpc.setServing(false);
  });
  serving = true;
  log.info({ quadsPosition: synapse.graph.appliedPosition, queryTimeoutMs: config.queryTimeoutMs }, 'the graph is ready');
  lifecycle.announceReady({ grpc: grpc.port, http: http.port });
}

const fullDisk = ({ journal }: Synapse): string | undefined =>
  journal.health.kind === 'ok' ? undefined : 'the disk is full: make room. Writes are refused until then, queries are answered';

async function openSynapse(process: ServiceProcess<SynapseConfig>, dir: string): Promise<Synapse> {
  const { config, log, lifecycle } = process;
  const journal = await openJournal({ dir: join(dir, 'journal'), recordBytesMax: RECORD_BYTES_MAX });
  const store = await openStateStore({
    journal,
    core: graphCore,
    codec: graphEventCodec,
    clock: Date.now,
    snapshot: stateCodec,
    onSnapshotError: (error) => log.warn({ err: error }, 'a snapshot could not be stored; the next start will take longer'),
  });
  lifecycle.onStop('journal', () => store.close());
  const metrics = createSynapseMetrics(process.metrics, {
    lagRecords: () => journal.flushedPosition - graph.appliedPosition,
    lagChanges: () => graph.lagChanges,
    openReplicas: () => graph.openReplicas,
    diskFull: () => (journal.health.kind === 'ok' ? 0 : 1),
    nodeIds: () => store.state.iris.length,
    searchRefused: () => search.refusedFacts,
  });
  const trim = trimmerOf(process, { journal, store });
  const graph = new GraphHost(
    {
      replicas: config.replicas,
      jobTimeoutMs: config.queryTimeoutMs,
      jobsMax: config.queriesWaitingMax,
      snapshotEveryChanges: config.snapshotEveryChanges,
      quadsMax: (config.workerMemoryMib * MIB) / MEMORY_BYTES_PER_QUAD,
      lagChangesMax: config.lagChangesMax,
    },
    {
      journal,
      log,
      metrics,
      onStored: (storedPosition) => void trim(storedPosition),
      open: () =>
        openThreadGraphWorker({
          snapshotDir: join(dir, 'graph'),
          heapMib: config.workerHeapMib,
          memoryMib: config.workerMemoryMib,
          fastStart: config.fastStart,
        }),
    },
  );
  const flushedIds = countFlushedIds(store);
  store.subscribe(({ position, event }) => graph.note(position, event));
  lifecycle.onStop('graph', () => graph.stop());
  await graph.start();
  const { shapesFile, ontologyFile } = config;
  const shapes = await openShapeChecker({ shapesFile, ontologyFile, timeoutMs: SHAPE_CHECK_MS, idleMs: SHAPE_IDLE_MS });
  lifecycle.onStop('shapes', () => shapes.close());
  const search = openSearch(process, { journal, graph });
  const reason = createThreadReasoner({ ontologyFile, timeoutMs: config.reasoningTimeoutMs, heapMib: REASONING_HEAP_MIB });
  return {
    store,
    journal,
    graph,
    storedGraphs: await openStoredGraphs(join(dir, 'graph'), join(dir, 'held')),
    shapes,
    search,
    reason,
    gates: new NamespaceGates(),
    config,
    metrics,
    log,
    flushedIds,
    stopping: lifecycle.stopping,
  };
}

function countFlushedIds(store: Synapse['store']): () => number {
  let count = store.state.iris.length;
  store.subscribe(({ event }) => {
    if (event.type === 'ids-assigned') count += event.iris.length;
  });
  return () => count;
}

function openSearch(
  { config, log, lifecycle }: ServiceProcess<SynapseConfig>,
  over: Pick<Synapse, 'journal' | 'graph'>,
): SearchHost {
  const search = new SearchHost({
    ...over,
    log,
    open: () => openThreadSearchWorker({ textUnitsMax: config.searchTextMib * MIB, heapMib: SEARCH_HEAP_MIB }),
  });
  lifecycle.onStop('search', () => search.stop());
  return search;
}

/** Trims the journal behind a stored graph; what fails is tried again after the next one. */
function trimmerOf(
  { config, log, lifecycle }: ServiceProcess<SynapseConfig>,
  { journal, store }: Pick<Synapse, 'journal' | 'store'>,
) {
  const retention = { keepRecords: config.journalKeepRecords, keepDays: config.journalKeepDays };
  return async (storedPosition: number): Promise<void> => {
    try {
      // The store takes its snapshot after so many records, of which a few may hold gigabytes.
      const { position } = store;
      const state = stateCodec.encode(store.state);
      await journal.waitFor(position);
      await journal.writeSnapshot(position, state);
      const firstPosition = await trimJournal(journal, retention, { storedPosition, nowMs: Date.now() });
      log.debug({ firstPosition, storedPosition }, 'the journal was trimmed as far as its settings allow');
    } catch (error) {
      if (!lifecycle.stopping.aborted)
        log.warn({ err: error }, 'the journal could not be trimmed; the next stored graph tries again');
    }
  };
}
