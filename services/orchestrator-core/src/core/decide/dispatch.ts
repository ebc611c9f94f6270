import { adviceOf } from '../assignment.ts';
import type { BeginDispatch, DeliveredRules, GrantLease } from '../commands.ts';
import { type Objection, assess, objectionOf } from '../compliance/checks.ts';
import type { ComplianceRecord } from '../compliance/check.ts';
import type { Facts } from '../compliance/facts.ts';
import type { TaskLeased } from '../events.ts';
import { whyUnfit } from '../matching.ts';
import { missionOf, typeOf, workflowOf } from '../queries.ts';
import type { Mission, State, Task } from '../state.ts';
import { isLegal } from '../transitions.ts';
import { type TaskType, isSystemTask } from '../workflow.ts';
import { type At, type CommandOf, type Decided, decided, refused } from './decided.ts';
import { agentFacts, approvalFacts, digestFacts, loopFacts, separationFacts, serviceFacts } from './facts-of.ts';

/** What the analyst takes in one trial. */
const RULES_TRIED_MAX = 20;
/** A system step has no worker whose heartbeats could be missed; this only ends one that was forgotten. */
const SYSTEM_LEASE_MS = 60 * 60 * 1000;

function dispatchFacts(at: At, task: Task, dispatch: BeginDispatch & { readonly epoch: number }): Facts {
  const { state } = at;
  const mission = missionOf(state, task);
  const type = typeOf(state, task);
  const { agentId, actor } = dispatch;
  const system = isSystemTask(type);
  return {
    ...serviceFacts(at, { project: mission.project, agentId }),
    ...(actor ? agentFacts(at, actor, { mission, type }) : {}),
    ...(actor ? separationFacts(at, mission, { type, actor }) : {}),
    ...approvalFacts(state, mission, type),
    ...(type.handler === 'system:push' ? digestFacts(mission) : {}),
    ...(type.goldenRules ? { rules: { pinnedHash: dispatch.rules.ruleSetHash, acknowledgedHash: '' } } : {}),
    ...loopFacts(state, task, { attempt: task.attempts + 1, leases: mission.leases + 1, bytes: 0 }),
    transition: {
      from: task.state,
      to: 'leased',
      legal: isLegal(task.state, 'leased'),
      epochGiven: dispatch.epoch,
      epochCurrent: dispatch.epoch,
      caller: agentId,
      owner: system ? agentId : (actor?.subject ?? ''),
    },
  };
}

/** A person must look before this task goes on. */
function holdTask(task: Task, objection: Objection, compliance: ComplianceRecord): Decided {
  const { missionId, taskId, epoch } = task;
  const { reason } = objection;
  const held =
    task.state === 'preparing'
      ? ({ type: 'task-unprepared', missionId, taskId, epoch, to: 'held', reason, compliance } as const)
      : ({ type: 'task-held', missionId, taskId, reason, compliance } as const);
  return decided(held, { type: 'mission-held', missionId, reason });
}

function objected(task: Task, objection: Objection, compliance: ComplianceRecord): Decided {
  if (objection.effect === 'halt') return refused('halted', objection.reason);
  // A person has no use for an agent's denial; another agent may do the task. The orchestrator itself has no other.
  const another = objection.effect === 'deny' && !task.handler.startsWith('system:');
  return another ? refused('forbidden', objection.reason) : holdTask(task, objection, compliance);
}

/** Rules that the worker gets: those that bind, and advice on what failed before. */
const rulesGiven = (mission: Mission, { ruleIds = [] }: DeliveredRules): string[] =>
  [...new Set([...ruleIds, ...adviceOf(mission).map(({ ruleId }) => ruleId)])]
    .filter((id) => id !== '')
    .slice(0, RULES_TRIED_MAX);

function leasedEvent(
  at: At,
  task: Task,
  lease: {
    readonly begin: BeginDispatch;
    readonly epoch: number;
    readonly budgetNanoUsd: number;
    readonly compliance: ComplianceRecord;
  },
): TaskLeased {
  const mission = missionOf(at.state, task);
  const type = typeOf(at.state, task);
  const { begin, epoch, budgetNanoUsd, compliance } = lease;
  const deadlines = [mission.deadlineMs, type.deadlineMs === 0 ? 0 : at.nowMs + type.deadlineMs].filter(
    (deadlineMs) => deadlineMs > 0,
  );
  const ruleIds = type.goldenRules ? rulesGiven(mission, begin.rules) : [];
  const workerLeaseMs = begin.heartbeats ? at.settings.leaseMs : at.settings.leaseWithoutHeartbeatMs;
  const leaseMs = isSystemTask(type) ? SYSTEM_LEASE_MS : workerLeaseMs;
  return {
    type: 'task-leased',
    missionId: mission.missionId,
    taskId: task.taskId,
    epoch,
    agentId: begin.agentId,
    operator: begin.actor?.operator ?? '',
    attempt: task.attempts + 1,
    leaseEndsMs: at.nowMs + leaseMs,
    leaseMs,
    deadlineMs: deadlines.length === 0 ? 0 : Math.min(...deadlines),
    constraints: begin.rules.constraints,
    ruleSetHash: begin.rules.ruleSetHash,
    ...(ruleIds.length > 0 ? { ruleIds } : {}),
    budgetNanoUsd,
    keyed: type.gatewayKey,
    commit: mission.headCommit,
    compliance,
  };
}

