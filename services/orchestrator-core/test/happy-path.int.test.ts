import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TaskContext } from '@panal/shared-types';
import { ConfirmLeaseRequest, OrchestratorService, type TaskAssignment } from '@panal/shared-types/orchestrator';
import { type TestOrchestrator, startTestOrchestrator } from './orchestrator-process.ts';
import { approve, createMission, ended, eventOf, getMission, operatorOf, poll, register, submit } from './people.ts';
import { sha } from './fake-peers.ts';

let orchestrator: TestOrchestrator;
beforeAll(async () => {
  orchestrator = await startTestOrchestrator();
});
afterAll(() => orchestrator.stop());

const contextOf = (assignment: TaskAssignment): TaskContext => JSON.parse(assignment.context) as TaskContext;

describe('a mission', () => {
  it('goes from card to pushed branch, with a rejection, a finding and advice on the way', async () => {
    const { peers } = orchestrator;
    peers.script.gate = ({ commit }) =>
      commit === 'commit-bad'
        ? {
            passed: false,
            summary: '1 of 3 tests failed',
            finding: 'not ok 2 - keeps the remainder',
            errorLog: 'AssertionError: 1 !== 0',
          }
        : {};
    const operator = await operatorOf(orchestrator);
    const [planner, coder, reviewer] = await Promise.all([
      orchestrator.agent('pm-1', 'product-manager'),
      orchestrator.agent('coder-1', 'coder'),
      orchestrator.agent('reviewer-1', 'reviewer'),
    ]);
    expect((await register(planner, 'pm')).agentId).toBe('pm-1');
    await register(coder, 'coder');
    await register(reviewer, 'reviewer');

    const missionId = await createMission(operator, { idempotencyKey: 'happy' });
    expect(await createMission(operator, { idempotencyKey: 'happy' })).toBe(missionId);

    const plan = await poll(planner, 'pm-1');
    expect(plan.taskType).toBe('plan');
    expect(plan.constraints).toEqual(peers.script.rules);
    expect(plan.ruleSetHash).toBe(sha(peers.script.rules.join('\n')));
    expect(plan.gatewayKey).toMatch(/^pk-panal-/);
    expect(
      (await submit(planner, { taskId: plan.taskId, status: 'success', artifact: 'the plan', commit: 'commit-plan' })).ok,
    ).toBe(true);

    await eventOf(operator, missionId, (event) => event.type === 'approval-requested');
    const waiting = await getMission(operator, missionId);
    expect(waiting.state).toBe('awaiting-approval');
    const { approvalId = '', digest = '' } = waiting.pendingApproval ?? {};
    expect((await approve(operator, { approvalId, digest: sha('another') })).ok).toBe(false);
    await expect(approve(coder, { approvalId, digest })).rejects.toThrow('may not call');
    expect((await approve(operator, { approvalId, digest })).ok).toBe(true);
    expect((await approve(operator, { approvalId, digest })).message).toContain('approved already');

    const first = await poll(coder, 'coder-1');
    expect(first).toMatchObject({ taskType: 'implement', attempt: 1 });
    expect(contextOf(first)).toMatchObject({ plan: { text: 'the plan', approvedBy: 'operator' }, findings: [], advice: [] });
    await submit(coder, { taskId: first.taskId, status: 'success', artifact: 'first try', commit: 'commit-bad' });

    const second = await poll(coder, 'coder-1');
    expect(second).toMatchObject({ taskType: 'implement', attempt: 2 });
    expect(contextOf(second).findings).toEqual([{ source: 'gate', attempt: 1, text: 'not ok 2 - keeps the remainder' }]);
    expect(contextOf(second).advice).toEqual([
      { ruleId: 'rule-1', text: 'Mind the remainder.', stage: 'candidate', clusterId: 'cluster-1' },
    ]);
    expect(contextOf(second).repository.headCommit).toBe('commit-bad');
    expect(second.epoch).toBeGreaterThan(first.epoch);

    // The first lease is over: the same result gets the same answer, another one is refused, nothing can be confirmed.
    expect(await submit(coder, { taskId: first.taskId, status: 'success', artifact: 'first try', commit: 'commit-bad' })).toEqual(
      { ok: true, message: 'accepted' },
    );
    expect(
      (await submit(coder, { taskId: first.taskId, status: 'success', artifact: 'another', commit: 'commit-evil' })).ok,
    ).toBe(false);
    const service = await orchestrator.as({ subject: 'workspace-service', roles: ['service'] });
    const confirm = (taskId: string, agentId: string) =>
      service.call(
        OrchestratorService.confirmLease,
        ConfirmLeaseRequest.fromPartial({ taskId, agentId, effect: 'open-worktree' }),
      );
    expect((await confirm(first.taskId, 'coder-1')).held).toBe(false);
    expect((await confirm(second.taskId, 'reviewer-1')).held).toBe(false);
    expect(await confirm(second.taskId, 'coder-1')).toMatchObject({
      held: true,
      repositoryId: 'sample',
      headCommit: 'commit-bad',
      attempt: 2,
      baseCommit: 'base-commit',
    });

    await submit(coder, { taskId: second.taskId, status: 'success', artifact: 'second try', commit: 'commit-good' });
    const review = await poll(reviewer, 'reviewer-1');
    expect(review.taskType).toBe('review');
    expect(contextOf(review).gate).toMatchObject({ commit: 'commit-good', passed: true, envelopeJson: '{"payload":"signed"}' });
    const verdict = JSON.stringify({ verdict: 'approve', diffDigest: contextOf(review).gate?.diffDigest, findings: [] });
    expect(
      (await submit(reviewer, { taskId: review.taskId, status: 'success', artifact: verdict, agentId: 'reviewer-1' })).ok,
    ).toBe(true);

    await ended(operator, missionId);
    const done = await getMission(operator, missionId);
    expect(done).toMatchObject({ state: 'done', pushedCommit: 'commit-good', headCommit: 'commit-good' });
    expect(done.tasks.map(({ taskType, state }) => [taskType, state])).toEqual(
      ['plan', 'implement', 'gate', 'review', 'push'].map((type) => [type, 'succeeded']),
    );
    expect(done.verdicts).toHaveLength(25);
    const verdictOf = (check: number): string | undefined => done.verdicts.find((found) => found.check === check)?.verdict;
    for (const check of [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 18, 20, 21, 22, 24, 25])
      expect([check, verdictOf(check)]).toEqual([check, 'pass']);
    for (const check of [10, 16, 17, 19]) expect([check, verdictOf(check)]).toEqual([check, 'not-assessed']);
    expect(peers.pushes).toHaveLength(1);
    expect(peers.pushes[0]).toMatchObject({ commit: 'commit-good', branch: done.branch, diffDigest: sha('commit-good') });
    await eventOf(operator, missionId, ({ type, taskId }) => type === 'released' && taskId.endsWith('-review'));
    expect(new Set(peers.released)).toEqual(new Set([plan, first, second, review].map(({ taskId }) => taskId)));
    const judged = [plan, first, second, review].map(({ taskId }) => taskId);
    await eventOf(operator, missionId, ({ type, taskId }) => type === 'trial-reported' && taskId.endsWith('-review'));
    await expect.poll(() => peers.trials.map(({ idempotencyKey }) => idempotencyKey).sort()).toEqual([...judged].sort());
    // What the gate rejected had not succeeded, whatever its author said; advice that an attempt had is tried as well.
    expect(
      Object.fromEntries(peers.trials.map(({ idempotencyKey, succeeded }) => [judged.indexOf(idempotencyKey), succeeded])),
    ).toEqual({
      0: true,
      1: false,
      2: true,
      3: true,
    });
    const tried = (leaseId: string) => peers.trials.find(({ idempotencyKey }) => idempotencyKey === leaseId)?.ruleIds;
    expect(tried(first.taskId)).toEqual(peers.script.rules.map((_, index) => `binding-${index + 1}`));
    expect(tried(second.taskId)).toContain('rule-1');
    expect([...peers.failures.values()]).toMatchObject([
      {
        source: 'gate',
        errorLog: 'AssertionError: 1 !== 0',
        stack: 'node',
        role: 'coder',
        taskType: 'implement',
        agentId: 'coder-1',
      },
    ]);
  });
});
