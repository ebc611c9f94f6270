import { openJournal } from '@panal/journal';
import { type ServiceProcess, startGrpcServer, startHttpServer } from '@panal/kernel/runtime';
import { join, resolve } from 'node:path';
import { loadScriptedUpstream } from './adapters/scripted/load-scripted-upstream.ts';
import { openKeyMaker } from './adapters/key-maker.ts';
import { type GatewayConfig, type UpstreamConfig, resolveUpstreams } from './config.ts';
import { createCalendar, scopeLabel } from './core/ledger/index.ts';
import { gatewayErrors } from './errors.ts';
import type { GatewayContext } from './http/context.ts';
import { diskFullError } from './http/openai-error.ts';
import { handleModelRequest } from './http/handle-model-request.ts';
import { createGatewayMetrics } from './metrics.ts';
import type { PriceList, Upstream } from './ports.ts';
import { gatewayServices } from './rpc/services.ts';
import { eventLogger } from './shell/event-log.ts';
import { ledgerFeed } from './shell/ledger-feed.ts';
import { Catalogue } from './shell/catalogue.ts';
import { type Ledger, openLedger } from './shell/ledger.ts';

const STREAMS_DRAIN_MS = 20_000;
const RPC_DRAIN_MS = 5_000;
const SWEEP_MS = 1_000;

/** Starts the gateway: journal and ledger, upstreams, then gRPC and HTTP. */
export async function startGateway(process: ServiceProcess<GatewayConfig>): Promise<void> {
  const { common, config, log, lifecycle } = process;
  const dataDir = join(common.dataDir, 'gateway');
  const catalogue = await createCatalogue(process);
  const keys = openKeyMaker(join(dataDir, 'key-secret'));
  const journal = await openJournal({ dir: join(dataDir, 'journal') });
  const ledger = await openLedger({
    journal,
    calendar: createCalendar(config.timeZone),
    clock: Date.now,
    holdWaitMs: config.holdWaitMs,
    onEvent: eventLogger(log),
    onProblem: (message, err) => log.warn({ err }, message),
    onSoftLimit: (passed) =>
      log.warn(passed, `The ${passed.window} soft limit of ${scopeLabel(passed.scope)} is passed; requests go on.`),
  });
  lifecycle.onStop('ledger', () => ledger.close());
  if (ledger.orphans > 0) log.warn({ orphans: ledger.orphans }, 'holds of the last run were charged in full, as estimates');
  releaseExpired(ledger, process);
  const feed = ledgerFeed({ journal, channel: process.channel('synapse'), log, metrics: process.metrics });
  lifecycle.onStop('feed to Synapse', () => feed.stop());
  const metrics = createGatewayMetrics(process.metrics, {
    openHolds: () => ledger.state.holds.size,
    waiting: () => ledger.waiting,
    heldNanoUsd: () => ledger.state.accounts.get('')?.balances.get('total')?.heldNanoUsd ?? 0,
  });
  const diskFull: GatewayContext['diskFull'] = () => (journal.health.kind === 'ok' ? undefined : diskFullError);
  const { outputTokensMax, callsMax } = config;
  const context: GatewayContext = {
    ledger,
    catalogue,
    hashOf: (key) => keys.hashOf(key),
    metrics,
    log,
    outputTokensMax,
    callsMax,
    calls: new Set(),
    diskFull,
  };
  await serve(process, { context, keyOf: (leaseId) => keys.keyOf(leaseId) });
}

async function createCatalogue({ config, lifecycle }: ServiceProcess<GatewayConfig>): Promise<Catalogue> {
  const settings = resolveUpstreams(config);
  const { remote, prices } = settings.length > 0 ? await openRemote(settings, config) : { remote: [], prices: noPrices };
  const scripted = config.scriptedTrajectory ? [loadScriptedUpstream(resolve(config.scriptedTrajectory))] : [];
  const upstreams = [...remote, ...scripted];
  lifecycle.onStop('upstreams', async () => void (await Promise.all(upstreams.map((upstream) => upstream.close()))));
  return new Catalogue({ upstreams, prices, defaultModel: config.defaultModel });
}

const noPrices: PriceList = { priceOf: () => undefined };

/** HTTP client and price list take some 30 MB: a gateway without an upstream to call does without them. */
async function openRemote(
  settings: readonly UpstreamConfig[],
  config: GatewayConfig,
): Promise<{ remote: Upstream[]; prices: PriceList }> {
  const { createRemoteUpstream } = await import('./adapters/remote-upstream.ts');
  const { createPriceList } = await import('./adapters/price-list.ts');
  const sources = new Map(settings.map(({ name, priceProvider, baseUrl }) => [name, { provider: priceProvider, baseUrl }]));
  return {
    remote: settings.map((entry) => createRemoteUpstream(entry, config)),
    prices: createPriceList(config.prices, sources),
  };
}

/** Reservations whose lease nobody extended or released are freed when they expire. */
function releaseExpired(ledger: Ledger, { lifecycle, log }: ServiceProcess<GatewayConfig>): void {
  const timer = setInterval(() => {
    ledger
      .execute({ kind: 'release-expired' })
      .catch((error: unknown) => log.warn({ err: error }, 'expired leases wait for the journal'));
  }, SWEEP_MS);
  lifecycle.onStop('expiry', () => clearInterval(timer));
}

async function serve(
  process: ServiceProcess<GatewayConfig>,
  { context, keyOf }: { context: GatewayContext; keyOf: (leaseId: string) => string },
): Promise<void> {
  const { common, log, lifecycle } = process;
  let baseUrl = '';
  const http = await startHttpServer(
    {
      common,
      port: common.ports.gateway.http,
      notReady: () => (lifecycle.stopping.aborted ? 'stopping' : context.diskFull()?.message),
      fallback: (request, response) => handleModelRequest(request, response, { context, log }),
    },
    process,
  );
  lifecycle.onStop('HTTP', () => http.drain(STREAMS_DRAIN_MS), STREAMS_DRAIN_MS + 1_000);
  baseUrl = `${common.tls ? 'https' : 'http'}://${common.host}:${http.port}/v1`;
  const { ledger, catalogue, hashOf } = context;
  const services = gatewayServices({ ledger, catalogue, hashOf, keyOf, baseUrl: () => baseUrl });
  const grpc = await startGrpcServer(
    { common, port: common.ports.gateway.grpc, services, protoFiles: ['llm_gateway.proto'], errors: gatewayErrors },
    process,
  );
  lifecycle.onStop('gRPC', () => grpc.drain(RPC_DRAIN_MS));
  lifecycle.announceReady({ grpc: grpc.port, http: http.port });
}