function findReady(state: State, taskId: string): Task | undefined {
  const task = state.tasks.get(taskId);
  return task?.state === 'ready' && missionOf(state, task).state === 'running' ? task : undefined;
}

function unfit(at: At, task: Task, begin: BeginDispatch): string | undefined {
  if (!begin.actor) return undefined;
  const worker = { agentId: begin.agentId, capabilities: begin.capabilities, profile: at.settings.profile };
  return begin.agentId === begin.actor.subject
    ? whyUnfit(at.state, task, worker)
    : `"${begin.actor.subject}" can't act as "${begin.agentId}"`;
}

/** Gives a ready task to a worker: at once where no gateway key is needed, else after one has been minted. */
export function beginDispatch(at: At, begin: BeginDispatch): Decided {
  const task = findReady(at.state, begin.taskId);
  if (!task) return refused('conflict', `Task ${begin.taskId} is not ready.`);
  const type: TaskType = typeOf(at.state, task);
  if (!begin.actor && !isSystemTask(type)) return refused('forbidden', 'Only an agent with a token can do this task.');
  const why = unfit(at, task, begin);
  if (why !== undefined) return refused('forbidden', `"${begin.agentId}" can't do ${begin.taskId}: ${why}.`);
  const epoch = at.state.epoch + 1;
  const { hash } = workflowOf(at.state, missionOf(at.state, task));
  const compliance = assess('dispatch', hash, dispatchFacts(at, task, { ...begin, epoch }));
  const objection = objectionOf(compliance);
  if (objection) return objected(task, objection, compliance);
  if (!type.gatewayKey) return decided(leasedEvent(at, task, { begin, epoch, budgetNanoUsd: 0, compliance }));
  const { missionId, taskId } = task;
  return decided({ type: 'task-preparing', missionId, taskId, epoch, agentId: begin.agentId, reason: 'reserving the budget' });
}

/** The key is minted and the budget reserved: the lease begins, unless something changed meanwhile. */
export function grantLease(at: At, command: GrantLease): Decided {
  const { begin, epoch, reservedNanoUsd } = command;
  const task = at.state.tasks.get(begin.taskId);
  if (task?.state !== 'preparing' || task.epoch !== epoch)
    return refused('conflict', `Task ${begin.taskId} is no longer prepared under epoch ${epoch}.`);
  const why = unfit(at, task, begin);
  if (why !== undefined) return refused('forbidden', `"${begin.agentId}" can't do ${begin.taskId}: ${why}.`);
  const mission = missionOf(at.state, task);
  const facts: Facts = {
    ...dispatchFacts(at, task, { ...begin, epoch }),
    budget: { ok: true, reservedNanoUsd, limitNanoUsd: mission.budgetNanoUsd, message: '' },
  };
  const compliance = assess('dispatch', mission.workflowHash, facts);
  const objection = objectionOf(compliance);
  if (objection) return objected(task, objection, compliance);
  return decided(leasedEvent(at, task, { begin, epoch, budgetNanoUsd: reservedNanoUsd, compliance }));
}

/** No lease came of a preparation: the task is ready again, or held where the budget was refused. */
export function abandonDispatch(at: At, command: CommandOf<'abandon-dispatch'>): Decided {
  const task = at.state.tasks.get(command.taskId);
  if (task?.state !== 'preparing' || task.epoch !== command.epoch) return decided();
  const { missionId, taskId, epoch } = task;
  const { reason } = command;
  if (!command.refused) return decided({ type: 'task-unprepared', missionId, taskId, epoch, to: 'ready', reason });
  const mission = missionOf(at.state, task);
  const facts: Facts = {
    ...serviceFacts(at, { project: mission.project, agentId: '' }),
    budget: { ok: false, reservedNanoUsd: 0, limitNanoUsd: mission.budgetNanoUsd, message: reason },
  };
  const compliance = assess('dispatch', mission.workflowHash, facts);
  return decided(
    { type: 'task-unprepared', missionId, taskId, epoch, to: 'held', reason, compliance },
    { type: 'mission-held', missionId, reason },
  );
}

/** Shows why a ready task, or a step of the orchestrator's own, waits; the same reason again changes nothing. */
export function noteWait(at: At, command: CommandOf<'note-wait'>): Decided {
  const task = at.state.tasks.get(command.taskId);
  if (!task || task.reason === command.reason) return decided();
  const waits = task.state === 'ready' || (task.state === 'leased' && task.handler.startsWith('system:'));
  if (!waits) return decided();
  return decided({ type: 'task-waits', missionId: task.missionId, taskId: task.taskId, reason: command.reason });
}
