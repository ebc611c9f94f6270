import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GrpcChannel } from '@panal/kernel/runtime';
import type { TaskContext } from '@panal/shared-types';
import {
  CancelMissionRequest,
  ConfirmLeaseRequest,
  GetHaltStateRequest,
  HaltRequest,
  HeartbeatRequest,
  type Mission,
  OrchestratorService,
} from '@panal/shared-types/orchestrator';
import { type TestOrchestrator, dataFile, startTestOrchestrator } from './orchestrator-process.ts';
import { approve, createMission, eventOf, getMission, operatorOf, poll, register, submit } from './people.ts';

let orchestrator: TestOrchestrator;
let operator: GrpcChannel;
let planner: GrpcChannel;
let coder: GrpcChannel;
beforeAll(async () => {
  orchestrator = await startTestOrchestrator({ PANAL_ORCHESTRATOR_ADVICE_WAIT_MS: '700', PANAL_ORCHESTRATOR_DENIALS_MAX: '3' });
  operator = await operatorOf(orchestrator);
  planner = await orchestrator.agent('pm-1', 'product-manager');
  coder = await orchestrator.agent('coder-1', 'coder');
  await register(planner, 'pm');
  await register(coder, 'coder');
});
afterAll(() => orchestrator.stop());

const taskOf = (mission: Mission, type: string) => mission.tasks.find(({ taskType }) => taskType === type);
const halt = (scope: string, id = '') =>
  operator.call(OrchestratorService.halt, HaltRequest.fromPartial({ scope, id, reason: 'drill' }));
const resume = (scope: string, id = '') => operator.call(OrchestratorService.resume, HaltRequest.fromPartial({ scope, id }));
const beat = (agent: GrpcChannel, taskId: string) =>
  agent.call(OrchestratorService.heartbeat, HeartbeatRequest.fromPartial({ taskId, progress: 'reading' }));
const confirm = async (taskId: string) => {
  const service = await orchestrator.as({ subject: 'workspace-service', roles: ['service'] });
  return await service.call(OrchestratorService.confirmLease, ConfirmLeaseRequest.fromPartial({ taskId, effect: 'push' }));
};

/** Plans and approves, so that the coder is next. */
async function planned(): Promise<string> {
  const missionId = await createMission(operator);
  const plan = await poll(planner, 'pm-1');
  await submit(planner, { taskId: plan.taskId, status: 'success', artifact: 'plan', commit: 'plan-commit' });
  await eventOf(operator, missionId, ({ type }) => type === 'approval-requested');
  await approve(operator, (await getMission(operator, missionId)).pendingApproval!);
  return missionId;
}

const cancel = (missionId: string) =>
  operator.call(OrchestratorService.cancelMission, CancelMissionRequest.fromPartial({ missionId, reason: 'enough' }));

describe('peers that are away', () => {
  it.each(['gatewayAway', 'analystAway'] as const)('%s: the task waits, says why, and goes on when it is back', async (away) => {
    const { script } = orchestrator.peers;
    script[away] = true;
    const missionId = await createMission(operator);
    const polled = poll(planner, 'pm-1', 20_000);
    await eventOf(operator, missionId, ({ message }) => message.includes('is away'));
    const waiting = await getMission(operator, missionId);
    expect(waiting.state).toBe('running');
    expect(taskOf(waiting, 'plan')).toMatchObject({ state: 'ready', attempts: 0 });
    script[away] = false;
    const assignment = await polled;
    expect(assignment.missionId).toBe(missionId);
    await cancel(missionId);
  });

  it('a refused budget holds the mission with the reason; a person lets it go on', async () => {
    const { script } = orchestrator.peers;
    script.budgetRefusal = 'global: limit $1.00, spent $1.00';
    const missionId = await createMission(operator);
    const polled = poll(planner, 'pm-1', 20_000);
    await eventOf(operator, missionId, ({ type }) => type === 'mission-held');
    const held = await getMission(operator, missionId);
    expect(held).toMatchObject({ state: 'held' });
    expect(held.reason).toContain('spent $1.00');
    expect(held.verdicts.find(({ check }) => check === 18)).toMatchObject({ verdict: 'deny', step: 'dispatch' });
    script.budgetRefusal = '';
    expect((await resume('mission', missionId)).ok).toBe(true);
    expect((await polled).missionId).toBe(missionId);
    await cancel(missionId);
  });

  it('the analyst does not answer in time: the next attempt goes without advice, says so, and the failure is told later', async () => {
    const { script, failures } = orchestrator.peers;
    script.gate = () => ({ passed: false, summary: 'red', finding: 'not ok', errorLog: 'boom' });
    const missionId = await planned();
    const first = await poll(coder, 'coder-1');
    script.analystAway = true;
    await submit(coder, { taskId: first.taskId, status: 'success', artifact: 'x', commit: 'c1' });
    await eventOf(operator, missionId, ({ message }) => message.includes('without advice'));
    script.analystAway = false;
    const second = await poll(coder, 'coder-1', 20_000);
    expect((JSON.parse(second.context) as TaskContext).findings).toHaveLength(1);
    await eventOf(operator, missionId, ({ type }) => type === 'failure-reported');
    expect([...failures.values()].filter((failure) => failure.missionId === missionId)).toHaveLength(1);
    await cancel(missionId);
    script.gate = () => ({});
  });
});

