import { afterEach, describe, expect, it } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { type GrpcChannel, isRetryable } from '@panal/kernel/runtime';
import type { Ack, TaskAssignment } from '@panal/shared-types/orchestrator';
import { type TestOrchestrator, startTestOrchestrator } from './orchestrator-process.ts';
import { approve, createMission, getMission, operatorOf, poll, register, submit } from './people.ts';

const CYCLES = Number(process.env['PANAL_KILL_CYCLES'] ?? 10);

let orchestrator: TestOrchestrator | undefined;
afterEach(async () => {
  await orchestrator?.stop();
  orchestrator = undefined;
});

/** What a client saw: answers it was given, by lease. */
interface History {
  readonly leases: TaskAssignment[];
  readonly answers: Map<string, Ack[]>;
}

/** Calls until the server answers, as any client must when it is killed under it. */
async function persist<Reply>(stopped: AbortSignal, call: () => Promise<Reply>): Promise<Reply | undefined> {
  while (!stopped.aborted) {
    try {
      return await call();
    } catch (error) {
      if (!isRetryable(error) && !/cancelled|reset|closed|dropped/i.test((error as Error).message)) throw error;
      await sleep(20);
    }
  }
  return undefined;
}

/** An agent that polls, works and submits until it is stopped. */
async function runAgent(
  agent: GrpcChannel,
  agentId: string,
  options: { readonly history: History; readonly stopped: AbortSignal },
): Promise<void> {
  const { history, stopped } = options;
  await persist(stopped, () => register(agent, agentId));
  while (!stopped.aborted) {
    const assignment = await persist(stopped, () => poll(agent, agentId, 300));
    if (!assignment?.taskId) continue;
    history.leases.push(assignment);
    const artifact = assignment.taskType === 'review' ? '' : `work of ${assignment.taskId}`;
    const result = { taskId: assignment.taskId, status: 'success', artifact, commit: `commit-${assignment.taskId}` };
    const answers: Ack[] = [];
    history.answers.set(assignment.taskId, answers);
    const first = await persist(stopped, () => submit(agent, result));
    if (first) answers.push(first);
    // Some clients never see the answer and send again.
    const second = await persist(stopped, () => submit(agent, result));
    if (second) answers.push(second);
  }
}

async function approveAll(operator: GrpcChannel, missions: readonly string[]): Promise<number> {
  let open = 0;
  for (const missionId of missions) {
    const mission = await getMission(operator, missionId);
    if (mission.pendingApproval) await approve(operator, mission.pendingApproval);
    if (mission.state !== 'done') open += 1;
  }
  return open;
}

describe('an orchestrator that is killed again and again', () => {
  it('loses nothing that it acknowledged and accepts nothing twice', async () => {
    // Undelivered leases must come back quickly here.
    orchestrator = await startTestOrchestrator({
      PANAL_ORCHESTRATOR_LEASE_WITHOUT_HEARTBEAT_MS: '1000',
      PANAL_ORCHESTRATOR_LEASE_MS: '1000',
    });
    const running = orchestrator;
    const operator = await operatorOf(running);
    const history: History = { leases: [], answers: new Map() };
    const stop = new AbortController();
    const kinds = { 'pm-1': 'product-manager', 'coder-1': 'coder', 'coder-2': 'coder', 'reviewer-1': 'reviewer' };
    const agents = Object.entries(kinds).map(async ([agentId, kind]) =>
      runAgent(await running.agent(agentId, kind), agentId, { history, stopped: stop.signal }),
    );
    const missions: string[] = [];
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      const key = `cycle-${cycle}`;
      const missionId = await persist(stop.signal, () => createMission(operator, { idempotencyKey: key }));
      expect(await persist(stop.signal, () => createMission(operator, { idempotencyKey: key }))).toBe(missionId);
      missions.push(missionId!);
      await persist(stop.signal, () => approveAll(operator, missions));
      await sleep(Math.random() * 250);
      await running.kill();
      await running.start();
    }
    while ((await persist(stop.signal, () => approveAll(operator, missions))) !== 0) await sleep(50);
    stop.abort();
    await Promise.all(agents);

    for (const missionId of missions) {
      const mission = await getMission(operator, missionId);
      expect(mission.state).toBe('done');
      // Each step has one accepted result, and pushed is the commit of the coder's accepted one.
      const accepted = mission.artifacts.map(({ taskType }) => taskType).filter((taskType) => taskType !== 'gate');
      expect(accepted).toEqual(['plan', 'implement', 'review']);
      expect(mission.pushedCommit).toBe(mission.artifacts[1]?.commit);
    }
    const pushed = new Set(running.peers.pushes.map(({ missionId, commit }) => `${missionId} ${commit}`));
    expect(pushed.size).toBe(missions.length);
    // Epochs fence: no two leases with one, and each later than those before it on its task.
    expect(new Set(history.leases.map(({ epoch }) => epoch)).size).toBe(history.leases.length);
    // Whoever was told that a result counts is told so again.
    for (const answers of history.answers.values()) {
      const firstYes = answers.findIndex(({ ok }) => ok);
      if (firstYes >= 0) expect(answers.slice(firstYes).every(({ ok }) => ok)).toBe(true);
    }
    const yes = [...history.answers]
      .filter(([, answers]) => answers.some(({ ok }) => ok))
      .map(([taskId]) => taskId.replace(/\.\d+$/, ''));
    expect(new Set(yes).size).toBe(yes.length);
    await expect.poll(() => running.peers.released.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(running.peers.minted.size);
    expect([...running.peers.minted.keys()].filter((leaseId) => !running.peers.released.includes(leaseId))).toEqual([]);
  }, 240_000);
});
