import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { initialiseAuth, mintToken } from '@panal/kernel/runtime';
import { type AgentConnection, type AgentTask, type AgentWork, AgentRefused, connectAgent } from '../src/index.ts';
import { ARTIFACT_BYTES_MAX } from '../src/perform-work.ts';
import { FakeOrchestrator } from './fake-orchestrator.ts';

let dataDir: string;
let orchestrator: FakeOrchestrator;
let token: string;
let connection: AgentConnection | undefined;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'panal-sdk-'));
  await initialiseAuth(dataDir);
  token = await mintToken(dataDir, { subject: 'coder-1', roles: ['agent'], kind: 'coder', ttlMs: 600_000 });
  orchestrator = new FakeOrchestrator(dataDir);
  await orchestrator.start();
});

afterEach(async () => {
  await connection?.stop(0);
  connection = undefined;
  await orchestrator.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const connect = (work: AgentWork, heartbeatMs = 200): void => {
  connection = connectAgent({
    address: `127.0.0.1:${orchestrator.port}`,
    token,
    name: 'coder-1',
    capabilities: ['javascript'],
    heartbeatMs,
    work,
  });
};

const stopped = (task: AgentTask): Promise<never> =>
  once(task.signal, 'abort').then(() => Promise.reject(task.signal.reason as Error));

test('an agent registers, works, submits and asks for the next task', async () => {
  const seen: string[] = [];
  connect(async (task) => {
    seen.push(`${task.taskId} ${task.context.mission.title} ${task.constraints.join()}`);
    return { status: 'success', artifact: `did ${task.description}`, commit: 'c1' };
  });
  orchestrator.assign({ taskId: 't1.1', description: 'one', constraints: ['Be kind'], ruleSetHash: 'h' });
  orchestrator.assign({ taskId: 't2.2', description: 'two' });
  await orchestrator.until(() => orchestrator.results.length === 2);
  expect(orchestrator.registered).toEqual(['coder-1']);
  expect(seen).toEqual(['t1.1 A card Be kind', 't2.2 A card ']);
  expect(orchestrator.results[0]).toMatchObject({
    taskId: 't1.1',
    status: 'success',
    artifact: 'did one',
    commit: 'c1',
    agentId: 'coder-1',
    ruleSetHash: 'h',
  });
});

test('what the work throws is submitted as a failure, and the agent goes on', async () => {
  connect(async (task) => {
    if (task.taskId === 't1.1') throw new Error('the tests cannot be run');
    return { status: 'success' };
  });
  orchestrator.assign({ taskId: 't1.1' });
  orchestrator.assign({ taskId: 't2.2' });
  await orchestrator.until(() => orchestrator.results.length === 2);
  expect(orchestrator.results[0]).toMatchObject({ status: 'failure', errorMessage: 'the tests cannot be run', fatal: false });
});

test('a context of another version and an artifact over 1 MiB fail with a reason', async () => {
  connect(async () => ({ status: 'success', artifact: 'x'.repeat(ARTIFACT_BYTES_MAX + 1) }));
  orchestrator.assign({ taskId: 't1.1', context: '{"version":2}' });
  orchestrator.assign({ taskId: 't2.2' });
  await orchestrator.until(() => orchestrator.results.length === 2);
  expect(orchestrator.results[0]!.errorMessage).toContain('"version" is not valid');
  expect(orchestrator.results[1]!.errorMessage).toContain(`at most ${ARTIFACT_BYTES_MAX}`);
});

test('heartbeats keep the lease and carry the newest progress', async () => {
  connect(async (task) => {
    task.progress('reading\n  the repository');
    return stopped(task);
  });
  orchestrator.assign({ taskId: 't1.1' });
  await orchestrator.until(() => orchestrator.heartbeats.length >= 3);
  expect(orchestrator.heartbeats.at(-1)).toMatchObject({ taskId: 't1.1', progress: 'reading the repository' });
});

test('a stop notice aborts the work, nothing is submitted, and the next task comes', async () => {
  const reasons: string[] = [];
  connect(async (task) => {
    if (task.taskId === 't2.2') return { status: 'success' };
    orchestrator.stopTask('t1.1', 'cancelled');
    return stopped(task).catch((error: unknown) => {
      reasons.push((error as Error).message);
      throw error;
    });
  });
  orchestrator.assign({ taskId: 't1.1' });
  orchestrator.assign({ taskId: 't2.2' });
  await orchestrator.until(() => orchestrator.results.length === 1);
  expect(orchestrator.results[0]!.taskId).toBe('t2.2');
  expect(reasons).toEqual(['The task was stopped: cancelled.']);
});

test('a lease that a heartbeat finds lost stops the work', async () => {
  connect(async (task) => {
    if (task.taskId === 't2.2') return { status: 'success' };
    orchestrator.loseLease('t1.1');
    return stopped(task);
  });
  orchestrator.assign({ taskId: 't1.1' });
  orchestrator.assign({ taskId: 't2.2' });
  await orchestrator.until(() => orchestrator.results.length === 1);
  expect(orchestrator.results[0]!.taskId).toBe('t2.2');
});

test('work under a lease that is still held survives a broken connection and an orchestrator that restarts', async () => {
  const go = Promise.withResolvers<void>();
  connect(async (task) => {
    await go.promise;
    return task.signal.aborted ? { status: 'failure', errorMessage: 'aborted' } : { status: 'success', artifact: 'kept' };
  });
  orchestrator.assign({ taskId: 't1.1' });
  await orchestrator.until(() => orchestrator.heartbeats.length > 0);
  orchestrator.breakStreams();
  await orchestrator.until(() => orchestrator.streamsOpened === 2);
  await orchestrator.stop();
  await orchestrator.start();
  await orchestrator.until(() => orchestrator.readies.length === 3);
  expect(orchestrator.readies.slice(1)).toEqual([0, 0]);
  go.resolve();
  await orchestrator.until(() => orchestrator.results.length === 1);
  expect(orchestrator.results[0]).toMatchObject({ taskId: 't1.1', status: 'success', artifact: 'kept' });
});

test('a result is sent until it is acknowledged, and no new task comes before', async () => {
  let worked = 0;
  connect(async () => ({ status: 'success', artifact: String(++worked) }));
  orchestrator.ignoreResults = 2;
  orchestrator.assign({ taskId: 't1.1' });
  orchestrator.assign({ taskId: 't2.2' });
  await orchestrator.until(() => orchestrator.results.length === 2);
  orchestrator.breakStreams();
  await orchestrator.until(() => orchestrator.results.length === 4);
  expect(orchestrator.results.map((result) => `${result.taskId} ${result.artifact}`)).toEqual([
    't1.1 1',
    't1.1 1',
    't1.1 1',
    't2.2 2',
  ]);
});

test('a refused result ends the task', async () => {
  connect(async (task) => {
    if (task.taskId === 't1.1') orchestrator.loseLease('t1.1');
    return { status: 'success' };
  }, 60_000);
  orchestrator.assign({ taskId: 't1.1' });
  orchestrator.assign({ taskId: 't2.2' });
  await orchestrator.until(() => orchestrator.results.length === 2);
  expect(orchestrator.results.map((result) => result.taskId)).toEqual(['t1.1', 't2.2']);
});

test('"going away" makes the agent come back later with its work', async () => {
  const go = Promise.withResolvers<void>();
  connect(async () => {
    await go.promise;
    return { status: 'success' };
  });
  orchestrator.assign({ taskId: 't1.1' });
  await orchestrator.until(() => orchestrator.heartbeats.length > 0);
  orchestrator.goAway(50);
  await orchestrator.until(() => orchestrator.streamsOpened === 2);
  go.resolve();
  await orchestrator.until(() => orchestrator.results.length === 1);
});

test('an assignment that was not asked for is not begun', async () => {
  const begun: string[] = [];
  const go = Promise.withResolvers<void>();
  connect(async (task) => {
    begun.push(task.taskId);
    await go.promise;
    return { status: 'success' };
  });
  orchestrator.assign({ taskId: 't1.1' });
  await orchestrator.until(() => orchestrator.heartbeats.length > 0);
  orchestrator.force({ taskId: 't9.9' });
  orchestrator.force({ taskId: 't1.1' });
  const beats = orchestrator.heartbeats.length;
  await orchestrator.until(() => orchestrator.heartbeats.length > beats + 1);
  go.resolve();
  await orchestrator.until(() => orchestrator.results.length === 1);
  expect(begun).toEqual(['t1.1']);
});

test('stopping lets the task under way end first', async () => {
  const begun = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  connect(async () => {
    begun.resolve();
    await go.promise;
    return { status: 'success' };
  });
  orchestrator.assign({ taskId: 't1.1' });
  await begun.promise;
  const done = connection!.stop(30_000);
  await orchestrator.until(() => orchestrator.readies.length === 2);
  go.resolve();
  await done;
  expect(orchestrator.results).toHaveLength(1);
  expect(orchestrator.readies.slice(1)).not.toContain(1);
});

test('stopping aborts a task that does not end in time, without a result', async () => {
  const begun = Promise.withResolvers<AgentTask>();
  connect((task) => {
    begun.resolve(task);
    return new Promise(() => undefined);
  });
  orchestrator.assign({ taskId: 't1.1' });
  const task = await begun.promise;
  await connection!.stop(0);
  expect(task.signal.aborted).toBe(true);
  expect(orchestrator.results).toHaveLength(0);
});

test('a token that the orchestrator does not know is refused once, with a reason', async () => {
  token = 'nonsense';
  connect(async () => ({ status: 'success' }));
  const outcome = await connection!.ended.catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(AgentRefused);
  expect((outcome as Error).message).toContain('Not authenticated');
});

test('a stream that the orchestrator refuses ends the agent instead of leaving it waiting', async () => {
  token = await mintToken(dataDir, { subject: 'coder-1', roles: ['service'], ttlMs: 600_000 });
  connect(async () => ({ status: 'success' }));
  const outcome = await connection!.ended.catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(AgentRefused);
  expect((outcome as Error).message).toContain('may not call this method');
});
