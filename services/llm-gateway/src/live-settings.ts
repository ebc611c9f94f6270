import { ConfigError, type Logger, type ServiceProcess } from '@panal/kernel/runtime';
import { randomInt } from 'node:crypto';
import { unwatchFile, watchFile } from 'node:fs';
import { resolve } from 'node:path';
import type { Recorder } from './adapters/recording/recorder.ts';
import { loadScriptedUpstream } from './adapters/scripted/load-scripted-upstream.ts';
import {
  type GatewayConfig,
  type UpstreamConfig,
  checkRoutes,
  configFile,
  readGatewayConfig,
  resolveUpstreams,
} from './config.ts';
import { AnswerCache } from './core/answer-cache/answer-cache.ts';
import type { GatewayContext } from './http/context.ts';
import type { PriceList, Upstream } from './ports.ts';
import { Catalogue, type CatalogueOptions } from './shell/catalogue.ts';
import { type TrafficMetrics, createTrafficMetrics } from './shell/traffic-metrics.ts';
import { ModelRouter, type RoutingSettings } from './shell/model-router.ts';
import { RateGate } from './shell/rate-gate.ts';

/** The parts of the gateway that follow the settings while it runs. */
export interface LiveParts {
  readonly catalogue: Catalogue;
  readonly router: ModelRouter;
  readonly rates: RateGate;
  readonly answers: AnswerCache;
  readonly traffic: TrafficMetrics;
}

const clock = (): number => performance.now();

/** Opens upstreams, routing, rate limits and the answer cache as the settings say. Throws ConfigError. */
export async function openLiveParts(process: ServiceProcess<GatewayConfig>): Promise<LiveParts> {
  const { config, log, lifecycle } = process;
  const catalogue = new Catalogue(await catalogueOptions(config, log));
  const answers = new AnswerCache(cacheBounds(config));
  const router = new ModelRouter({
    settings: routingSettings(config),
    seed: randomInt(2 ** 32),
    clock,
    onChange: ({ name, state, before, failures }) =>
      log[state === 'open' ? 'warn' : 'info']({ target: name, state, before, failures }, HEALTH_TEXTS[state]),
  });
  lifecycle.onStop('upstreams', async () => void (await Promise.all(catalogue.upstreams.map((upstream) => upstream.close()))));
  const traffic = createTrafficMetrics(process.metrics, {
    health: () => [...catalogue.healthNames()].map((name) => ({ name, value: HEALTH_VALUES[router.stateOf(name)] })),
    cacheBytes: () => answers.bytes,
    cacheEntries: () => answers.size,
  });
  return { catalogue, router, answers, traffic, rates: new RateGate(config.rateLimits, clock) };
}

const HEALTH_VALUES = { closed: 0, 'half-open': 1, open: 2 } as const;
const HEALTH_TEXTS = {
  open: 'an upstream or key is left alone for a while',
  'half-open': 'one request tries an upstream or key again',
  closed: 'an upstream or key answers again',
} as const;

const cacheBounds = (config: GatewayConfig): { bytesMax: number; ageMaxMs: number } => ({
  bytesMax: config.cacheMode === 'off' ? 0 : config.cacheBytesMax,
  ageMaxMs: config.cacheAgeMs,
});

const routingSettings = (config: GatewayConfig): RoutingSettings => ({
  attemptsMax: config.attemptsMax,
  retryTotalMs: config.retryTotalMs,
  backoff: { baseMs: config.backoffMs, maxMs: config.backoffMaxMs },
  retryMaybeBilled: config.retryMaybeBilled,
  failuresMax: config.failuresMax,
  coolDownMs: config.coolDownMs,
  coolDownMaxMs: config.coolDownMaxMs,
});

async function catalogueOptions(config: GatewayConfig, log: Logger): Promise<CatalogueOptions> {
  const settings = resolveUpstreams(config);
  const scripted = config.scriptedTrajectory ? [loadScriptedUpstream(resolve(config.scriptedTrajectory))] : [];
  checkRoutes(
    config,
    [...settings, ...scripted].map(({ name }) => name),
  );
  const { remote, prices } = settings.length > 0 ? await openRemote(settings, { config, log }) : { remote: [], prices: noPrices };
  return { upstreams: [...remote, ...scripted], prices, defaultModel: config.defaultModel, routes: config.routes };
}

const noPrices: PriceList = { priceOf: () => undefined };

