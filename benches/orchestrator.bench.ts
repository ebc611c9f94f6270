/**
 * Durable cycles of the orchestrator: create a mission of one step, lease it over a stream, complete it. The orchestrator is a
 * child process of its own on a real disk; creation is a unary call, everything else goes over WorkStream.
 *
 *   npm run bench -- orchestrator [--cycles 10000] [--agents 4] [--credits 64] [--creators 128] [--json]
 */
import { readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  AgentInfo,
  CreateMissionRequest,
  type DispatcherMessage,
  OrchestratorService,
  TaskResult,
  WorkerReady,
  type WorkerMessage,
} from '@panal/shared-types/orchestrator';
import { startTestOrchestrator, type TestOrchestrator } from '../services/orchestrator-core/test/orchestrator-process.ts';

const { values } = parseArgs({
  options: {
    cycles: { type: 'string', default: '10000' },
    agents: { type: 'string', default: '4' },
    credits: { type: 'string', default: '64' },
    creators: { type: 'string', default: '128' },
    json: { type: 'boolean', default: false },
  },
});
const cycles = Number(values.cycles);
const CLOCK_TICKS_PER_S = 100;

const workflow = `
version: 1
name: bench
start: work
mission: { leases: 10 }
roles: { worker: [] }
tasks:
  work: { handler: worker, on_success: done }
`;

/** CPU seconds of a process so far. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_S;
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

async function startWorker(
  orchestrator: TestOrchestrator,
  agentId: string,
  done: (missionId: string) => void,
): Promise<() => void> {
  const channel = await orchestrator.agent(agentId, 'worker');
  await channel.call(OrchestratorService.registerAgent, AgentInfo.fromPartial({ name: agentId }));
  const stream = channel.duplex<WorkerMessage, DispatcherMessage>(OrchestratorService.workStream);
  const ready = (credits: number): boolean =>
    stream.write({ kind: { $case: 'ready', value: WorkerReady.fromPartial({ agentId, credits }) } });
  const missions = new Map<string, string>();
  stream.on('error', () => undefined);
  stream.on('data', ({ kind }: DispatcherMessage) => {
    if (kind?.$case === 'assignment') {
      const { taskId, missionId } = kind.value;
      missions.set(taskId, missionId);
      stream.write({
        kind: { $case: 'result', value: TaskResult.fromPartial({ taskId, status: 'success', artifact: 'done', agentId }) },
      });
    } else if (kind?.$case === 'result') {
      if (!kind.value.ack?.ok) throw new Error(`a result was refused: ${kind.value.ack?.message}`);
      done(missions.get(kind.value.taskId)!);
      missions.delete(kind.value.taskId);
      ready(1);
    }
  });
  ready(Number(values.credits));
  return () => stream.cancel();
}

async function measure(orchestrator: TestOrchestrator): Promise<Record<string, number>> {
  const startedMs = new Map<string, number>();
  const latenciesMs: number[] = [];
  let completed = 0;
  let finish = (): void => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const done = (missionId: string): void => {
    const startMs = startedMs.get(missionId);
    if (startMs !== undefined) latenciesMs.push(performance.now() - startMs);
    completed += 1;
    if (completed === cycles) finish();
  };
  const stops = await Promise.all(
    Array.from({ length: Number(values.agents) }, (_, index) => startWorker(orchestrator, `worker-${index}`, done)),
  );
  const operator = await orchestrator.as({ subject: 'operator', roles: ['operator'] });
  let created = 0;
  const create = async (): Promise<void> => {
    while (created < cycles) {
      const idempotencyKey = `bench-${created++}`;
      const sentMs = performance.now();
      const request = CreateMissionRequest.fromPartial({ idempotencyKey, title: 'bench', repositoryId: 'none' });
      const { missionId } = await operator.call(OrchestratorService.createMission, request);
      startedMs.set(missionId, sentMs);
    }
  };
  const pid = orchestrator.pid();
  const [cpuBefore, beforeMs] = [cpuSeconds(pid), performance.now()];
  await Promise.all([...Array.from({ length: Number(values.creators) }, create), finished]);
  const seconds = (performance.now() - beforeMs) / 1000;
  const cpu = cpuSeconds(pid) - cpuBefore;
  for (const stop of stops) stop();
  latenciesMs.sort((left, right) => left - right);
  return {
    cycles,
    seconds: Number(seconds.toFixed(2)),
    cyclesPerSecond: Math.round(cycles / seconds),
    serverCpuMicrosPerCycle: Math.round((cpu / cycles) * 1e6),
    cycleP50Ms: Number(percentile(latenciesMs, 0.5).toFixed(1)),
    cycleP99Ms: Number(percentile(latenciesMs, 0.99).toFixed(1)),
  };
}

const workflowFile = join(tmpdir(), `panal-bench-${process.pid}.yaml`);
await writeFile(workflowFile, workflow);
const orchestrator = await startTestOrchestrator({ PANAL_ORCHESTRATOR_WORKFLOW: workflowFile, PANAL_LOG_LEVEL: 'error' });
try {
  const figures = await measure(orchestrator);
  if (!values.json) for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(26)} ${value}`);
  console.log(JSON.stringify({ bench: 'orchestrator', ...figures }));
} finally {
  await orchestrator.stop();
  await rm(workflowFile, { force: true });
}
