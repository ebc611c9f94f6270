import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { GrpcChannel, type TokenRequest, initialiseAuth, mintToken, writeToken } from '@panal/kernel/runtime';
import { type FakePeers, startFakePeers } from './fake-peers.ts';

const mainFile = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const DAY_MS = 86_400_000;

/** A real orchestrator in a child process, on a data folder of its own, with fake peers. */
export interface TestOrchestrator {
  readonly dataDir: string;
  readonly peers: FakePeers;
  /** Everything that the process wrote to its log. */
  log(): string;
  port(): number;
  pid(): number;
  httpPort(): number;
  /** A channel whose caller is the given principal. */
  as(token: Omit<TokenRequest, 'ttlMs'>): Promise<GrpcChannel>;
  agent(subject: string, kind: string): Promise<GrpcChannel>;
  token(token: Omit<TokenRequest, 'ttlMs'>): Promise<string>;
  kill(): Promise<void>;
  /** Starts the process again on the same data and the same port. */
  start(): Promise<void>;
  /** Stops it in order and returns the exit code. */
  terminate(): Promise<number | null>;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

interface Ready {
  readonly ready: boolean;
  readonly message?: string;
  readonly ports: { readonly grpc: number; readonly http: number };
}

async function readyLine(child: ChildProcess): Promise<Ready> {
  const lines = createInterface({ input: child.stdio[3] as Readable });
  const line = once(lines, 'line').then(([text]) => JSON.parse(text as string) as Ready);
  const gone = once(child, 'exit').then(([code]) => ({ ready: false, message: `exit ${code}`, ports: { grpc: 0, http: 0 } }));
  return await Promise.race([line, gone]);
}

export async function startTestOrchestrator(env: Record<string, string> = {}): Promise<TestOrchestrator> {
  const dataDir = await mkdtemp(join(tmpdir(), 'panal-orchestrator-'));
  await initialiseAuth(dataDir);
  await writeToken(dataDir, { subject: 'orchestrator-core', roles: ['service'], ttlMs: DAY_MS });
  const peers = await startFakePeers(dataDir);
  const grpcPort = await freePort();
  const channels: GrpcChannel[] = [];
  let child: ChildProcess | undefined;
  let log = '';
  let httpPort = 0;

  const start = async (): Promise<void> => {
    const started = spawn(process.execPath, ['--conditions=panal-source', mainFile], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        PANAL_DATA_DIR: dataDir,
        PANAL_READY_FD: '3',
        PANAL_PORTS_ORCHESTRATOR_GRPC: String(grpcPort),
        PANAL_PORTS_ORCHESTRATOR_HTTP: '0',
        PANAL_PORTS_SYNAPSE_GRPC: '9',
        PANAL_PORTS_GATEWAY_GRPC: String(peers.ports.gateway),
        PANAL_PORTS_ANALYST_GRPC: String(peers.ports.analyst),
        PANAL_PORTS_WORKSPACE_GRPC: String(peers.ports.workspace),
        ...env,
      },
    });
    child = started;
    started.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()));
    const ready = await readyLine(started);
    if (!ready.ready) throw new Error(`the orchestrator did not start: ${ready.message}\n${log.slice(-2000)}`);
    httpPort = ready.ports.http;
  };
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const exited = once(child, 'exit');
    child.kill(signal);
    return (await exited)[0] as number | null;
  };
  const token = (request: Omit<TokenRequest, 'ttlMs'>): Promise<string> => mintToken(dataDir, { ...request, ttlMs: DAY_MS });
  const as = async (request: Omit<TokenRequest, 'ttlMs'>): Promise<GrpcChannel> => {
    const minted = await token(request);
    const channel = new GrpcChannel({ address: `127.0.0.1:${grpcPort}`, token: () => minted });
    channels.push(channel);
    return channel;
  };
  await start();
  return {
    dataDir,
    peers,
    log: () => log,
    port: () => grpcPort,
    pid: () => child?.pid ?? 0,
    httpPort: () => httpPort,
    as,
    agent: (subject, kind) => as({ subject, roles: ['agent'], kind }),
    token,
    kill: async () => void (await end('SIGKILL')),
    start,
    terminate: () => end('SIGTERM'),
    async stop() {
      await end('SIGKILL');
      for (const channel of channels) channel.close();
      await peers.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Text of a file below the data folder. */
export const dataFile = (orchestrator: TestOrchestrator, path: string): Promise<string> =>
  readFile(join(orchestrator.dataDir, path), 'utf8');
