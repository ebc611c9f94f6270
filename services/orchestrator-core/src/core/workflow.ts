import { type Result, ok, refuse } from '@panal/kernel/pure';

/** Handlers that the orchestrator runs itself, under a lease of its own. */
export const systemHandlers = ['system:gate', 'system:push'] as const;
export type SystemHandler = (typeof systemHandlers)[number];

/** The pseudo task type that ends a mission well. */
export const DONE = 'done';

/** One kind of task. Amounts are nano-USD, times milliseconds; 0 means none. */
export interface TaskType {
  readonly name: string;
  /** The kind of agent that does it, or a system handler. */
  readonly handler: string;
  /** What the agent is told besides the card. */
  readonly instruction: string;
  readonly permissions: readonly string[];
  readonly capabilities: readonly string[];
  /** The next task type, or `done`. */
  readonly onSuccess: string;
  /** The task type that runs again after a bad verdict; its own name means another attempt of itself. */
  readonly onFailure: string;
  readonly attemptsMax: number;
  readonly backoffMs: number;
  readonly backoffMaxMs: number;
  /** Longest time that one lease may last. */
  readonly deadlineMs: number;
  /** Whether a lease carries a gateway key, and what is reserved for it. */
  readonly gatewayKey: boolean;
  readonly reserveNanoUsd: number;
  /** Whether Golden Rules are fetched for it, and its failures are told to the analyst. */
  readonly goldenRules: boolean;
  /** What a person approves after it succeeded; undefined where nobody has to. */
  readonly approvalSubject: string | undefined;
  /** Whoever had a result accepted in one of these may not do this one. */
  readonly independentOf: readonly string[];
}

/** The workflow that a mission runs through, named by the hash of its text. */
export interface Workflow {
  readonly hash: string;
  readonly name: string;
  readonly start: string;
  readonly tasks: Readonly<Record<string, TaskType>>;
  /** Permissions of each kind of agent. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
  readonly missionBudgetNanoUsd: number;
  readonly missionDeadlineMs: number;
  /** Leases that one mission may take in all: the bound on loops. */
  readonly leasesMax: number;
  /** What becomes of a mission whose attempts are used up. */
  readonly onExhausted: 'hold' | 'fail';
}

/** What is wrong with a workflow and where: a path into the file, e.g. `["tasks", "gate", "on_failure"]`. */
export interface WorkflowProblem {
  readonly path: readonly string[];
  readonly message: string;
}

const isSystem = (handler: string): boolean => (systemHandlers as readonly string[]).includes(handler);

/** Whether the orchestrator itself does a task of this type. */
export const isSystemTask = (type: TaskType): boolean => isSystem(type.handler);

/** Task types from `from` on, along `on_success`, in order, `from` first. */
export function chainFrom(workflow: Pick<Workflow, 'tasks'>, from: string): TaskType[] {
  const chain: TaskType[] = [];
  for (let name = from; name !== DONE;) {
    const type = workflow.tasks[name];
    if (!type || chain.includes(type)) break;
    chain.push(type);
    name = type.onSuccess;
  }
  return chain;
}

function edgeProblems(workflow: Workflow, type: TaskType): WorkflowProblem[] {
  const at = (field: string, message: string): WorkflowProblem => ({ path: ['tasks', type.name, field], message });
  const problems: WorkflowProblem[] = [];
  if (type.onSuccess !== DONE && !workflow.tasks[type.onSuccess]) {
    problems.push(at('on_success', `there is no task "${type.onSuccess}"; name one of the tasks, or "${DONE}"`));
  }
  if (!workflow.tasks[type.onFailure]) {
    problems.push(at('on_failure', `there is no task "${type.onFailure}"; name one of the tasks, or "retry"`));
  } else if (!chainFrom(workflow, type.onFailure).includes(type)) {
    problems.push(at('on_failure', `"${type.onFailure}" does not lead back to "${type.name}"; name an earlier task`));
  }
  for (const other of type.independentOf) {
    if (!workflow.tasks[other]) problems.push(at('independent_of', `there is no task "${other}"`));
  }
  return problems;
}

function handlerProblems(workflow: Workflow, type: TaskType): WorkflowProblem[] {
  const at = (field: string, message: string): WorkflowProblem => ({ path: ['tasks', type.name, field], message });
  if (isSystem(type.handler)) return [];
  if (type.handler.includes(':'))
    return [at('handler', `"${type.handler}" is no system handler; there are ${systemHandlers.join(', ')}`)];
  const held = workflow.roles[type.handler];
  if (!held) return [at('handler', `"${type.handler}" is not among "roles"; add it there with its permissions`)];
  const missing = type.permissions.filter((permission) => !held.includes(permission));
  if (missing.length === 0) return [];
  return [at('permissions', `role "${type.handler}" does not hold ${missing.join(', ')}, so nobody could ever do this task`)];
}

/** Checks what the shape alone can't: edges that lead somewhere, an end that can be reached, roles that may do their tasks. */
export function checkWorkflow(workflow: Workflow): Result<Workflow, readonly WorkflowProblem[]> {
  const problems: WorkflowProblem[] = [];
  if (!workflow.tasks[workflow.start]) problems.push({ path: ['start'], message: `there is no task "${workflow.start}"` });
  for (const type of Object.values(workflow.tasks))
    problems.push(...edgeProblems(workflow, type), ...handlerProblems(workflow, type));
  if (problems.length > 0) return refuse(problems);
  const chain = chainFrom(workflow, workflow.start);
  if (chain.at(-1)?.onSuccess !== DONE) {
    return refuse([
      { path: ['start'], message: `the tasks from "${workflow.start}" on go in a circle and never reach "${DONE}"` },
    ]);
  }
  const unreached = Object.keys(workflow.tasks).find((name) => !chain.some((type) => type.name === name));
  if (unreached !== undefined)
    return refuse([{ path: ['tasks', unreached], message: 'no task leads here; remove it or link it' }]);
  return ok(workflow);
}
