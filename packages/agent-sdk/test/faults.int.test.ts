/** An agent over a network that breaks and dies silently: it comes back with its work, does it once, and is heard once. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DataDir, type Fault, FaultProxy, createDataDir, seededRandom, until } from '@panal/testkit';
import { type AgentConnection, type AgentWork, connectAgent } from '../src/index.ts';
import { FakeOrchestrator } from './fake-orchestrator.ts';

const TASKS = 15;
const SEED = Number(process.env['PANAL_FAULT_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

let dataDir: DataDir;
let orchestrator: FakeOrchestrator;
let proxy: FaultProxy;
let connection: AgentConnection | undefined;
/** The work that was begun, by task. */
let begun: string[];

beforeEach(async () => {
  begun = [];
  dataDir = await createDataDir();
  orchestrator = new FakeOrchestrator(dataDir.path);
  await orchestrator.start();
  proxy = await FaultProxy.start(() => orchestrator.port);
});
afterEach(async () => {
  await connection?.stop(0);
  await proxy.close();
  await orchestrator.stop();
  dataDir.remove();
});

async function connect(work: AgentWork): Promise<void> {
  const token = await dataDir.token({ subject: 'coder-1', roles: ['agent'], kind: 'coder' });
  connection = connectAgent({
    ...{ address: proxy.address, token, name: 'coder-1', heartbeatMs: 100 },
    work: (task) => {
      begun.push(task.taskId);
      return work(task);
    },
  });
}

/** What each task's result says; a result that was sent again says the same. */
function resultsByTask(): Record<string, string[]> {
  const results: Record<string, string[]> = {};
  for (const { taskId, artifact } of orchestrator.results) (results[taskId] ??= []).push(artifact);
  return Object.fromEntries(Object.entries(results).map(([taskId, artifacts]) => [taskId, [...new Set(artifacts)]]));
}

/** A network that is whole and an agent on a new connection: what is assigned now reaches it. */
async function freshConnection(): Promise<void> {
  const opened = orchestrator.streamsOpened;
  proxy.heal();
  proxy.breakConnections();
  await orchestrator.until(() => orchestrator.streamsOpened > opened);
}

test(`cut at any byte while a result is on its way (PANAL_FAULT_SEED=${SEED})`, async () => {
  const random = seededRandom(SEED);
  const anyByte = (): Fault => ({ kind: 'cut', afterBytes: Math.floor(random() * 2_500), how: 'reset' });
  let works = 0;
  await connect(async (task) => {
    proxy.setFault(random() < 0.5 ? 'to-server' : 'to-client', () => (random() < 0.7 ? anyByte() : { kind: 'none' }));
    return { status: 'success', artifact: `${task.taskId} by work ${++works} ${'x'.repeat(1_000)}` };
  });
  const taskIds = Array.from({ length: TASKS }, (_, index) => `t${index + 1}.1`);
  await orchestrator.until(() => orchestrator.streamsOpened > 0);
  for (const taskId of taskIds) {
    orchestrator.assign({ taskId });
    await orchestrator.until(() => orchestrator.results.some((result) => result.taskId === taskId));
    await freshConnection();
  }
  await connection!.stop();
  expect(begun).toEqual(taskIds);
  const results = resultsByTask();
  expect(Object.keys(results)).toEqual(taskIds);
  for (const [index, taskId] of taskIds.entries())
    expect(results[taskId]).toEqual([`${taskId} by work ${index + 1} ${'x'.repeat(1_000)}`]);
});

test.each(['to-server', 'to-client'] as const)('a result or its answer is lost %s in a network that dies', async (direction) => {
  await connect(async (task) => {
    if (task.taskId === 't1.1') proxy.setFault(direction, { kind: 'black-hole' });
    return { status: 'success', artifact: task.taskId };
  });
  orchestrator.assign({ taskId: 't1.1' });
  orchestrator.assign({ taskId: 't2.1' });
  await until(() => begun.length === 1 || undefined, 'the first task');
  if (direction === 'to-client') await orchestrator.until(() => orchestrator.results.length >= 2);
  else expect(orchestrator.results).toEqual([]);
  await freshConnection();
  await orchestrator.until(() => orchestrator.results.some(({ taskId }) => taskId === 't2.1'));
  expect(begun).toEqual(['t1.1', 't2.1']);
  expect(resultsByTask()).toEqual({ 't1.1': ['t1.1'], 't2.1': ['t2.1'] });
});
