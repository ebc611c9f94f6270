import {
  type Metrics,
  type ServiceProcess,
  clientTlsOf,
  runServiceProcess,
  serviceAddress,
  startHttpServer,
} from '@panal/kernel/runtime';
import { z } from 'zod';
import type { AgentTask, TaskOutcome } from './agent-task.ts';
import { DRAIN_MS, HEARTBEAT_MS, connectAgent } from './connect-agent.ts';
import type { SessionEvents } from './work-session.ts';

/** Parts of the section `agents` that belong to one kind each. */
export type AgentSettingsKey = 'productManager' | 'coder' | 'reviewer';

const notMine = z.unknown().optional();

/** The section `agents` as one kind reads it: what all share, its own part under `key`, the others' left alone. */
export function agentsSchema<S extends z.ZodType>(key: AgentSettingsKey | undefined, settings: S) {
  const own = key ? { [key]: settings.prefault({} as never) } : {};
  return z.strictObject({
    httpPort: z.int().min(0).max(65_535).default(0),
    heartbeatMs: z.int().min(100).max(60_000).default(HEARTBEAT_MS),
    drainMs: z.int().min(0).max(8_000).default(DRAIN_MS),
    productManager: notMine,
    coder: notMine,
    reviewer: notMine,
    ...own,
  });
}

/** The process that an agent runs in. */
export type AgentHost = Pick<ServiceProcess<unknown>, 'name' | 'common' | 'log' | 'metrics'>;

export interface RunAgentOptions<S extends z.ZodType> {
  /** What the agent is in the swarm and the default name of its process, e.g. `coder`. */
  readonly kind: string;
  readonly capabilities?: readonly string[];
  readonly version?: string;
  /** The agent's own settings, in `agents.<key>` of `panal.yaml`. */
  readonly settings?: { readonly key: AgentSettingsKey; readonly schema: S };
  readonly work: (task: AgentTask, settings: z.output<S>, host: AgentHost) => Promise<TaskOutcome>;
}

/**
 * Runs a process that is an agent of this installation: settings, log, metrics, `/healthz` and `/readyz` as every process of
 * Panal has them, and the connection to the orchestrator. Two agents of one kind take different names by PANAL_PROCESS_NAME.
 */
export function runAgent<S extends z.ZodType = z.ZodObject>(options: RunAgentOptions<S>): void {
  const schema = agentsSchema(options.settings?.key, options.settings?.schema ?? z.strictObject({}));
  runServiceProcess({ name: options.kind, section: 'agents', schema }, (process) => startAgent(process, options));
}

async function startAgent<S extends z.ZodType>(
  process: ServiceProcess<z.output<ReturnType<typeof agentsSchema>>>,
  options: RunAgentOptions<S>,
): Promise<void> {
  const { common, config, lifecycle } = process;
  const settings = (options.settings ? config[options.settings.key] : {}) as z.output<S>;
  let connected = (): boolean => false;
  const http = await startHttpServer(
    { common, port: config.httpPort, notReady: () => (connected() ? undefined : 'not connected to the orchestrator') },
    process,
  );
  lifecycle.onStop('http server', () => http.drain(1_000));
  const tls = clientTlsOf(common);
  const connection = connectAgent({
    address: serviceAddress(common, 'orchestrator'),
    workspaceAddress: serviceAddress(common, 'workspace'),
    token: process.token,
    name: process.name,
    capabilities: options.capabilities ?? [],
    version: options.version ?? '',
    metricsUrl: `${common.tls ? 'https' : 'http'}://${common.host}:${http.port}/metrics`,
    work: (task) => options.work(task, settings, process),
    log: process.log,
    events: sessionMetrics(process.metrics),
    heartbeatMs: config.heartbeatMs,
    ...(tls ? { tls } : {}),
  });
  connected = () => connection.connected;
  lifecycle.onStop('connection', () => connection.stop(config.drainMs));
  connection.ended.catch((error: unknown) => {
    process.log.fatal({ err: error }, (error as Error).message);
    void lifecycle.stop('refused by the orchestrator', 1);
  });
  lifecycle.announceReady({ http: http.port });
}

function sessionMetrics(metrics: Metrics): SessionEvents {
  const connected = metrics.gauge({ name: 'panal_agent_connected', help: '1 while the agent listens for assignments.' });
  const tasks = metrics.histogram({
    name: 'panal_agent_task_seconds',
    help: 'Duration of tasks, by type and outcome (success, failure, stopped).',
    labels: ['task_type', 'outcome'],
    buckets: [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1200],
  });
  return {
    connected: (value) => connected.set(value ? 1 : 0),
    taskEnded: (taskType, outcome, durationMs) => tasks.observe({ task_type: taskType, outcome }, durationMs / 1000),
  };
}
