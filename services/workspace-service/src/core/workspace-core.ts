import { assert, unreachable } from '@panal/kernel/pure';
import { decidePushBegin, decidePushEnd } from './decide-push.ts';
import { decideWorktree } from './decide-worktree.ts';
import { bounds, refKey } from './model.ts';
import type { CommitRecord, Repository, WorkspaceCommand, WorkspaceEvent, WorkspaceRefusal, WorkspaceState } from './model.ts';

export type WorkspaceDecision =
  | { readonly ok: true; readonly events: readonly WorkspaceEvent[] }
  | { readonly ok: false; readonly refusal: WorkspaceRefusal };

/** The pure part of the service: what may happen, and what it changes. State tables: `model.ts`. */
export const workspaceCore = {
  initial: (): WorkspaceState => ({
    repositories: new Map(),
    missions: new Map(),
    worktrees: new Map(),
    gates: new Map(),
    pushes: new Map(),
    pushedRefs: new Map(),
  }),
  decide,
  apply,
};

function decide(state: WorkspaceState, command: WorkspaceCommand): WorkspaceDecision {
  switch (command.type) {
    case 'register-repository':
      return decideRegistration(state, command.repository);
    case 'open-worktree':
      return decideWorktree(state, command.worktree);
    case 'record-commit':
      return decideCommit(state, command.taskId, command.record);
    case 'close-worktree':
      if (!state.worktrees.has(command.taskId)) return { ok: true, events: [] };
      return { ok: true, events: [{ type: 'worktree-closed', taskId: command.taskId, reason: command.reason }] };
    case 'record-gate':
      if (state.gates.has(command.gate.taskId)) return { ok: true, events: [] };
      return { ok: true, events: [{ type: 'gate-ended', gate: command.gate }] };
    case 'begin-push':
      return decidePushBegin(state, command.push, command.gateRequired);
    case 'end-push':
      return decidePushEnd(state, command);
    default:
      return unreachable(command);
  }
}

function decideRegistration(state: WorkspaceState, repository: Repository): WorkspaceDecision {
  const known = state.repositories.get(repository.repositoryId);
  if (known && known.source !== repository.source) {
    const message = `Repository "${repository.repositoryId}" is registered with another source. Choose another id.`;
    return { ok: false, refusal: { code: 'conflict', message } };
  }
  if (!known && state.repositories.size >= bounds.repositoriesMax) {
    const message = `${bounds.repositoriesMax} repositories are registered, which is the most that one workspace-service holds.`;
    return { ok: false, refusal: { code: 'overloaded', message } };
  }
  return { ok: true, events: [{ type: 'repository-registered', repository }] };
}

function decideCommit(state: WorkspaceState, taskId: string, record: CommitRecord): WorkspaceDecision {
  const worktree = state.worktrees.get(taskId);
  if (!worktree)
    return { ok: false, refusal: { code: 'no-worktree', message: 'The worktree of this task was closed meanwhile.' } };
  assert(record.parent === worktree.headCommit, 'a commit is made on the head of its worktree');
  return { ok: true, events: [{ type: 'work-committed', taskId, missionId: worktree.missionId, record }] };
}

function apply(state: WorkspaceState, event: WorkspaceEvent): void {
  switch (event.type) {
    case 'repository-registered':
      state.repositories.set(event.repository.repositoryId, event.repository);
      return;
    case 'mission-based':
      remember(state.missions, event.base.missionId, event.base, bounds.missionsMax);
      return;
    case 'worktree-opened':
      assert(!state.worktrees.has(event.worktree.taskId), 'a worktree opens once');
      state.worktrees.set(event.worktree.taskId, event.worktree);
      return;
    case 'work-committed':
      return applyCommit(state, event.taskId, event.record);
    case 'worktree-closed':
      assert(state.worktrees.delete(event.taskId), 'only an open worktree closes');
      return;
    case 'gate-ended':
      remember(state.gates, event.gate.taskId, event.gate, bounds.gatesMax);
      return;
    case 'push-begun':
      remember(state.pushes, event.push.taskId, event.push, bounds.pushesMax);
      return;
    case 'push-ended':
      return applyPushEnd(state, event);
    default:
      unreachable(event);
  }
}

function applyCommit(state: WorkspaceState, taskId: string, record: CommitRecord): void {
  const worktree = state.worktrees.get(taskId);
  assert(worktree !== undefined && worktree.headCommit === record.parent, 'a commit follows the head of an open worktree');
  state.worktrees.set(taskId, { ...worktree, headCommit: record.commit, lastCommit: record });
}

function applyPushEnd(state: WorkspaceState, event: Extract<WorkspaceEvent, { type: 'push-ended' }>): void {
  const { push } = event;
  assert(push.outcome !== 'begun', 'a push ends pushed or refused');
  remember(state.pushes, push.taskId, push, bounds.pushesMax);
  if (push.outcome === 'pushed') remember(state.pushedRefs, refKey(push.remote, push.branch), push.commit, bounds.pushedRefsMax);
}

/** Sets an entry as the newest one and forgets the oldest beyond the bound. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value, entriesMax: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > entriesMax) map.delete(map.keys().next().value!);
}
