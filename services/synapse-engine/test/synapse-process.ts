import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { GrpcChannel, type Role, initialiseAuth, mintToken, writeToken } from '@panal/kernel/runtime';

const mainFile = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const TOKEN_MS = 3_600_000;

/** A real Synapse on a folder of its own, started and killed at will. */
export class SynapseProcess {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'panal-synapse-'));
  readonly settings: Record<string, string> = {};
  grpcPort = 0;
  httpPort = 0;
  errors = '';
  #child: ChildProcess | undefined;
  #channels: GrpcChannel[] = [];

  async initialise(): Promise<void> {
    await initialiseAuth(this.dataDir);
    await writeToken(this.dataDir, { subject: 'synapse-engine', roles: ['service'], ttlMs: TOKEN_MS });
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, ['--conditions=panal-source', mainFile], {
      cwd: this.dataDir,
      env: {
        PATH: process.env['PATH'],
        PANAL_DATA_DIR: this.dataDir,
        PANAL_READY_FD: '3',
        PANAL_PORTS_SYNAPSE_GRPC: '0',
        PANAL_PORTS_SYNAPSE_HTTP: '0',
        ...this.settings,
      },
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    child.stderr?.on('data', (text: Buffer) => (this.errors = (this.errors + text.toString()).slice(-20_000)));
    const line = await new Promise<string>((resolve, reject) => {
      let text = '';
      (child.stdio[3] as Readable).on('data', (bytes: Buffer) => {
        text += bytes.toString();
        if (text.includes('\n')) resolve(text);
      });
      child.once('exit', (code, signal) => reject(new Error(`Synapse ended with ${signal ?? code}: ${this.errors}`)));
    });
    const ready = JSON.parse(line) as { ready: boolean; message?: string; ports: { grpc: number; http: number } };
    if (!ready.ready) throw new Error(ready.message);
    this.grpcPort = ready.ports.grpc;
    this.httpPort = ready.ports.http;
  }

  /** A channel of somebody with the roles, to where the process is now. */
  async channel(...roles: Role[]): Promise<GrpcChannel> {
    const token = await this.token(...roles);
    const channel = new GrpcChannel({ address: `127.0.0.1:${this.grpcPort}`, token: () => token });
    this.#channels.push(channel);
    return channel;
  }

  token(...roles: Role[]): Promise<string> {
    return mintToken(this.dataDir, { subject: `test-${roles.join('-')}`, roles, ttlMs: TOKEN_MS });
  }

  /** Ends the process by a signal and waits until it is gone. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const child = this.#child;
    this.#child = undefined;
    for (const channel of this.#channels.splice(0)) channel.close();
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill(signal);
    return ended;
  }

  async remove(): Promise<void> {
    await this.end('SIGKILL');
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
