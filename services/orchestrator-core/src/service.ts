import { join } from 'node:path';
import { openJournal } from '@panal/journal';
import { type ServiceProcess, startGrpcServer, startHttpServer } from '@panal/kernel/runtime';
import { startSynapseFeed } from '@panal/synapse-client';
import { grpcAnalyst } from './adapters/grpc-analyst.ts';
import { grpcGateway } from './adapters/grpc-gateway.ts';
import { grpcWorkspace } from './adapters/grpc-workspace.ts';
import { readWorkflow } from './adapters/workflow-file.ts';
import type { OrchestratorConfig } from './config.ts';
import { errors } from './errors.ts';
import { registerMetrics } from './metrics.ts';
import { orchestratorService } from './rpc/orchestrator-service.ts';
import { openAuditLog } from './shell/audit-log.ts';
import { Dispatcher } from './shell/dispatcher.ts';
import { HaltBeacon } from './shell/effects/halt-beacon.ts';
import { LeaseExtensions } from './shell/effects/lease-extensions.ts';
import { OwedEffects } from './shell/effects/owed-effects.ts';
import { SystemSteps } from './shell/effects/system-steps.ts';
import { eventsAfter } from './shell/event-feed.ts';
import { logEvents } from './shell/event-log.ts';
import type { Orchestrator } from './shell/orchestrator.ts';
import { projectRecord } from './shell/projection.ts';
import { Sightings } from './shell/sightings.ts';
import { type OrchestratorStore, openOrchestratorStore } from './shell/store.ts';
import { StreamHub } from './shell/stream-hub.ts';
import { Timers } from './shell/timers.ts';

type Process = ServiceProcess<OrchestratorConfig>;

const clock = (): number => Date.now();
const random = (): number => Math.random();

/** Opens journal, audit log and state, in this order: nothing is decided on a log that does not verify. */
async function openState({ common, config, log, lifecycle, channel, metrics }: Process) {
  const dir = join(common.dataDir, 'orchestrator');
  const journal = await openJournal({ dir: join(dir, 'journal'), clock });
  lifecycle.onStop('journal', () => journal.close());
  const { checkpointRecords, checkpointMs } = config;
  const audit = await openAuditLog({ dir: join(dir, 'audit'), journal, log, clock, checkpointRecords, checkpointMs });
  const settings = { ...config, chain: audit.chain };
  const store = await openOrchestratorStore({ journal, settings, clock });
  audit.follow((signed) => store.execute({ type: 'note-checkpoint', ...signed }));
  lifecycle.onStop('audit log', () => audit.close());
  logEvents(store, log);
  const feed = startSynapseFeed({ journal, channel: channel('synapse'), project: projectRecord, log, metrics });
  lifecycle.onStop('synapse feed', () => feed.stop());
  return { journal, audit, settings, store };
}

/** Starts what acts on the state: dispatch, timers, and what is owed to other services. */
function startShell(process: Process, state: { readonly store: OrchestratorStore; readonly settings: Orchestrator['settings'] }) {
  const { common, config, log, lifecycle, channel } = process;
  const { store, settings } = state;
  const gateway = grpcGateway(channel('gateway'));
  const analyst = grpcAnalyst(channel('analyst'));
  const workspace = grpcWorkspace(channel('workspace'));
  const gatewayBaseUrl = `http://${common.host}:${common.ports.gateway.http}/v1`;
  const deps = { store, gateway, analyst, workspace, log, clock, random };
  const dispatcher = new Dispatcher({ settings, workersMax: config.workersMax, gatewayBaseUrl }, deps);
  const parts = [
    new OwedEffects(deps),
    new SystemSteps(deps),
    new HaltBeacon(deps),
    new LeaseExtensions(deps),
    new Timers({ store, log, random, ticked: () => dispatcher.schedule() }),
    dispatcher,
  ];
  lifecycle.onStop('dispatch and effects', () => {
    for (const part of parts) part.close();
  });
  return dispatcher;
}

/** Composes the orchestrator and starts serving. */
export async function startOrchestrator(process: Process): Promise<void> {
  const { common, config, log, metrics, lifecycle } = process;
  const workflow = readWorkflow(config.workflow);
  const { journal, audit, settings, store } = await openState(process);
  const dispatcher = startShell(process, { store, settings });
  const hub = new StreamHub(store);
  const draining = new AbortController();
  const orchestrator: Orchestrator = {
    ...{ store, dispatcher, hub, settings, workflow, log, clock, random },
    sightings: new Sightings(store),
    draining: draining.signal,
    events: (position, signal) => eventsAfter(journal, position, signal),
  };
  registerMetrics(metrics, { state: store.state, parked: () => dispatcher.parking.count, auditSize: () => audit.size });

  const grpc = await startGrpcServer(
    {
      common,
      port: common.ports.orchestrator.grpc,
      services: [orchestratorService(orchestrator)],
      protoFiles: ['orchestrator.proto'],
      errors,
    },
    process,
  );
  lifecycle.onStop('gRPC server', () => grpc.drain(config.drainMs), config.drainMs + 1_000);
  const notReady = (): string | undefined => {
    if (draining.signal.aborted) return 'stopping';
    return journal.health.kind === 'ok' ? undefined : 'the disk is full: nothing can be recorded until there is room';
  };
  const http = await startHttpServer({ common, port: common.ports.orchestrator.http, errors, notReady }, process);
  lifecycle.onStop('HTTP server', () => http.drain(1_000));
  lifecycle.onStop('workers told', () => {
    draining.abort(new Error('the orchestrator is stopping'));
    grpc.setServing(false);
    hub.goAway('the orchestrator is stopping');
  });
  log.info(
    { workflow: workflow.hash.slice(0, 12), audited: audit.chain.size, missions: store.state.live.size },
    'state restored',
  );
  lifecycle.announceReady({ grpc: grpc.port, http: http.port });
}