describe('halt and cancel', () => {
  it('a halt ends leases, lets nothing be confirmed or dispatched, reaches the gateway and survives kill -9', async () => {
    const missionId = await createMission(operator);
    const plan = await poll(planner, 'pm-1');
    expect((await confirm(plan.taskId)).held).toBe(true);
    expect((await beat(planner, plan.taskId)).leaseHeld).toBe(true);
    expect((await halt('global')).ok).toBe(true);
    expect((await confirm(plan.taskId)).held).toBe(false);
    expect(await beat(planner, plan.taskId)).toMatchObject({ leaseHeld: false });
    expect((await submit(planner, { taskId: plan.taskId, status: 'success' })).message).toContain('halted by operator');
    await orchestrator.kill();
    await orchestrator.start();
    const state = await operator.call(OrchestratorService.getHaltState, GetHaltStateRequest.fromPartial({}));
    expect(state).toMatchObject({ operational: false, leasesOpen: 0 });
    expect((await poll(planner, 'pm-1', 500)).taskId).toBe('');
    await expect.poll(() => orchestrator.peers.halts.at(-1)?.halted).toEqual(['global']);
    expect((await resume('global')).ok).toBe(true);
    const again = await poll(planner, 'pm-1');
    expect(again).toMatchObject({ missionId, attempt: 1 });
    expect(again.epoch).toBeGreaterThan(plan.epoch);
    await cancel(missionId);
    expect(await beat(planner, again.taskId)).toMatchObject({ leaseHeld: false });
    expect((await beat(planner, again.taskId)).stopReason).toContain('cancelled');
    await expect.poll(() => orchestrator.peers.released).toContain(again.taskId);
  });

  it('a halt of one project leaves the others alone', async () => {
    await halt('project', 'stopped');
    const stopped = await createMission(operator, { project: 'stopped' });
    const other = await createMission(operator, { project: 'other' });
    expect((await poll(planner, 'pm-1')).missionId).toBe(other);
    await resume('project', 'stopped');
    expect((await poll(planner, 'pm-1')).missionId).toBe(stopped);
    await cancel(other);
    await cancel(stopped);
  });
});

describe('access', () => {
  it('an agent that is denied again and again is suspended, and works again when a person says so', async () => {
    const missionId = await createMission(operator);
    const plan = await poll(planner, 'pm-1');
    const thief = await orchestrator.agent('pm-thief', 'product-manager');
    await register(thief, 'thief');
    for (let round = 0; round < 3; round += 1)
      expect((await submit(thief, { taskId: plan.taskId, status: 'success' })).ok).toBe(false);
    await expect(poll(thief, 'pm-thief', 200)).rejects.toThrow('suspended');
    expect((await resume('agent', 'pm-thief')).ok).toBe(true);
    expect((await poll(thief, 'pm-thief', 200)).taskId).toBe('');
    expect((await submit(planner, { taskId: plan.taskId, status: 'failure', errorMessage: 'x', fatal: true })).ok).toBe(true);
    expect((await getMission(operator, missionId)).state).toBe('failed');
  });

  it('refuses callers without a token, of another role, not registered, or with a name that is not theirs', async () => {
    const nobody = await orchestrator.agent('nobody', 'coder');
    await expect(poll(nobody, 'nobody', 200)).rejects.toThrow('not registered');
    await expect(poll(coder, 'pm-1', 200)).rejects.toThrow("can't act as");
    await expect(createMission(coder)).rejects.toThrow('may not call');
    await expect(poll(operator, 'operator', 200)).rejects.toThrow('may not call');
    await expect(createMission(operator, { title: ' ' })).rejects.toThrow('title is needed');
    await expect(createMission(operator, { repositoryId: '' })).rejects.toThrow('repository_id');
  });
});

describe('the audit log', () => {
  it('verifies at every start, and a log that does not is refused with what to do', async () => {
    expect(await orchestrator.terminate()).toBe(0);
    const path = 'orchestrator/audit/checkpoints.jsonl';
    const before = await dataFile(orchestrator, path);
    expect(before.trim().split('\n').length).toBeGreaterThan(0);
    const { writeFile } = await import('node:fs/promises');
    const last = JSON.parse(before.trim().split('\n').at(-1)!) as { note: string };
    const forged = before.replace(
      JSON.stringify(last.note),
      JSON.stringify(last.note.replace(/\n(\d+)\n/, (_, size: string) => `\n${Number(size) + 1}\n`)),
    );
    await writeFile(`${orchestrator.dataDir}/${path}`, forged);
    await expect(orchestrator.start()).rejects.toThrow('audit log does not verify');
    await writeFile(`${orchestrator.dataDir}/${path}`, `${before}{"note":"torn`);
    await orchestrator.start();
    const journal = await dataFile(orchestrator, 'orchestrator/journal/0000000000000001.log');
    expect(journal).not.toContain('pk-panal-');
  });
});