/** HTTP client and price list take some 30 MB: a gateway without an upstream to call does without them. */
async function openRemote(
  settings: readonly UpstreamConfig[],
  { config, log }: { readonly config: GatewayConfig; readonly log: Logger },
): Promise<{ remote: Upstream[]; prices: PriceList }> {
  const { createRemoteUpstream } = await import('./adapters/remote-upstream.ts');
  const { createPriceList } = await import('./adapters/price-list.ts');
  const recorder = await openRecorder(settings, { config, log });
  const sources = new Map(settings.map(({ name, priceProvider, baseUrl }) => [name, { provider: priceProvider, baseUrl }]));
  return {
    remote: settings.map((entry) => createRemoteUpstream(entry, config, recorder)),
    prices: createPriceList(config.prices, sources, config.priceCeilings),
  };
}

let recorder: Recorder | undefined;

/** One for the process, whatever settings come later: `gateway.record` is read at the start. */
async function openRecorder(
  settings: readonly UpstreamConfig[],
  { config: { record }, log }: { readonly config: GatewayConfig; readonly log: Logger },
): Promise<Recorder | undefined> {
  if (!record || recorder) return recorder;
  const { Recorder } = await import('./adapters/recording/recorder.ts');
  const { secretsRemover } = await import('./adapters/known-secrets.ts');
  const clean = secretsRemover(settings.flatMap(({ apiKeys }) => apiKeys.map(({ secret }) => secret)));
  recorder = new Recorder({
    ...record,
    dir: resolve(record.dir),
    clean,
    onProblem: (message) => log.warn({ dir: record.dir }, message),
  });
  return recorder;
}

/** How often the file of the settings is looked at, and how long it must have been quiet before it is read. */
const WATCH_MS = 1_000;
const QUIET_MS = 500;

/** Reads the settings again at SIGHUP and whenever their file changes; one reading after the other. */
export function followSettings(process: ServiceProcess<GatewayConfig>, context: GatewayContext): void {
  let current = process.config;
  let timer: NodeJS.Timeout | undefined;
  let work = Promise.resolve();
  const reload = async (cause: string): Promise<void> => {
    await work;
    if (!process.lifecycle.stopping.aborted) current = await reloadSettings(cause, current, context);
  };
  const begin = (cause: string): void => {
    work = reload(cause);
  };
  const onChange = (): void => {
    clearTimeout(timer);
    timer = setTimeout(begin, QUIET_MS, 'file');
  };
  const onHangup = (): void => begin('SIGHUP');
  const path = configFile();
  watchFile(path, { interval: WATCH_MS, persistent: false }, onChange);
  globalThis.process.on('SIGHUP', onHangup);
  process.lifecycle.onStop('settings', () => {
    clearTimeout(timer);
    unwatchFile(path, onChange);
    globalThis.process.off('SIGHUP', onHangup);
  });
}

/** Returns the settings that count from now on: the old ones where the new ones can't be used. */
async function reloadSettings(cause: string, current: GatewayConfig, context: GatewayContext): Promise<GatewayConfig> {
  const { log, traffic } = context;
  try {
    const changed = readGatewayConfig();
    await applySettings(changed, context);
    traffic.reloaded('applied');
    log.info({ cause, restartFor: changedForRestart(current, changed) }, 'settings read again; calls under way go on');
    return changed;
  } catch (error) {
    traffic.reloaded('refused');
    const why = error instanceof ConfigError ? error.message : String(error);
    log.error({ cause }, `settings not taken, the old ones stay: ${why}`);
    return current;
  }
}

/** All or nothing: whatever can fail comes first. */
async function applySettings(config: GatewayConfig, context: GatewayContext): Promise<void> {
  const { catalogue, router, rates, answers, log } = context;
  const options = await catalogueOptions(config, log);
  const old = catalogue.upstreams;
  catalogue.replace(options);
  router.replace(routingSettings(config), catalogue.healthNames());
  router.retire(old);
  rates.replace(config.rateLimits);
  answers.resize(cacheBounds(config));
  context.cacheMode = config.cacheMode;
}

/** Settings that are read at the start only. */
const AT_START = [
  'timeZone',
  'holdWaitMs',
  'outputTokensMax',
  'unbounded',
  'sharedProviderState',
  'record',
  'holdMode',
  'extendLagMs',
  'extendTokensMin',
  'fitOutput',
  'fitOutputTokensMin',
  'haltCutsCalls',
  'limitsSyncMs',
  'callsMax',
  'bodyIdleMs',
  'drainMs',
  'workers',
] as const;

const changedForRestart = (before: GatewayConfig, after: GatewayConfig): string[] =>
  AT_START.filter((name) => before[name] !== after[name]);

const POLL_MS = 50;

/** Resolves when no call is under way any more, or at the deadline. */
export async function callsOver(calls: ReadonlySet<string>, deadlineMs: number): Promise<void> {
  const untilMs = clock() + deadlineMs;
  while (calls.size > 0 && clock() < untilMs) await new Promise((done) => setTimeout(done, POLL_MS));
}
