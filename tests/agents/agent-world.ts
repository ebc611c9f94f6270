import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createSigningKey, publicKeyPem } from '@panal/audit';
import { initialiseAuth, newTraceparent, writeToken } from '@panal/kernel/runtime';
import type { TaskContext } from '@panal/shared-types';
import type { TaskResult } from '@panal/shared-types/orchestrator';
import { type TestProcess, startProcess, temporaryDir } from '@panal/testkit';
import { FakeOrchestrator, contextJson } from '../../packages/agent-sdk/test/fake-orchestrator.ts';
import { ScriptedModel } from './scripted-model.ts';
import { SmallWorkspace } from './small-workspace.ts';

const root = resolve(import.meta.dirname, '../..');
export const sample = join(root, 'examples/first-run');

export type AgentName = 'product-manager' | 'coder' | 'reviewer';

/** The agents as real processes among a small orchestrator, a small workspace with real git, and a scripted model. */
export class AgentWorld {
  readonly #folder = temporaryDir('agents');
  readonly dataDir = this.#folder.path;
  readonly orchestrator = new FakeOrchestrator(this.dataDir);
  readonly workspace: SmallWorkspace;
  readonly model: ScriptedModel;
  /** What the small workspace signs gate results with. */
  readonly gateKey = createSigningKey();
  readonly readyPorts = new Map<AgentName, number>();
  readonly #children: TestProcess[] = [];
  #baseUrl = '';
  #tasks = 0;

  constructor(trajectory: string | ScriptedModel, repository = join(sample, 'repository')) {
    this.model = typeof trajectory === 'string' ? ScriptedModel.fromFile(trajectory) : trajectory;
    this.workspace = new SmallWorkspace(this.dataDir, repository);
  }

  async start(agents: readonly AgentName[]): Promise<void> {
    await initialiseAuth(this.dataDir);
    mkdirSync(join(this.workspace.folder, 'keys'));
    writeFileSync(join(this.workspace.folder, 'keys/gate-signing.pub.pem'), publicKeyPem(this.gateKey));
    await this.orchestrator.start();
    await this.workspace.start();
    this.#baseUrl = await this.model.start();
    for (const agent of agents) await this.startProgram(agent, join(root, 'agents', agent, 'src/main.ts'));
  }

  async stop(): Promise<void> {
    for (const child of this.#children) await child.terminate();
    await this.orchestrator.stop();
    await this.workspace.stop();
    await this.model.stop();
    this.#folder.remove();
  }

  /** Gives a task to an agent and waits for its result. */
  async run(
    agent: AgentName,
    context: Partial<TaskContext>,
    over: { attempt?: number; description?: string } = {},
  ): Promise<TaskResult> {
    const taskId = `t${++this.#tasks}.${this.#tasks}`;
    const { base: baseCommit, head: headCommit } = this.workspace;
    const repository = { repositoryId: 'sample', baseBranch: 'main', branch: 'panal/m1', baseCommit, headCommit };
    const lease = {
      model: 'scripted-demo',
      gatewayBaseUrl: this.#baseUrl,
      gatewayKey: 'pk-panal-test',
      traceparent: newTraceparent(),
    };
    this.orchestrator.assign({ taskId, context: contextJson({ repository, ...context }), ...lease, ...over }, agent);
    const result = (): TaskResult | undefined => this.orchestrator.results.find((candidate) => candidate.taskId === taskId);
    await this.orchestrator.until(() => result() !== undefined);
    return result()!;
  }

  /** Starts a program as the agent of a name, with a token of its kind. */
  async startProgram(name: AgentName, program: string): Promise<void> {
    await writeToken(this.dataDir, { subject: name, roles: ['agent'], kind: name, ttlMs: 600_000 });
    const child = await startProcess({
      program,
      cwd: this.dataDir,
      env: {
        PANAL_DATA_DIR: this.dataDir,
        PANAL_LOG_LEVEL: 'error',
        PANAL_PORTS_ORCHESTRATOR_GRPC: String(this.orchestrator.port),
        PANAL_PORTS_WORKSPACE_GRPC: String(this.workspace.port),
        PANAL_AGENTS_HEARTBEAT_MS: '500',
      },
    });
    this.#children.push(child);
    this.readyPorts.set(name, child.ports['http']!);
  }
}
