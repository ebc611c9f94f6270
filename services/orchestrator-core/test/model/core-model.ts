/** The core with a clock of its own and a memory of what was accepted, for tests with random commands. */
import { assert } from '@panal/kernel/pure';
import type { CoreSettings, GateOutcome, OrchestratorCommand } from '../../src/core/commands.ts';
import { createCore } from '../../src/core/core.ts';
import type { Decided } from '../../src/core/decide/decided.ts';
import { digestOf } from '../../src/core/digest.ts';
import type { OrchestratorEvent } from '../../src/core/events.ts';
import { haltOf, missionOf, typeOf } from '../../src/core/queries.ts';
import { type Actor, type Lease, type State, type Task, initialState } from '../../src/core/state.ts';
import { isLegal } from '../../src/core/transitions.ts';
import { type TaskType, type Workflow, isSystemTask } from '../../src/core/workflow.ts';

export const settings: CoreSettings = {
  leaseMs: 30_000,
  leaseWithoutHeartbeatMs: 900_000,
  adviceWaitMs: 10_000,
  profile: 'solo',
  denialsMax: 5,
  denialsWindowMs: 600_000,
  model: 'scripted-demo',
  chain: { verified: true, size: 0, root: '' },
};

const taskType = (name: string, overrides: Partial<TaskType>): TaskType => ({
  name,
  handler: 'coder',
  instruction: '',
  permissions: [],
  capabilities: [],
  onSuccess: 'done',
  onFailure: name,
  attemptsMax: 3,
  backoffMs: 1_000,
  backoffMaxMs: 8_000,
  deadlineMs: 120_000,
  gatewayKey: false,
  reserveNanoUsd: 0,
  goldenRules: false,
  approvalSubject: undefined,
  independentOf: [],
  ...overrides,
});

const keyed = { gatewayKey: true, reserveNanoUsd: 5, goldenRules: true } as const;

/** The bundled workflow's shape, with small bounds. */
export const workflow: Workflow = {
  hash: 'workflow-1',
  name: 'swarm',
  start: 'plan',
  tasks: {
    plan: taskType('plan', { ...keyed, handler: 'product-manager', onSuccess: 'implement', approvalSubject: 'the plan' }),
    implement: taskType('implement', { ...keyed, onSuccess: 'gate', permissions: ['write'] }),
    gate: taskType('gate', { handler: 'system:gate', onSuccess: 'review', onFailure: 'implement' }),
    // Of the coder's own kind, so that only independence keeps an author from it.
    review: taskType('review', {
      ...keyed,
      handler: 'coder',
      onSuccess: 'push',
      onFailure: 'implement',
      independentOf: ['implement'],
    }),
    push: taskType('push', { handler: 'system:push' }),
  },
  roles: { 'product-manager': [], coder: ['write'] },
  missionBudgetNanoUsd: 100,
  missionDeadlineMs: 0,
  leasesMax: 9,
  onExhausted: 'hold',
};

export const agentIds = ['product-manager-1', 'product-manager-2', 'coder-1', 'coder-2', 'coder-3', 'coder-4'];
const SELF = 'orchestrator-core';

export const actorFor = (agentId: string): Actor => ({
  subject: agentId,
  kind: agentId.slice(0, -2),
  operator: 'local',
  keyId: 'key',
  expiresMs: Number.MAX_SAFE_INTEGER,
});

export const passedGate = (commit: string): GateOutcome => ({
  passed: true,
  commit,
  baseCommit: 'base',
  summary: 'all well',
  diffDigest: digestOf(commit),
  envelopeJson: '{}',
  resultJson: '{}',
  finding: '',
  errorLog: '',
  stack: '',
  after: { command: 'test', exitCode: 0, counted: true, total: 2, failed: 0, logDigest: 'd' },
  checks: [{ check: 9, verdict: 'pass', evidence: 'ran' }],
});

export interface Journalled {
  readonly event: OrchestratorEvent;
  readonly position: number;
  readonly atMs: number;
}

