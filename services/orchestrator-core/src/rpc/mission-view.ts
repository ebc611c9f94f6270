import {
  type Approval as ApprovalMessage,
  type Artifact,
  CheckVerdict,
  type Mission as MissionMessage,
  Task as TaskMessage,
} from '@panal/shared-types/orchestrator';
import { checkOf, checks } from '../core/compliance/checks.ts';
import { haltOf, haltWords } from '../core/queries.ts';
import type { Approval, Mission, State, Task } from '../core/state.ts';
import type { Sightings } from '../shell/sightings.ts';

/** A state that the contract has no word for looks like what it is about to leave. */
const shownState = (task: Task): string => (task.state === 'preparing' ? 'ready' : task.state);

/** What a ready task without another reason waits for. */
const waitingFor = (task: Task): string =>
  task.state === 'ready' && !task.handler.startsWith('system:') ? `waits for a free ${task.handler} that may do it` : '';

function taskMessage(task: Task, sightings: Sightings): TaskMessage {
  return TaskMessage.fromPartial({
    taskId: task.taskId,
    taskType: task.type,
    state: shownState(task),
    reason: task.reason || waitingFor(task),
    attempts: task.attempts,
    epoch: task.epoch,
    agentId: task.lease?.agentId ?? '',
    leaseEndsMs: task.lease?.leaseEndsMs ?? 0,
    readyAtMs: task.state === 'backoff' ? Math.max(task.backoffUntilMs, task.adviceUntilMs) : 0,
    progress: task.lease ? sightings.progress(task.taskId) : '',
    handler: task.handler,
    ruleSetHash: task.ruleSetHash,
  });
}

function verdictMessages(mission: Mission): CheckVerdict[] {
  return checks.map(({ number }) => {
    const recorded = mission.verdicts.get(number);
    const { name = '', controls = [] } = checkOf(number) ?? {};
    const base = { check: number, name, controls: [...controls] };
    if (!recorded)
      return CheckVerdict.fromPartial({
        ...base,
        verdict: 'not-assessed',
        evidence: 'no evidence so far',
        policyHash: mission.workflowHash,
      });
    const { verdict, evidence, taskId, step, position, policyHash } = recorded;
    return CheckVerdict.fromPartial({ ...base, verdict, evidence, taskId, step, position, policyHash });
  });
}

/** An approval on the wire. */
export const approvalMessage = (approval: Approval): ApprovalMessage => approval;

/** The reason that people are to see: the mission's own, a halt, or that of the task that waits. */
function shownReason(state: State, mission: Mission): string {
  if (mission.reason !== '' || !state.live.has(mission.missionId)) return mission.reason;
  const halted = haltWords(haltOf(state, { project: mission.project }));
  return (
    halted ||
    [...mission.tasks.values()].find((task) => task.reason !== '' && task.state !== 'succeeded' && task.state !== 'waiting')
      ?.reason ||
    ''
  );
}

/** The gate's newest result as an artifact of its task, once it passed; a rejection is a finding. */
function gateArtifacts(mission: Mission): Artifact[] {
  const { gate } = mission;
  const task = [...mission.tasks.values()].find(({ handler }) => handler === 'system:gate');
  if (!task || !gate?.passed) return [];
  const { taskId, type: taskType, attempts: attempt } = task;
  return [
    { taskId, taskType, attempt, digest: gate.diffDigest, text: gate.resultJson, summary: gate.summary, commit: gate.commit },
  ];
}

/** A mission on the wire; `full` adds texts of artifacts, which may be large. */
export function missionMessage(
  state: State,
  mission: Mission,
  options: { readonly sightings: Sightings; readonly full: boolean },
): MissionMessage {
  const pending = mission.approvals.map((id) => state.approvals.get(id)).find((approval) => approval?.state === 'pending');
  const { tasks, verdicts: _verdicts, artifacts, findings, failures, approvals: _approvals, gate: _gate, ...plain } = mission;
  return {
    ...plain,
    reason: shownReason(state, mission),
    tasks: [...tasks.values()].map((task) => taskMessage(task, options.sightings)),
    verdicts: verdictMessages(mission),
    pendingApproval: pending && approvalMessage(pending),
    findings: [...findings],
    failures: [...failures],
    artifacts: [...artifacts, ...gateArtifacts(mission)].map((artifact) => ({
      ...artifact,
      text: options.full ? artifact.text : '',
    })),
  };
}
