import fc from 'fast-check';
import {
  type Model,
  agentIds,
  createMission,
  dispatch,
  finish,
  passedGate,
  payOwed,
  registerAgent,
  submit,
} from './core-model.ts';
import type { Approval, Mission, Task } from '../../src/core/state.ts';

/** One random step of a test: changes the model. */
export type Move = (model: Model) => void;

const nth = <Item>(items: Iterable<Item>, index: number): Item | undefined => {
  const list = [...items];
  return list.length === 0 ? undefined : list[index % list.length];
};

const index = fc.nat({ max: 1000 });
const rarely = fc.nat({ max: 9 }).map((roll) => roll === 0);
const agent = fc.constantFrom(...agentIds);
const tasksIn = (model: Model, ...states: readonly string[]): Task[] =>
  [...model.state.tasks.values()].filter((task) => states.includes(task.state));
const onTask = (states: readonly string[], act: (model: Model, task: Task) => void) =>
  index.map((at): Move => (model) => {
    const task = nth(tasksIn(model, ...states), at);
    if (task) act(model, task);
  });
const step = (task: Task) => ({ taskId: task.taskId, epoch: task.lease?.epoch ?? task.epoch });
/** Only now and then, so that missions also get far. */
const seldom = (moves: fc.Arbitrary<Move>) =>
  fc.tuple(moves, rarely).map(
    ([move, now]): Move =>
      (model) =>
        now ? move(model) : undefined,
  );
const onMission = (act: (model: Model, mission: Mission) => void) =>
  index.map((at): Move => (model) => {
    const mission = nth(model.state.missions.values(), at);
    if (mission) act(model, mission);
  });

const create = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), fc.constantFrom('p', 'q'), fc.nat({ max: 2 })).map(
  ([key, project, priority]): Move =>
    (model) =>
      void createMission(model, key, { project, priority }),
);

const begin = fc.tuple(index, agent).map(([at, agentId]): Move => (model) => {
  const task = nth(tasksIn(model, 'ready'), at) ?? nth(tasksIn(model, 'waiting', 'backoff'), at);
  if (task && !dispatch(model, task, agentId))
    for (const other of agentIds) if (task.state === 'ready') dispatch(model, task, other);
});

/** Preparations that come to nothing, or are granted late. */
const prepareOnly = fc
  .tuple(index, agent, fc.constantFrom('abandon', 'refuse', 'grant', 'leave'))
  .map(([at, agentId, then]): Move => (model) => {
    const task = nth(tasksIn(model, 'ready', 'preparing'), at);
    if (!task) return;
    const actor = {
      subject: agentId,
      kind: agentId.slice(0, -2),
      operator: 'local',
      keyId: 'k',
      expiresMs: Number.MAX_SAFE_INTEGER,
    };
    const rules = { constraints: [], ruleSetHash: 'rules', ruleIds: ['binding'] };
    const command = {
      type: 'begin-dispatch',
      taskId: task.taskId,
      agentId,
      capabilities: [],
      actor,
      heartbeats: false,
      rules,
    } as const;
    model.execute(command);
    const { epoch, taskId } = task;
    if (then === 'grant') model.execute({ type: 'grant-lease', begin: command, epoch, reservedNanoUsd: 1 });
    else if (then !== 'leave')
      model.execute({ type: 'abandon-dispatch', taskId, epoch, reason: then, refused: then === 'refuse' });
  });

const work = onTask(['leased'], (model, task) => {
  if (task.lease) finish(model, task, task.lease);
});
const workBadly = fc.tuple(index, fc.boolean(), fc.boolean()).map(([at, fatal, original]): Move => (model) => {
  const task = nth(tasksIn(model, 'leased'), at);
  if (!task?.lease) return;
  const { lease } = task;
  if (task.handler === 'system:gate') {
    const outcome = { ...passedGate(lease.commit), passed: false, summary: 'a test failed', finding: 'not ok' };
    model.execute({ type: 'finish-gate', ...step(task), outcome, jitter: 0.3 });
  } else if (task.handler === 'system:push') {
    model.execute({ type: 'finish-push', ...step(task), ok: false, message: 'moved', ref: '', commit: '', remote: '' });
  } else {
    const rejects = task.type === 'review' ? JSON.stringify({ verdict: 'reject', findings: [{ message: 'no' }] }) : '';
    submit(
      model,
      { ...step(task), agentId: lease.agentId },
      { status: 'failure', errorMessage: 'broken', artifact: rejects, fatal: fatal && at % 7 === 0, original },
    );
  }
});
const holdGate = onTask(['leased'], (model, task) => {
  if (task.handler !== 'system:gate' || !task.lease) return;
  const outcome = { ...passedGate(task.lease.commit), checks: [{ check: 14, verdict: 'hold', evidence: 'lock file changed' }] };
  model.execute({ type: 'finish-gate', ...step(task), outcome, jitter: 0.3 });
});
/** A result of any epoch, by any agent: late, doubled, stolen. */
const stray = fc
  .tuple(index, fc.nat({ max: 60 }), agent, fc.constantFrom('work', 'other'))
  .map(([at, epoch, agentId, artifact]): Move => (model) => {
    const task = nth(model.state.tasks.values(), at);
    if (task) submit(model, { taskId: task.taskId, epoch, agentId }, { artifact });
  });
