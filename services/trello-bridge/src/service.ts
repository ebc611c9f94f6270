import { openJournal } from '@panal/journal';
import { type HttpRoute, type ServiceProcess, startHttpServer } from '@panal/kernel/runtime';
import { startSynapseFeed } from '@panal/synapse-client';
import { join } from 'node:path';
import { grpcMissions } from './adapters/grpc-missions.ts';
import { createTrelloRest } from './adapters/trello-rest.ts';
import { type BridgeConfig, type BridgeSettings, bridgeSettings } from './config.ts';
import { bridgeErrors } from './errors.ts';
import { webhookRoutes } from './http/webhook.ts';
import { createBridgeMetrics } from './metrics.ts';
import { startWork } from './shell/bridge.ts';
import { projectRecord } from './shell/projection.ts';
import { logEvents } from './shell/event-log.ts';
import { openBridgeStore } from './shell/store.ts';

type Process = ServiceProcess<BridgeConfig>;

interface Serving {
  readonly routes: readonly HttpRoute[];
  readonly notReady: () => string | undefined;
}

const DRAIN_MS = 5_000;
const NOT_CONFIGURED = 'idle: not configured; set bridge.boardId to connect a Trello board';
const clock = (): number => Date.now();
const random = (): number => Math.random();

/** Ready, but idle: said where an operator looks. */
const idleReadiness: HttpRoute = {
  method: 'GET',
  path: '/readyz',
  access: 'public',
  handle: (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
    response.end(`ready (${NOT_CONFIGURED})\n`);
  },
};

/** Opens journal and state, and starts what acts on them. */
async function connect({ common, log, metrics, lifecycle, channel }: Process, settings: BridgeSettings): Promise<Serving> {
  const journal = await openJournal({ dir: join(common.dataDir, 'bridge', 'journal'), clock });
  lifecycle.onStop('journal', () => journal.close());
  const store = await openBridgeStore(journal, clock);
  logEvents(store, log);
  const feed = startSynapseFeed({ journal, channel: channel('synapse'), project: projectRecord, log, metrics });
  lifecycle.onStop('feed to Synapse', () => feed.stop());
  const { boardId, lists, baseUrl, credentials, callbackUrl = '', pollSeconds } = settings;
  const { delivered, written, requested } = createBridgeMetrics(metrics, store.state);
  const clientIdentifier = `panal-${journal.id}`.slice(0, 60);
  const trello = createTrelloRest({ baseUrl, credentials, clientIdentifier, clock, stopping: lifecycle.stopping, requested });
  const missions = grpcMissions(channel('orchestrator'), settings);
  const allowed = { mayPrompt: settings.membersMayPrompt, mayApprove: settings.membersMayApprove };
  const stop = startWork(
    { boardId, lists, allowed, pollMs: pollSeconds * 1000 },
    { store, trello, missions, log, clock, random, written },
  );
  lifecycle.onStop('work', stop);
  const { appSecret } = credentials;
  return {
    routes: webhookRoutes({ store, appSecret, callbackUrl, clientIdentifier, delivered, log }),
    notReady: () => (journal.health.kind === 'ok' ? undefined : 'the disk is full: nothing can be recorded until there is room'),
  };
}

/** Composes the bridge; without a board it serves its health and does nothing else. */
export async function startBridge(process: Process): Promise<void> {
  const { common, config, log, lifecycle } = process;
  const settings = bridgeSettings(config);
  if (!settings) log.info(NOT_CONFIGURED);
  const serving: Serving = settings
    ? await connect(process, settings)
    : { routes: [idleReadiness, ...webhookRoutes(undefined)], notReady: () => undefined };
  let stopping = false;
  const http = await startHttpServer(
    {
      common,
      port: common.ports.bridge.http,
      errors: bridgeErrors,
      routes: serving.routes,
      notReady: () => (stopping ? 'stopping' : serving.notReady()),
    },
    process,
  );
  lifecycle.onStop('HTTP server', () => {
    stopping = true;
    return http.drain(DRAIN_MS);
  });
  lifecycle.announceReady({ http: http.port });
}
