import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Socket } from 'node:net';
import { Server, ServerCredentials, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { GrpcChannel, type Method, initialiseAuth, mintToken, writeToken } from '@panal/kernel/runtime';
import { type ConfirmLeaseRequest, LeaseStatus, OrchestratorService } from '@panal/shared-types/orchestrator';
import {
  CloseWorktreeRequest,
  CommitWorkRequest,
  GetDiffRequest,
  OpenWorktreeRequest,
  PushRequest,
  RegisterRepositoryRequest,
  RunGateRequest,
  WorkspaceService,
} from '@panal/shared-types/workspace';

const MAIN = join(import.meta.dirname, '..', 'src', 'main.ts');
const DAY_MS = 86_400_000;

/** The orchestrator's ConfirmLease over real gRPC, answering from a table that the test writes. */
export class FakeOrchestrator {
  readonly leases = new Map<string, Partial<LeaseStatus>>();
  readonly asked: ConfirmLeaseRequest[] = [];
  readonly #server = new Server();
  port = 0;

  async start(): Promise<void> {
    this.#server.addService(OrchestratorService, {
      confirmLease: (call: ServerUnaryCall<ConfirmLeaseRequest, LeaseStatus>, reply: sendUnaryData<LeaseStatus>) => {
        this.asked.push(call.request);
        const lease = this.leases.get(call.request.taskId);
        const held = lease !== undefined && (call.request.agentId === '' || lease.agentId === call.request.agentId);
        reply(null, LeaseStatus.fromPartial(held ? { held: true, ...lease } : { held: false, reason: 'another epoch holds it' }));
      },
    });
    this.port = await new Promise((resolve, reject) => {
      this.#server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      );
    });
  }

  stop(): void {
    this.#server.forceShutdown();
  }
}

/** A running workspace-service: a real child process. */
export class ServiceChild {
  readonly child: ChildProcess;
  readonly ports: { grpc: number; http: number };
  readonly log: () => string;

  constructor(parts: { child: ChildProcess; ports: { grpc: number; http: number }; log: () => string }) {
    this.child = parts.child;
    this.ports = parts.ports;
    this.log = parts.log;
  }

  /** Ends the process by a signal and waits for its end. */
  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill(signal);
    await ended;
  }
}

/** A data folder, a fake orchestrator and a service that can be started again over the same data. */
export class Bench {
  readonly root = mkdtempSync(join(tmpdir(), 'panal-workspace-'));
  readonly dataDir = join(this.root, 'data');
  readonly orchestrator = new FakeOrchestrator();
  service: ServiceChild | undefined;
  #channels: GrpcChannel[] = [];

  async start(env: Record<string, string> = {}): Promise<this> {
    mkdirSync(this.dataDir, { recursive: true });
    await initialiseAuth(this.dataDir);
    await writeToken(this.dataDir, { subject: 'workspace-service', roles: ['service'], ttlMs: DAY_MS });
    if (this.orchestrator.port === 0) await this.orchestrator.start();
    this.service = await startService(this, env);
    return this;
  }

