import { openJournal } from '@panal/journal';
import { type ServiceProcess, renderTogether, startGrpcServer } from '@panal/kernel/runtime';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openKeyMaker } from './adapters/key-maker.ts';
import { type GatewayConfig, workerEnv } from './config.ts';
import { createCalendar } from './core/ledger/index.ts';
import { gatewayErrors } from './errors.ts';
import { followSettings, openLiveParts } from './live-settings.ts';
import { BodiesUnderWay } from './http/bodies-under-way.ts';
import type { GatewayContext } from './http/context.ts';
import { diskFullError } from './http/openai-error.ts';
import { createGatewayMetrics } from './metrics.ts';
import { startModelServer } from './model-server.ts';
import type { KeyMaker } from './ports.ts';
import type { RpcContext } from './rpc/rpc-context.ts';
import { gatewayServices } from './rpc/services.ts';
import { bootOfMachine } from './shell/block-witness.ts';
import { eventLogger } from './shell/event-log.ts';
import { ledgerFeed } from './shell/ledger-feed.ts';
import { type Ledger, openLedger } from './shell/ledger.ts';
import { LimitsFromSynapse } from './shell/limits-from-synapse.ts';
import { RunningCalls } from './shell/running-calls.ts';
import { SpendWatch } from './shell/spend-watch.ts';
import { readBudgetRows } from './shell/synapse-budgets-query.ts';
import { UsageLog } from './shell/usage-log.ts';
import { openStoredResponses } from './stored-responses-of.ts';

const RPC_DRAIN_MS = 5_000;
/** How much longer than its calls may take a worker has to stop. */
const WORKER_STOP_MS = 3_000;
const SWEEP_MS = 1_000;
/** Under load holds and settlements of so long share a flush; no call waits for it but a key's first ones. */
const FLUSH_GAP_MS = 2;

/** Starts the gateway: journal and ledger, upstreams, then gRPC and HTTP. */
export async function startGateway(process: ServiceProcess<GatewayConfig>): Promise<void> {
  const { common, config, log, lifecycle } = process;
  const dataDir = join(common.dataDir, 'gateway');
  const live = await openLiveParts(process);
  const keys = openKeyMaker(join(dataDir, 'key-secret'));
  const journal = await openJournal({ dir: join(dataDir, 'journal'), flushGapMs: FLUSH_GAP_MS });
  const ledger = await openLedger({
    journal,
    calendar: createCalendar(config.timeZone),
    clock: Date.now,
    holdWaitMs: config.holdWaitMs,
    ownBlocks: config.workers === 0,
    witness: { path: join(dataDir, 'sent-unflushed'), boot: bootOfMachine() },
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
  const { outputTokensMax, callsMax, bodyIdleMs } = config;
  const context: GatewayContext = {
    ledger,
    ...live,
    stored: openStoredResponses(process),
    cacheMode: config.cacheMode,
    stopping: lifecycle.stopping,
    hashOf: (key) => keys.hashOf(key),
    metrics,
    log,
    outputTokensMax,
    holds: config,
    extendHold: config.workers === 0 ? (requestId, amountNanoUsd) => ledger.extendHold(requestId, amountNanoUsd) : undefined,
    callsMax,
    unbounded: config.unbounded ?? { inputTokens: 0, toolUsd: 0 },
    bodyIdleMs,
    bodies: new BodiesUnderWay(),
    calls: new Set(),
    running,
    onBudgetRefusal: (refusal) => spendWatch.refused(refusal),
    diskFull,
  };
  await serve(process, { context, ledger, usageLog: new UsageLog(journal), spendWatch, keys });
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
  {
    context,
    ledger,
    keys,
    ...parts
  }: Pick<RpcContext, 'usageLog' | 'spendWatch' | 'ledger'> & { context: GatewayContext; keys: KeyMaker },
): Promise<void> {
  const { common, lifecycle } = process;
  let baseUrl = '';
  const port = await serveModels(process, context, ledger);
  baseUrl = `${common.tls ? 'https' : 'http'}://${common.host}:${port}/v1`;
  const { catalogue, router, hashOf } = context;
  const services = gatewayServices({
    ...parts,
    ledger,
    catalogue,
    router,
    hashOf,
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
  followSettings(process, context);
  lifecycle.announceReady({ grpc: grpc.port, http: port });
}

/** Serves models here, or by worker processes; resolves with the port. */
async function serveModels(process: ServiceProcess<GatewayConfig>, context: GatewayContext, ledger: Ledger): Promise<number> {
  const { common, config, lifecycle, log, metrics } = process;
  const port = common.ports.gateway.http;
  if (config.workers === 0) return (await startModelServer(process, context, { port })).port;
  const { WorkerPool } = await import('./shell/workers/worker-pool.ts');
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const pool = new WorkerPool({
    ledger,
    workers: config.workers,
    port,
    program: { file: fileURLToPath(new URL(`./worker-main.${extension}`, import.meta.url)), env: workerEnv() },
    log,
    isDiskFull: () => context.diskFull() !== undefined,
    rates: context.rates,
    onBudgetRefusal: context.onBudgetRefusal,
    render: async (values) => renderTogether([await metrics.values(), ...values]),
  });
  const deadlineMs = config.drainMs + WORKER_STOP_MS;
  lifecycle.onStop('workers', () => pool.stop(deadlineMs), deadlineMs + 1_000);
  return await pool.start();
}
