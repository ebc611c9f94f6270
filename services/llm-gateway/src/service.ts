import { openJournal } from '@panal/journal';
import { type ServiceProcess, startGrpcServer, startHttpServer } from '@panal/kernel/runtime';
import { join, resolve } from 'node:path';
import { loadScriptedUpstream } from './adapters/scripted/load-scripted-upstream.ts';
import { openKeyMaker } from './adapters/key-maker.ts';
import { type GatewayConfig, type UpstreamConfig, resolveUpstreams } from './config.ts';
import { createCalendar } from './core/ledger/index.ts';
import { gatewayErrors } from './errors.ts';
import type { GatewayContext } from './http/context.ts';
import { diskFullError } from './http/openai-error.ts';
import { handleModelRequest, plainModelRoutes } from './http/handle-model-request.ts';
import { PlainFront } from './http/wire/plain-front.ts';
import { createGatewayMetrics } from './metrics.ts';
import type { KeyMaker, PriceList, Upstream } from './ports.ts';
import type { RpcContext } from './rpc/rpc-context.ts';
import { gatewayServices } from './rpc/services.ts';
import { eventLogger } from './shell/event-log.ts';
import { ledgerFeed } from './shell/ledger-feed.ts';
import { Catalogue } from './shell/catalogue.ts';
import { type Ledger, openLedger } from './shell/ledger.ts';
import { LimitsFromSynapse } from './shell/limits-from-synapse.ts';
import { RunningCalls } from './shell/running-calls.ts';
import { SpendWatch } from './shell/spend-watch.ts';
import { readBudgetRows } from './shell/synapse-budgets-query.ts';

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
  });
  lifecycle.onStop('ledger', () => ledger.close());
  if (ledger.orphans > 0) log.warn({ orphans: ledger.orphans }, 'holds of the last run were charged in full, as estimates');
  releaseExpired(ledger, process);
  const feed = ledgerFeed({ journal, channel: process.channel('synapse'), log, metrics: process.metrics });
  lifecycle.onStop('feed to Synapse', () => feed.stop());
  followSynapse(ledger, process);
  const metrics = createGatewayMetrics(process.metrics, {
    openHolds: () => ledger.state.holds.size,
    waiting: () => ledger.waiting,
    heldNanoUsd: () => ledger.state.accounts.get('')?.balances.get('total')?.heldNanoUsd ?? 0,
  });
  const running = new RunningCalls({ haltCutsCalls: config.haltCutsCalls });
  ledger.subscribe((event) => running.onEvent(event));
  const spendWatch = new SpendWatch({ journal, clock: Date.now, onFlush: (listener) => ledger.subscribe(listener) });
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
    running,
    onBudgetRefusal: (refusal) => spendWatch.refused(refusal),
    diskFull,
  };
  await serve(process, { context, journal, spendWatch, keys });
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

/** Limits that people set in Synapse take effect here within `limitsSyncMs`. */
function followSynapse(ledger: Ledger, { channel, config, lifecycle, log }: ServiceProcess<GatewayConfig>): void {
  const synapse = channel('synapse');
  const limits = new LimitsFromSynapse({
    readRows: (signal) => readBudgetRows(synapse, signal),
    execute: (command) => ledger.execute(command),
    everyMs: config.limitsSyncMs,
    log,
  });
  limits.start();
  lifecycle.onStop('limits from Synapse', () => limits.stop());
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
  { context, keys, ...parts }: Pick<RpcContext, 'journal' | 'spendWatch'> & { context: GatewayContext; keys: KeyMaker },
): Promise<void> {
  const { common, log, lifecycle } = process;
  let baseUrl = '';
  const http = await startHttpServer(
    {
      common,
      port: common.ports.gateway.http,
      notReady: () => (lifecycle.stopping.aborted ? 'stopping' : context.diskFull()?.message),
      front: new PlainFront(plainModelRoutes({ context, log })),
      fallback: (request, response) => handleModelRequest(request, response, { context, log }),
    },
    process,
  );
  lifecycle.onStop('HTTP', () => http.drain(STREAMS_DRAIN_MS), STREAMS_DRAIN_MS + 1_000);
  baseUrl = `${common.tls ? 'https' : 'http'}://${common.host}:${http.port}/v1`;
  const { ledger, catalogue, hashOf, running } = context;
  const services = gatewayServices({
    ...parts,
    ledger,
    catalogue,
    hashOf,
    running,
    keyOf: (leaseId) => keys.keyOf(leaseId),
    newSecret: () => keys.newKey(),
    stopping: lifecycle.stopping,
    baseUrl: () => baseUrl,
  });
  const grpc = await startGrpcServer(
    { common, port: common.ports.gateway.grpc, services, protoFiles: ['llm_gateway.proto'], errors: gatewayErrors },
    process,
  );
  lifecycle.onStop('gRPC', () => grpc.drain(RPC_DRAIN_MS));
  lifecycle.announceReady({ grpc: grpc.port, http: http.port });
}
