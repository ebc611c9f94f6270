import { writeFile } from 'node:fs/promises';
import { loadOrCreateSigningKey, publicKeyPem } from '@panal/audit';
import { jsonEventCodec, openJournal, openStateStore } from '@panal/journal';
import { type ServiceProcess, startGrpcServer, startHttpServer } from '@panal/kernel/runtime';
import { startSynapseFeed } from '@panal/synapse-client';
import { readCredentialSettings } from './adapters/credentials.ts';
import { createGit } from './adapters/git.ts';
import { createLeaseAuthority } from './adapters/lease-authority.ts';
import { createSecretScanner } from './adapters/secret-scanner.ts';
import { type WorkspaceConfig, readOperatorEnvironment } from './config.ts';
import type { WorkspaceEvent } from './core/model.ts';
import { workspaceCore } from './core/workspace-core.ts';
import { workspaceErrors } from './errors.ts';
import { createWorkspaceMetrics } from './metrics.ts';
import { workspaceGrpcService } from './rpc/workspace-service.ts';
import { clearLeftovers } from './shell/close-worktree.ts';
import type { WorkspaceContext } from './shell/context.ts';
import { logEvents } from './shell/event-log.ts';
import { type Folders, openFolders } from './shell/folders.ts';
import { JoinedRuns } from './shell/joined-runs.ts';
import { KeyedLock } from './shell/keyed-lock.ts';
import { projectRecord } from './shell/projection.ts';
import { GateRunner } from './shell/run-gate.ts';
import { Slots } from './shell/slots.ts';
import { stateSnapshot } from './core/state-snapshot.ts';
import { startSweeper } from './shell/sweeper.ts';

type Process = ServiceProcess<WorkspaceConfig>;

const DRAIN_MS = 8_000;
const GATES_WAITING_MAX = 64;

/** Composes and starts the service; what it opens is closed in reverse order at the end. */
export async function startWorkspaceService(process: Process): Promise<void> {
  const { lifecycle, log } = process;
  const folders = await openFolders(process.common.dataDir);
  const { store, journal, codec } = await openState(process, folders);
  logEvents(store, log);
  const context = await createContext(process, folders, store);
  await clearLeftovers(context);
  const feed = startSynapseFeed({
    journal,
    channel: process.channel('synapse'),
    project: projectRecord(codec),
    log,
    metrics: process.metrics,
  });
  lifecycle.onStop('synapse feed', () => feed.stop());
  const sweeper = startSweeper(context);
  lifecycle.onStop('sweeper', () => sweeper.stop());
  const gates = new GateRunner(context, new Slots({ slotsMax: process.config.gatesMax, waitersMax: GATES_WAITING_MAX }));
  await serve(process, context, gates);
}

async function openState(process: Process, folders: Folders) {
  const journal = await openJournal({ dir: folders.journal });
  process.lifecycle.onStop('journal', () => journal.close());
  const codec = jsonEventCodec<WorkspaceEvent>({ version: 1 });
  const store = await openStateStore({ journal, core: workspaceCore, codec, clock: () => Date.now(), snapshot: stateSnapshot });
  return { store, journal, codec };
}

async function createContext(process: Process, folders: Folders, store: WorkspaceContext['store']): Promise<WorkspaceContext> {
  const operator = readOperatorEnvironment();
  const { credentials } = process.config;
  const settings = await readCredentialSettings({ credentials, storePath: folders.credentialStore, operator });
  const signingKey = await loadOrCreateSigningKey(folders.signingKey);
  await writeFile(folders.publicKey, publicKeyPem(signingKey), { mode: 0o644 });
  return {
    store,
    git: createGit({ path: operator.path, network: { env: operator.network, config: settings } }),
    leases: createLeaseAuthority(process.channel('orchestrator')),
    scanner: createSecretScanner(),
    folders,
    locks: new KeyedLock(),
    refreshes: new JoinedRuns(),
    signingKey,
    config: process.config,
    metrics: createWorkspaceMetrics(process.metrics, () => store.state.worktrees.size),
    log: process.log,
    stopping: process.lifecycle.stopping,
  };
}

async function serve(process: Process, context: WorkspaceContext, gates: GateRunner): Promise<void> {
  const { common, lifecycle } = process;
  const ports = common.ports.workspace;
  const grpc = await startGrpcServer(
    {
      common,
      port: ports.grpc,
      services: [workspaceGrpcService(context, gates)],
      protoFiles: ['workspace.proto'],
      errors: workspaceErrors,
    },
    process,
  );
  lifecycle.onStop('grpc', () => grpc.drain(DRAIN_MS));
  const notReady = (): string | undefined => (lifecycle.stopping.aborted ? 'stopping' : undefined);
  const http = await startHttpServer({ common, port: ports.http, notReady }, process);
  lifecycle.onStop('http', () => http.drain(1_000));
  lifecycle.announceReady({ grpc: grpc.port, http: http.port });
}
