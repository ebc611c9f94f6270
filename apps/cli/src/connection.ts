import {
  type CommonConfig,
  type GrpcChannel,
  grpcReason,
  loadConfig,
  serviceChannel,
  tokenPath,
  tokenReader,
} from '@panal/kernel/runtime';
import { status } from '@grpc/grpc-js';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliError, exitCodes } from './exit.ts';
import { isAlive, readRunning } from './running-file.ts';

type GrpcService = 'synapse' | 'orchestrator' | 'analyst' | 'gateway' | 'workspace';

/** Where the last `npm start` keeps its data, when it still runs; written into the default data folder. */
export const pointerPath = (dataDir: string): string => join(dataDir, 'first-run.json');

function followPointer(dataDir: string): string | undefined {
  const path = pointerPath(dataDir);
  if (!existsSync(path)) return undefined;
  return (JSON.parse(readFileSync(path, 'utf8')) as { dataDir: string }).dataDir;
}

/** The settings of the installation that runs here: those of `panal up`, else of an `npm start` that is still up. */
export function runningConfig(): CommonConfig {
  const { common } = loadConfig({});
  for (const dataDir of [common.dataDir, followPointer(common.dataDir)]) {
    const running = dataDir ? readRunning(dataDir) : undefined;
    if (dataDir && running && isAlive(running.pid)) return { ...common, dataDir, host: running.host, ports: running.ports };
  }
  return common;
}

/** The data folder to read files of a service from, whether or not anything runs: the configured one, else the last `npm start`'s. */
export function offlineDataDir(section: string): string {
  const { common } = loadConfig({});
  const pointed = followPointer(common.dataDir);
  return !existsSync(join(common.dataDir, section)) && pointed ? pointed : common.dataDir;
}

/** Channels of a command to the services, as the operator. */
export class Connection {
  readonly common: CommonConfig;
  readonly #channels = new Map<GrpcService, GrpcChannel>();

  constructor(common: CommonConfig = runningConfig()) {
    this.common = common;
  }

  to(service: GrpcService): GrpcChannel {
    const known = this.#channels.get(service);
    if (known) return known;
    const path = process.env['PANAL_TOKEN_FILE'] ?? tokenPath(this.common.dataDir, 'operator');
    if (!existsSync(path)) {
      throw new CliError(
        `No Panal has run in ${this.common.dataDir} yet (no operator token). Start one with "panal up", or set PANAL_DATA_DIR.`,
        exitCodes.unreachable,
      );
    }
    const channel = serviceChannel(this.common, service, tokenReader(path));
    this.#channels.set(service, channel);
    return channel;
  }

  close(): void {
    for (const channel of this.#channels.values()) channel.close();
  }
}

/** Of a failed connection, what failed and where; gRPC wraps it in words about its own parts. */
const connectionProblem = (reason: string): string => /connect E[A-Z]+ \S*[^\s.]/.exec(reason)?.[0] ?? reason;

/** Turns a failed call into the line and the exit code that the user sees. */
export function callError(error: unknown): CliError {
  const { code } = error as { code?: number };
  if (error instanceof CliError) return error;
  if (code === status.UNAVAILABLE || code === status.DEADLINE_EXCEEDED) {
    return new CliError(
      `Panal does not answer (${connectionProblem(grpcReason(error))}). Is it running? Start it with "panal up"; "panal doctor" tells more.`,
      exitCodes.unreachable,
    );
  }
  return new CliError(grpcReason(error));
}