  async restart(env: Record<string, string> = {}): Promise<void> {
    await this.service?.end();
    for (const channel of this.#channels.splice(0)) channel.close();
    this.service = await startService(this, env);
  }

  async stop(): Promise<void> {
    for (const channel of this.#channels.splice(0)) channel.close();
    await this.service?.end();
    this.orchestrator.stop();
    rmSync(this.root, { recursive: true, force: true });
  }

  async #as(subject: string, role: 'agent' | 'service' | 'operator', kind = ''): Promise<GrpcChannel> {
    const token = await mintToken(this.dataDir, { subject, roles: [role], kind, ttlMs: DAY_MS });
    const channel = new GrpcChannel({ address: `127.0.0.1:${this.service!.ports.grpc}`, token: () => token });
    this.#channels.push(channel);
    return channel;
  }

  async call<Request, Reply>(as: Caller, method: Method<Request, Reply>, request: Request): Promise<Reply> {
    const channel = await this.#as(as.subject, as.role, as.kind);
    return await channel.call(method, request, { timeoutMs: 100_000 });
  }

  register(request: Partial<RegisterRepositoryRequest>) {
    return this.call(
      operator,
      WorkspaceService.registerRepository,
      RegisterRepositoryRequest.fromPartial({ sandbox: 'best-effort', ...request }),
    );
  }
  open(as: Caller, taskId: string) {
    return this.call(as, WorkspaceService.openWorktree, OpenWorktreeRequest.fromPartial({ taskId }));
  }
  commit(as: Caller, taskId: string, message = 'Work') {
    return this.call(as, WorkspaceService.commitWork, CommitWorkRequest.fromPartial({ taskId, message }));
  }
  diff(as: Caller, request: Partial<GetDiffRequest>) {
    return this.call(as, WorkspaceService.getDiff, GetDiffRequest.fromPartial(request));
  }
  close(as: Caller, taskId: string) {
    return this.call(as, WorkspaceService.closeWorktree, CloseWorktreeRequest.fromPartial({ taskId }));
  }
  gate(request: Partial<RunGateRequest>) {
    return this.call(orchestrator, WorkspaceService.runGate, RunGateRequest.fromPartial(request));
  }
  push(request: Partial<PushRequest>) {
    return this.call(orchestrator, WorkspaceService.push, PushRequest.fromPartial(request));
  }

  /** Grants a lease for a mission's task. */
  grant(taskId: string, lease: Partial<LeaseStatus>): void {
    this.orchestrator.leases.set(taskId, {
      missionId: 'm1',
      repositoryId: 'sample',
      branch: 'panal/m1',
      attempt: 1,
      epoch: 1n as never,
      ...lease,
    });
  }
}

export interface Caller {
  readonly subject: string;
  readonly role: 'agent' | 'service' | 'operator';
  readonly kind?: string;
}

export const coder: Caller = { subject: 'coder-1', role: 'agent', kind: 'coder' };
export const otherAgent: Caller = { subject: 'coder-2', role: 'agent', kind: 'coder' };
export const operator: Caller = { subject: 'operator', role: 'operator' };
export const orchestrator: Caller = { subject: 'orchestrator-core', role: 'service' };

async function startService(bench: Bench, env: Record<string, string>): Promise<ServiceChild> {
  const chunks: string[] = [];
  const child = spawn(process.execPath, ['--conditions=panal-source', MAIN], {
    cwd: bench.root,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: bench.root,
      PANAL_DATA_DIR: bench.dataDir,
      PANAL_LOG_LEVEL: 'debug',
      PANAL_READY_FD: '3',
      PANAL_PORTS_WORKSPACE_GRPC: '0',
      PANAL_PORTS_WORKSPACE_HTTP: '0',
      PANAL_PORTS_ORCHESTRATOR_GRPC: String(bench.orchestrator.port),
      PANAL_PORTS_SYNAPSE_GRPC: '9',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  child.stderr!.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  const log = (): string => chunks.join('');
  const pipe = child.stdio[3] as Socket;
  const ports = await new Promise<{ grpc: number; http: number }>((resolve, reject) => {
    pipe.once('data', (chunk: Buffer) => {
      const line = JSON.parse(chunk.toString().split('\n')[0]!) as { ready: boolean; ports: { grpc: number; http: number } };
      if (line.ready) resolve(line.ports);
      else reject(new Error(`not ready: ${chunk.toString()}`));
    });
    child.once('exit', (code) => reject(new Error(`the service ended with ${code}:\n${log()}`)));
  });
  return new ServiceChild({ child, ports, log });
}

/** Runs git in a folder, as a user would, without this machine's configuration. */
export function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.invalid', ...args], {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', HOME: '/nonexistent' },
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

export function writeTree(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    const full = join(root, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  }
}

/** A package whose test demands that 100 split in three adds up to 100. */
export const sampleFiles = {
  'package.json': JSON.stringify({ name: 'sample', type: 'module', scripts: { test: 'node --test' } }, undefined, 2),
  'src/split.js': 'export const split = (amount, parts) => Array.from({ length: parts }, () => Math.floor(amount / parts));\n',
  'test/split.test.js': [
    "import assert from 'node:assert/strict';",
    "import test from 'node:test';",
    "import { split } from '../src/split.js';",
    "test('even amounts', () => assert.deepEqual(split(9, 3), [3, 3, 3]));",
    "test('nothing is lost', () => assert.equal(split(100, 3).reduce((a, b) => a + b), 100, 'a remainder is lost'));",
    '',
  ].join('\n'),
  '.gitignore': 'node_modules/\n*.log\n',
} as const;

export const fixedSplit =
  'export const split = (amount, parts) =>\n  Array.from({ length: parts }, (_, i) => Math.floor(amount / parts) + (i < amount % parts ? 1 : 0));\n';

/** A user's repository with one commit on `main`. */
export function makeRepository(root: string, files: Readonly<Record<string, string>> = sampleFiles): string {
  mkdirSync(root, { recursive: true });
  git(root, 'init', '-q', '-b', 'main');
  writeTree(root, files);
  git(root, 'add', '-A');
  git(root, 'commit', '-qm', 'First');
  return root;
}

/** An empty bare repository to push to. */
export function makeRemote(root: string): string {
  mkdirSync(root, { recursive: true });
  git(root, 'init', '-q', '--bare', '-b', 'main');
  git(root, 'config', 'core.logAllRefUpdates', 'always');
  return root;
}
