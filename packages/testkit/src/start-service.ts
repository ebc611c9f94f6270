import type { ChildProcess } from 'node:child_process';
import { GrpcChannel } from '@panal/kernel/runtime';
import type { Caller, DataDir } from './data-dir.ts';
import { type ProcessEnd, type StartProcessOptions, TestProcess, spawnProgram } from './start-process.ts';

export interface StartServiceOptions extends StartProcessOptions {
  readonly dataDir: DataDir;
  /** The service's name in port settings, e.g. `GATEWAY` for `PANAL_PORTS_GATEWAY_GRPC`; its ports are any free ones. */
  readonly portsName: string;
}

/** A service with channels to it, which end with it. */
export class TestService extends TestProcess {
  readonly #dataDir: DataDir;
  readonly #channels: GrpcChannel[] = [];

  private constructor(child: ChildProcess, dataDir: DataDir) {
    super(child);
    this.#dataDir = dataDir;
  }

  static async startService(options: StartServiceOptions): Promise<TestService> {
    const { dataDir, portsName } = options;
    const env = {
      PANAL_DATA_DIR: dataDir.path,
      HOME: dataDir.path,
      [`PANAL_PORTS_${portsName}_GRPC`]: '0',
      [`PANAL_PORTS_${portsName}_HTTP`]: '0',
      ...options.env,
    };
    const service = new TestService(spawnProgram({ cwd: dataDir.path, ...options, env }), dataDir);
    await service.awaitReady();
    return service;
  }

  /** Where it serves gRPC, `host:port`. */
  get grpcAddress(): string {
    return `127.0.0.1:${this.ports['grpc']}`;
  }

  /** Where it serves HTTP, without a slash at the end. */
  get httpUrl(): string {
    return `http://127.0.0.1:${this.ports['http']}`;
  }

  /** A channel of somebody to the service, closed when the service is ended; `address` leads there by another way. */
  async channel(caller: Caller, address = this.grpcAddress): Promise<GrpcChannel> {
    const token = await this.#dataDir.token(caller);
    const channel = new GrpcChannel({ address, token: () => token });
    this.#channels.push(channel);
    return channel;
  }

  override async end(signal: NodeJS.Signals): Promise<ProcessEnd> {
    const ended = await super.end(signal);
    for (const channel of this.#channels.splice(0)) channel.close();
    return ended;
  }
}

/** Starts a service of Panal from source on a data folder, on free ports of 127.0.0.1, and returns once it serves. */
export const startService = (options: StartServiceOptions): Promise<TestService> => TestService.startService(options);
