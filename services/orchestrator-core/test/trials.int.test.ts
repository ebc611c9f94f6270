import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GrpcChannel } from '@panal/kernel/runtime';
import { CancelMissionRequest, OrchestratorService } from '@panal/shared-types/orchestrator';
import { type TestOrchestrator, startTestOrchestrator } from './orchestrator-process.ts';
import { createMission, eventOf, operatorOf, poll, register, submit } from './people.ts';

let orchestrator: TestOrchestrator;
let operator: GrpcChannel;
let planner: GrpcChannel;

beforeEach(async () => {
  orchestrator = await startTestOrchestrator();
  operator = await operatorOf(orchestrator);
  planner = await orchestrator.agent('pm-1', 'product-manager');
  await register(planner, 'pm');
});
afterEach(() => orchestrator.stop());

describe('how a task ended that had rules', () => {
  it('is told once, after a time without the analyst and a kill', async () => {
    const { script, trials } = orchestrator.peers;
    const missionId = await createMission(operator);
    const plan = await poll(planner, 'pm-1');
    script.analystAway = true;
    await submit(planner, { taskId: plan.taskId, status: 'failure', errorMessage: 'no plan' });
    await eventOf(operator, missionId, ({ type }) => type === 'result-accepted');
    await orchestrator.kill();
    await orchestrator.start();
    expect(trials).toEqual([]);
    script.analystAway = false;
    const told = await eventOf(operator, missionId, ({ type }) => type === 'trial-reported');
    expect(told.message).toContain('did not prevent a failure');
    // Any further call for the same lease would have come before that of a later one.
    await orchestrator.kill();
    await orchestrator.start();
    const second = await poll(planner, 'pm-1', 20_000);
    await submit(planner, { taskId: second.taskId, status: 'failure', errorMessage: 'no plan again' });
    await expect.poll(() => trials.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(2);
    expect(trials.map(({ idempotencyKey, succeeded, ruleIds }) => [idempotencyKey, succeeded, ruleIds[0]])).toEqual([
      [plan.taskId, false, 'binding-1'],
      [second.taskId, false, 'binding-1'],
    ]);
  });

  it('is not told of work that nobody judged, nor where there were no rules', async () => {
    const { script, trials } = orchestrator.peers;
    const missionId = await createMission(operator);
    const plan = await poll(planner, 'pm-1');
    await submit(planner, { taskId: plan.taskId, status: 'success', artifact: 'a plan', commit: 'c' });
    await operator.call(OrchestratorService.cancelMission, CancelMissionRequest.fromPartial({ missionId, reason: 'enough' }));
    script.rules = [];
    await createMission(operator, { idempotencyKey: 'without rules' });
    const bare = await poll(planner, 'pm-1');
    await submit(planner, { taskId: bare.taskId, status: 'failure', errorMessage: 'no plan' });
    await eventOf(operator, bare.missionId, ({ type }) => type === 'failure-reported');
    expect(trials).toEqual([]);
  });
});
