import { existsSync, readFileSync } from 'node:fs';
import type { z } from 'zod';
import { type Authenticator, createAuthenticator, tokenPath } from './auth.ts';
import { type CommonConfig, ConfigError, type Section, type ServiceName, loadConfig } from './config.ts';
import { type GrpcChannel, serviceChannel } from './grpc-client.ts';
import { type Lifecycle, runProcess } from './lifecycle.ts';
import { type Logger, createLogger } from './log.ts';
import { type Metrics, createMetrics } from './metrics.ts';

/** What every process of Panal starts with. */
export interface ServiceProcess<Config> {
  /** Name of the process and subject of its token, e.g. `llm-gateway`. */
  readonly name: string;
  readonly common: CommonConfig;
  readonly config: Config;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly authenticator: Authenticator;
  readonly lifecycle: Lifecycle;
  /** The process's own token, read from its file when it changed. */
  readonly token: () => string;
  /** A channel to another service, closed at the end. */
  readonly channel: (service: Exclude<ServiceName, 'bridge'>) => GrpcChannel;
}

const TOKEN_REREAD_MS = 5_000;

/** Reads a token file now and again every five seconds at most, since tokens are renewed in place. */
export function tokenReader(path: string): () => string {
  let token = '';
  let readMs = -Infinity;
  return () => {
    const nowMs = Date.now();
    if (nowMs - readMs > TOKEN_REREAD_MS) {
      token = readFileSync(path, 'utf8').trim();
      readMs = nowMs;
    }
    return token;
  };
}

/**
 * Runs a process of Panal: reads its settings, opens log, metrics and authentication, then calls `start`. The environment
 * variable `PANAL_PROCESS_NAME` overrides the name where several processes run one program (two coders).
 */
export function runServiceProcess<S extends z.core.$ZodType>(
  options: { name: string; section: Section; schema: S },
  start: (process: ServiceProcess<z.output<S>>) => Promise<void>,
): void {
  const name = process.env['PANAL_PROCESS_NAME'] ?? options.name;
  let loaded: { common: CommonConfig; own: z.output<S> } | undefined;
  let problem: unknown;
  try {
    loaded = loadConfig({ section: options.section, schema: options.schema });
  } catch (error) {
    problem = error;
  }
  const log = createLogger({ service: name, level: loaded?.common.logLevel ?? 'info' });
  runProcess(log, async (lifecycle) => {
    if (!loaded) throw problem;
    const { common } = loaded;
    const path = tokenPath(common.dataDir, name);
    if (!existsSync(path)) {
      throw new ConfigError(
        `There is no token for ${name} under ${common.dataDir}. Start it with "panal up" or "panal serve ${name}", which create one.`,
      );
    }
    const token = tokenReader(path);
    await start({
      name,
      common,
      config: loaded.own,
      log,
      metrics: createMetrics(name),
      authenticator: await createAuthenticator(common.dataDir),
      lifecycle,
      token,
      channel(service) {
        const channel = serviceChannel(common, service, token);
        lifecycle.onStop(`channel to ${service}`, () => channel.close());
        return channel;
      },
    });
  });
}
