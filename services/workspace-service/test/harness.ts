import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Server, ServerCredentials, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import type { Method } from '@panal/kernel/runtime';
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
import { type DataDir, type TestService, createDataDir, startService, temporaryDir } from '@panal/testkit';

const program = new URL('../src/main.ts', import.meta.url);

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

/** A data folder, a fake orchestrator and a service that can be started again over the same data. */
export class Bench {
  readonly #folder = temporaryDir('workspace');
  readonly orchestrator = new FakeOrchestrator();
  service: TestService | undefined;
  #data: DataDir | undefined;

  /** For what a test makes besides Panal's own data. */
  get root(): string {
    return this.#folder.path;
  }

  get dataDir(): string {
    return this.#data!.path;
  }

  async start(env: Record<string, string> = {}): Promise<this> {
    this.#data ??= await createDataDir('workspace-service');
    if (this.orchestrator.port === 0) await this.orchestrator.start();
    await this.restart(env);
    return this;
  }

  async restart(env: Record<string, string> = {}): Promise<void> {
    await this.service?.terminate();
    this.service = await startService({
      program,
      dataDir: this.#data!,
      portsName: 'WORKSPACE',
      cwd: this.root,
      env: {
        HOME: this.root,
        PANAL_LOG_LEVEL: 'debug',
        PANAL_PORTS_ORCHESTRATOR_GRPC: String(this.orchestrator.port),
        PANAL_PORTS_SYNAPSE_GRPC: '9',
        ...env,
      },
    });
  }

  async stop(): Promise<void> {
    await this.service?.terminate();
    this.orchestrator.stop();
    this.#data?.remove();
    this.#folder.remove();
  }

  async call<Request, Reply>(as: Caller, method: Method<Request, Reply>, request: Request): Promise<Reply> {
    const channel = await this.service!.channel({ subject: as.subject, roles: [as.role], kind: as.kind ?? '' });
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