const steal = fc.tuple(index, agent).map(([at, agentId]): Move => (model) => {
  const task = nth(tasksIn(model, 'leased'), at);
  if (task) submit(model, { ...step(task), agentId });
});
const decide = fc.tuple(index, rarely, fc.boolean(), rarely).map(([at, reject, comment, wrong]): Move => (model) => {
  const approvals = [...model.state.approvals.values()];
  const pending = approvals.filter(({ state }) => state === 'pending');
  const approval: Approval | undefined = nth(at % 5 === 0 ? approvals : pending, at);
  if (!approval) return;
  const digest = wrong && at % 2 === 0 ? 'wrong' : approval.digest;
  const words = comment ? 'do it otherwise' : '';
  model.execute({
    type: 'decide-approval',
    approvalId: approval.approvalId,
    digest,
    approve: !reject,
    comment: words,
    via: 'cli',
    approver: 'operator',
    authorised: !wrong,
    how: 'token',
  });
});
const scope = fc.constantFrom(
  ['global', ''],
  ['project', 'p'],
  ['project', 'q'],
  ['agent', 'coder-1'],
  ['agent', 'coder-2'],
) as fc.Arbitrary<['global' | 'project' | 'agent', string]>;

/** Every kind of step, common ones more often. */
export const moves: fc.Arbitrary<Move> = fc.oneof(
  { arbitrary: create, weight: 2 },
  { arbitrary: begin, weight: 12 },
  { arbitrary: work, weight: 14 },
  { arbitrary: workBadly, weight: 3 },
  { arbitrary: holdGate, weight: 1 },
  { arbitrary: prepareOnly, weight: 1 },
  { arbitrary: seldom(stray), weight: 6 },
  { arbitrary: seldom(steal), weight: 4 },
  { arbitrary: decide, weight: 4 },
  {
    arbitrary: fc.nat({ max: 40_000 }).map(
      (ms): Move =>
        (model) =>
          void ((model.nowMs += ms), model.execute({ type: 'tick', jitter: 0.5 })),
    ),
    weight: 4,
  },
  {
    arbitrary: onTask(
      ['leased'],
      (model, task) => void model.execute({ type: 'extend-lease', ...step(task), agentId: task.lease?.agentId ?? '' }),
    ),
    weight: 2,
  },
  {
    arbitrary: onTask(['leased'], (model, task) => void model.execute({ type: 'return-lease', ...step(task), reason: 'gone' })),
    weight: 1,
  },
  {
    arbitrary: onTask(
      ['leased'],
      (model, task) => void model.execute({ type: 'fail-step', ...step(task), reason: 'broken', jitter: 0 }),
    ),
    weight: 1,
  },
  {
    arbitrary: onTask(
      ['ready', 'leased'],
      (model, task) => void model.execute({ type: 'note-wait', taskId: task.taskId, reason: 'away' }),
    ),
    weight: 1,
  },
  {
    arbitrary: seldom(
      onMission(
        (model, { missionId }) => void model.execute({ type: 'cancel-mission', missionId, reason: '', actor: 'operator' }),
      ),
    ),
    weight: 1,
  },
  {
    arbitrary: onMission(
      (model, { missionId: id }) => void model.execute({ type: 'resume', scope: 'mission', id, reason: '', actor: 'operator' }),
    ),
    weight: 1,
  },
  {
    arbitrary: seldom(
      scope.map(
        ([name, id]): Move =>
          (model) =>
            void model.execute({ type: 'halt', scope: name, id, reason: '', actor: 'operator' }),
      ),
    ),
    weight: 2,
  },
  {
    arbitrary: scope.map(
      ([name, id]): Move =>
        (model) =>
          void model.execute({ type: 'resume', scope: name, id, reason: '', actor: 'operator' }),
    ),
    weight: 2,
  },
  {
    arbitrary: agent.map(
      (agentId): Move =>
        (model) =>
          void registerAgent(model, agentId),
    ),
    weight: 1,
  },
  { arbitrary: fc.constant<Move>((model) => payOwed(model)), weight: 2 },
  { arbitrary: fc.constant<Move>((model) => void model.execute({ type: 'start', journalEpoch: 2 })), weight: 1 },
);