export interface Model {
  readonly state: State;
  readonly journal: Journalled[];
  nowMs: number;
  /** Results accepted so far, by task and epoch. */
  readonly accepted: Set<string>;
  execute(command: OrchestratorCommand): Decided;
  /** Lets everybody do their part until nothing moves any more. */
  settle(): void;
}

/** What each event must respect, seen just before it is applied. */
function checkEvent(model: Model, event: OrchestratorEvent): void {
  const { state } = model;
  if (event.type === 'task-leased' || event.type === 'task-preparing') {
    const task = state.tasks.get(event.taskId)!;
    const agentId = event.agentId;
    assert(haltOf(state, { project: missionOf(state, task).project, agentId }) === undefined, 'dispatched although halted');
    assert(task.lease === undefined, 'two leases on one task');
    if (event.type === 'task-preparing' || task.state !== 'preparing')
      assert(event.epoch > state.epoch, 'an epoch that does not grow');
  }
  if (event.type === 'result-accepted') {
    const key = `${event.taskId}.${event.epoch}`;
    assert(!model.accepted.has(key), `two results accepted for ${key}`);
    assert(state.tasks.get(event.taskId)?.lease?.epoch === event.epoch, 'a result accepted without its lease');
    assert(state.tasks.get(event.taskId)?.lease?.agentId === event.agentId, 'a result accepted of another than the holder');
    model.accepted.add(key);
  }
  if (event.type === 'task-leased' && event.taskId.endsWith('-review')) {
    const authors = state.missions.get(event.missionId)!.artifacts.filter(({ taskType: type }) => type === 'implement');
    assert(!authors.some(({ agentId }) => agentId === event.agentId), 'an author reviews');
  }
  if (event.type === 'task-ready') {
    const { state: from, backoffUntilMs, adviceUntilMs } = state.tasks.get(event.taskId)!;
    if (from === 'backoff') assert(Math.max(backoffUntilMs, adviceUntilMs) <= model.nowMs, 'a pause cut short');
  }
  if ('next' in event) assert(isLegal('leased', event.next.state), `no transition from leased to ${event.next.state}`);
}

/** A fresh core with every agent registered. */
export function createModel(overrides: Partial<CoreSettings> = {}): Model {
  const core = createCore({ ...settings, ...overrides });
  const model: Model = {
    state: initialState(),
    journal: [],
    nowMs: 1_000_000,
    accepted: new Set(),
    execute(command) {
      const decided = core.decide(model.state, command, model.nowMs);
      for (const event of decided.ok ? decided.events : []) {
        checkEvent(model, event);
        const record = { position: model.journal.length + 1, atMs: model.nowMs };
        model.journal.push({ event: structuredClone(event), ...record });
        core.apply(model.state, event, record);
      }
      return decided;
    },
    settle: () => settle(model),
  };
  model.execute({ type: 'start', journalEpoch: 1 });
  for (const agentId of agentIds) registerAgent(model, agentId);
  return model;
}

export function registerAgent(model: Model, agentId: string): Decided {
  return model.execute({
    type: 'register-agent',
    actor: actorFor(agentId),
    name: agentId,
    capabilities: [],
    version: '1',
    metricsUrl: '',
  });
}

export function createMission(
  model: Model,
  key: string,
  overrides: { readonly project?: string; readonly priority?: number } = {},
): Decided {
  return model.execute({
    type: 'create-mission',
    missionId: `m-${key}`,
    idempotencyKey: key,
    title: `Card ${key}`,
    description: '',
    repositoryId: 'sample',
    baseBranch: 'main',
    project: '',
    stack: 'node',
    budgetNanoUsd: 0,
    source: 'test',
    externalId: '',
    model: '',
    priority: 0,
    workflow,
    traceparent: '',
    actor: 'operator',
    ...overrides,
  });
}

