import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { GrpcChannel, type TokenRequest, initialiseAuth, mintToken, writeToken } from '@panal/kernel/runtime';

const DAY_MS = 86_400_000;
const folders = { analyst: '..', synapse: '../../synapse-engine' } as const;
type Name = keyof typeof folders;

/** Arguments that run a service from its sources, or as it was built. */
const argumentsOf = (name: Name, built: boolean): string[] =>
  built
    ? [fileURLToPath(new URL(`${folders[name]}/dist/main.js`, import.meta.url))]
    : ['--conditions=panal-source', fileURLToPath(new URL(`${folders[name]}/src/main.ts`, import.meta.url))];

type Ports = Readonly<Record<'grpc' | 'http', number>>;

/** Real services in child processes over one data folder, started and killed at will. */
export class AnalystWorld {
  readonly dataDir: string;
  log = '';
  readonly #children = new Map<Name, ChildProcess>();
  readonly #ports = new Map<Name, Ports>();
  readonly #channels: GrpcChannel[] = [];

  readonly #built: boolean;

  private constructor(dataDir: string, built: boolean) {
    this.dataDir = dataDir;
    this.#built = built;
  }

  /** `built` runs the services as they were built, which start sooner. */
  static async create({ built = false }: { readonly built?: boolean } = {}): Promise<AnalystWorld> {
    const world = new AnalystWorld(await mkdtemp(join(tmpdir(), 'panal-analyst-')), built);
    await initialiseAuth(world.dataDir);
    for (const subject of ['analyst-service', 'synapse-engine'])
      await writeToken(world.dataDir, { subject, roles: ['service'], ttlMs: DAY_MS });
    return world;
  }

  /** Starts a service and waits until it is ready; `settings` are environment variables. */
  async start(name: Name, settings: Readonly<Record<string, string>> = {}): Promise<void> {
    const own = name.toUpperCase();
    const child = spawn(process.execPath, argumentsOf(name, this.#built), {
      cwd: this.dataDir,
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        PANAL_DATA_DIR: this.dataDir,
        PANAL_READY_FD: '3',
        PANAL_PORTS_SYNAPSE_GRPC: '9',
        [`PANAL_PORTS_${own}_GRPC`]: '0',
        [`PANAL_PORTS_${own}_HTTP`]: '0',
        ...settings,
      },
    });
    this.#children.set(name, child);
    child.stderr?.on('data', (text: Buffer) => (this.log = (this.log + text.toString()).slice(-50_000)));
    const line = once(createInterface({ input: child.stdio[3] as Readable }), 'line').then(([text]) => String(text));
    const gone = once(child, 'exit').then(([code]) => JSON.stringify({ ready: false, message: `exit ${code}` }));
    const ready = JSON.parse(await Promise.race([line, gone])) as { ready: boolean; message?: string; ports: Ports };
    if (!ready.ready) throw new Error(`${name} did not start: ${ready.message}\n${this.log.slice(-2_000)}`);
    this.#ports.set(name, ready.ports);
  }

  pid(name: Name): number {
    return this.#children.get(name)!.pid!;
  }

  port(name: Name, kind: keyof Ports = 'grpc'): number {
    return this.#ports.get(name)![kind];
  }

  token(request: Omit<TokenRequest, 'ttlMs'>): Promise<string> {
    return mintToken(this.dataDir, { ...request, ttlMs: DAY_MS });
  }

  /** A channel of a caller to a service as it runs now. */
  async as(request: Omit<TokenRequest, 'ttlMs'>, name: Name = 'analyst'): Promise<GrpcChannel> {
    const token = await this.token(request);
    const channel = new GrpcChannel({ address: `127.0.0.1:${this.port(name)}`, token: () => token });
    this.#channels.push(channel);
    return channel;
  }

  /** Ends a service by a signal and waits until it is gone; its exit code, or null after a kill. */
  async end(name: Name, signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<number | null> {
    const child = this.#children.get(name);
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const exited = once(child, 'exit');
    child.kill(signal);
    return (await exited)[0] as number | null;
  }

  async remove(): Promise<void> {
    for (const channel of this.#channels) channel.close();
    for (const name of this.#children.keys()) await this.end(name);
    await rm(this.dataDir, { recursive: true, force: true });
  }
}
