import type { ServiceProcess } from '@panal/kernel/runtime';
import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { openKeyMaker } from './adapters/key-maker.ts';
import { type GatewayConfig, workerPlace } from './config.ts';
import { followSettings, openLiveParts } from './live-settings.ts';
import { BodiesUnderWay } from './http/bodies-under-way.ts';
import type { GatewayContext } from './http/context.ts';
import { cutOffError, diskFullError } from './http/openai-error.ts';
import { createGatewayMetrics } from './metrics.ts';
import { startModelServer } from './model-server.ts';
import { RunningCalls } from './shell/running-calls.ts';
import { FROM_LEDGER_FD, type FromWorker, TO_LEDGER_FD, type ToWorker, lineReader } from './shell/workers/messages.ts';
import { RemoteRates } from './shell/workers/remote-rates.ts';
import { WorkerLedger } from './shell/workers/worker-ledger.ts';
import { openStoredResponses } from './stored-responses-of.ts';

const UNABLE = { 'cut-off': cutOffError, 'disk-full': diskFullError } as const;

/** Starts a worker: the HTTP side of a gateway whose ledger is the parent process. */
export async function startWorker(process: ServiceProcess<GatewayConfig>): Promise<void> {
  const { common, config, log, lifecycle } = process;
  const place = workerPlace();
  const tell = (message: FromWorker): void => {
    // Blocks until it is in the pipe: what was told is known even if this process ends in the next moment.
    const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
    // A signal may end a write half-way.
    for (let written = 0; written < bytes.length;) written += writeSync(TO_LEDGER_FD, bytes, written);
  };
  const running = new RunningCalls({ haltCutsCalls: config.haltCutsCalls });
  const ledger = new WorkerLedger({ place, tell, onEvent: (event) => running.onEvent(event) });
  lifecycle.onStop('slices', () => ledger.close());
  const live = await openLiveParts(process);
  const rates = new RemoteRates(config.rateLimits, tell);
  const keys = openKeyMaker(join(common.dataDir, 'gateway', 'key-secret'));
  const zero = (): number => 0;
  const metrics = createGatewayMetrics(process.metrics, { openHolds: zero, waiting: zero, heldNanoUsd: zero });
  const { outputTokensMax, callsMax, bodyIdleMs } = config;
  const context: GatewayContext = {
    ledger,
    ...live,
    stored: openStoredResponses(process),
    rates,
    cacheMode: config.cacheMode,
    stopping: lifecycle.stopping,
    hashOf: (key) => keys.hashOf(key),
    metrics,
    log,
    outputTokensMax,
    holds: config,
    extendHold: undefined,
    callsMax,
    unbounded: config.unbounded ?? { inputTokens: 0, toolUsd: 0 },
    bodyIdleMs,
    bodies: new BodiesUnderWay(),
    calls: new Set(),
    running,
    onBudgetRefusal: () => undefined,
    diskFull: () => (ledger.unable ? UNABLE[ledger.unable] : undefined),
  };
  const pages = new MetricsPages(process, tell);
  listenToLedger(process, (message) => {
    if (message.t === 'rated') rates.hear(message);
    else if (message.t === 'stop') void lifecycle.stop('the gateway stops');
    else if (message.t === 'values' || message.t === 'rendered') pages.hear(message);
    else ledger.hear(message);
  });
  await ledger.start();
  const { port } = await startModelServer(process, context, { port: place.port, reusePort: true, render: () => pages.render() });
  followSettings(process, context);
  tell({ t: 'ready', port });
  log.info({ worker: place.index, port }, 'ready');
}

/** The end of the pipe is the end of the parent: nothing could be recorded any more. */
function listenToLedger({ lifecycle }: ServiceProcess<GatewayConfig>, hear: (message: ToWorker) => void): void {
  const socket = new Socket({ fd: FROM_LEDGER_FD, readable: true, writable: false });
  socket.on(
    'data',
    lineReader((line) => hear(JSON.parse(line) as ToWorker)),
  );
  socket.on('error', () => undefined);
  socket.on('close', () => {
    if (!lifecycle.stopping.aborted) globalThis.process.kill(globalThis.process.pid, 'SIGKILL');
  });
}

/** The metrics page is that of all processes together: the parent asks each for its values, and renders them. */
class MetricsPages {
  readonly #process: ServiceProcess<GatewayConfig>;
  readonly #tell: (message: FromWorker) => void;
  readonly #waiting = new Map<number, (text: string) => void>();
  #pages = 0;

  constructor(process: ServiceProcess<GatewayConfig>, tell: (message: FromWorker) => void) {
    this.#process = process;
    this.#tell = tell;
  }

  render(): Promise<string> {
    this.#pages += 1;
    const id = this.#pages;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#tell({ t: 'render', id });
    });
  }

  hear(message: Extract<ToWorker, { t: 'values' | 'rendered' }>): void {
    const { id } = message;
    if (message.t === 'rendered') {
      this.#waiting.get(id)?.(message.text);
      this.#waiting.delete(id);
    } else void this.#process.metrics.values().then((values) => this.#tell({ t: 'metrics', id, values }));
  }
}