/** Dispatches a ready task to an agent, key and all; false when it was refused on the way. */
export function dispatch(model: Model, task: Task, agentId: string): boolean {
  const system = isSystemTask(typeOf(model.state, task));
  const begin = {
    type: 'begin-dispatch',
    taskId: task.taskId,
    agentId: system ? SELF : agentId,
    capabilities: [],
    actor: system ? undefined : actorFor(agentId),
    heartbeats: true,
    rules: { constraints: [], ruleSetHash: 'rules', ruleIds: ['binding'] },
  } as const;
  const begun = model.execute(begin);
  const preparing = begun.ok ? begun.events.find((event) => event.type === 'task-preparing') : undefined;
  if (preparing) model.execute({ type: 'grant-lease', begin, epoch: preparing.epoch, reservedNanoUsd: 5 });
  return task.lease !== undefined;
}

/** A result for a lease. */
export function submit(
  model: Model,
  lease: { readonly taskId: string; readonly epoch: number; readonly agentId: string },
  result: Partial<Extract<OrchestratorCommand, { type: 'submit-result' }>> = {},
): Decided {
  const command = {
    type: 'submit-result',
    taskId: lease.taskId,
    epoch: lease.epoch,
    actor: actorFor(lease.agentId),
    status: 'success',
    artifact: 'work',
    errorMessage: '',
    commit: `commit-${lease.epoch}`,
    summary: '',
    stack: '',
    fatal: false,
    ruleSetHash: '',
    ruleOutcomes: [],
    original: false,
    jitter: 0.5,
    ...result,
  } as const;
  const decided = model.execute(command);
  if (decided.ok && decided.events.some(({ type }) => type === 'result-accepted')) {
    const again = model.execute(command);
    assert(again.ok && again.events.length === 0, 'the same result again is answered otherwise');
  }
  return decided;
}

/** Does a leased task well. */
export function finish(model: Model, task: Task, lease: Lease): Decided {
  const step = { taskId: task.taskId, epoch: lease.epoch };
  if (task.handler === 'system:gate')
    return model.execute({ type: 'finish-gate', ...step, outcome: passedGate(lease.commit), jitter: 0 });
  if (task.handler === 'system:push')
    return model.execute({ type: 'finish-push', ...step, ok: true, message: '', ref: 'r', commit: lease.commit, remote: 'o' });
  const digest = missionOf(model.state, task).gate?.diffDigest ?? '';
  const artifact = task.type === 'review' ? JSON.stringify({ verdict: 'approve', diffDigest: digest }) : 'work';
  return submit(model, { ...step, agentId: lease.agentId }, { artifact });
}

/** Gives back and reports whatever is owed. */
export function payOwed(model: Model): void {
  for (const owed of [...model.state.owed.values()]) {
    if (owed.kind === 'release') model.execute({ type: 'released', leaseId: owed.leaseId, settledNanoUsd: 1, message: '' });
    else if (owed.kind === 'trial') {
      model.execute({ type: 'trial-reported', leaseId: owed.leaseId, counted: owed.ruleIds.length, note: '' });
    } else {
      const answer = { clusterId: 'c', clusterCount: 1, ruleId: 'r', ruleText: 'mind it', ruleStage: 'candidate', note: '' };
      model.execute({ type: 'failure-reported', leaseId: owed.leaseId, ...answer });
    }
  }
}

/** Comes in at the end only: everybody else may have become an author by then, so that nobody could review. */
const OUTSIDER = 'coder-9';

function settleTask(model: Model, task: Task): void {
  if (task.state === 'ready') {
    for (const agentId of [...agentIds, OUTSIDER]) if (task.state === 'ready') dispatch(model, task, agentId);
  }
  if (task.state === 'preparing')
    model.execute({ type: 'abandon-dispatch', taskId: task.taskId, epoch: task.epoch, reason: 'again', refused: false });
  if (task.lease) finish(model, task, task.lease);
}

function settleMission(model: Model, missionId: string): void {
  const mission = model.state.missions.get(missionId)!;
  if (mission.state === 'held') {
    // A mission without leases left can only be ended by a person.
    const spent = mission.leases >= workflow.leasesMax;
    if (spent) model.execute({ type: 'cancel-mission', missionId, reason: 'spent', actor: 'operator' });
    else model.execute({ type: 'resume', scope: 'mission', id: missionId, reason: '', actor: 'operator' });
  }
  for (const approval of model.state.approvals.values()) {
    if (approval.missionId !== missionId || approval.state !== 'pending') continue;
    const { approvalId, digest } = approval;
    model.execute({
      type: 'decide-approval',
      approvalId,
      digest,
      approve: true,
      comment: '',
      via: 'cli',
      approver: 'operator',
      authorised: true,
      how: 'token',
    });
  }
  for (const task of mission.tasks.values()) settleTask(model, task);
}

function settle(model: Model): void {
  registerAgent(model, OUTSIDER);
  for (const halt of [...model.state.halts.values()])
    model.execute({ type: 'resume', scope: halt.scope, id: halt.id, reason: '', actor: 'operator' });
  for (const agentId of agentIds)
    if (model.state.agents.get(agentId)?.suspended)
      model.execute({ type: 'resume', scope: 'agent', id: agentId, reason: '', actor: 'operator' });
  for (let round = 0; round < 60 && (model.state.live.size > 0 || model.state.owed.size > 0); round += 1) {
    model.nowMs += 20_000;
    model.execute({ type: 'tick', jitter: 0.5 });
    for (const missionId of [...model.state.live]) settleMission(model, missionId);
    payOwed(model);
  }
}

/** The state that the journal alone gives. */
export function replayOf(model: Model): State {
  const core = createCore(settings);
  const state = core.initial();
  for (const { event, ...record } of model.journal) core.apply(state, structuredClone(event), record);
  return state;
}

/** What must hold between any two commands. */
export function checkInvariants(model: Model): void {
  const { state } = model;
  let leases = 0;
  const epochs = new Set<number>();
  for (const task of state.tasks.values()) {
    assert(
      (task.lease !== undefined) === (task.state === 'leased'),
      `${task.taskId} is ${task.state}, lease ${task.lease?.epoch}`,
    );
    assert(task.epoch <= state.epoch, 'an epoch from nowhere');
    if (task.lease) {
      assert(!epochs.has(task.lease.epoch), 'two leases with one epoch');
      epochs.add(task.lease.epoch);
      if (state.agents.has(task.lease.agentId)) leases += 1;
    }
    const mission = missionOf(state, task);
    const indexed = state.ready.get(task.handler)?.get(mission.priority)?.has(task.taskId) ?? false;
    assert(indexed === (task.state === 'ready'), `${task.taskId} is ${task.state}, in the ready index: ${indexed}`);
    if (!state.live.has(task.missionId))
      assert(
        ['succeeded', 'failed', 'cancelled'].includes(task.state),
        `${task.taskId} is ${task.state} in a mission that ended`,
      );
    assert(mission.leases <= workflow.leasesMax, 'more leases than the workflow allows');
    const halt = haltOf(state, { project: mission.project });
    if (halt) assert(task.state !== 'leased' && task.state !== 'preparing', `${task.taskId} is ${task.state} although halted`);
  }
  const counted = [...state.agents.values()].reduce((sum, agent) => sum + agent.leases, 0);
  assert(counted === leases, `agents count ${counted} leases, tasks ${leases}`);
  for (const mission of state.missions.values()) {
    const pending = mission.approvals.filter((id) => state.approvals.get(id)?.state === 'pending');
    assert(
      pending.length === (mission.state === 'awaiting-approval' ? 1 : 0),
      `${mission.missionId} is ${mission.state} with ${pending.length} pending approvals`,
    );
    if (mission.state === 'done')
      assert(mission.pushedCommit !== '' && mission.pushedCommit === mission.gate?.commit, 'pushed what no gate passed');
  }
}
