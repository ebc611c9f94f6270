import { bounds } from './model.ts';
import type { Worktree, WorkspaceEvent, WorkspaceState } from './model.ts';
import type { WorkspaceDecision } from './workspace-core.ts';

/** Whether a worktree may open for a lease; opening it again changes nothing. */
export function decideWorktree(state: WorkspaceState, worktree: Omit<Worktree, 'lastCommit'>): WorkspaceDecision {
  const open = state.worktrees.get(worktree.taskId);
  if (open) {
    if (open.agentId === worktree.agentId) return { ok: true, events: [] };
    return refused('lease-lost', `The worktree of task "${worktree.taskId}" belongs to another agent.`);
  }
  if (!state.repositories.has(worktree.repositoryId)) {
    return refused('unknown-repository', `Repository "${worktree.repositoryId}" is not registered.`);
  }
  if (state.worktrees.size >= bounds.worktreesMax) {
    return refused('overloaded', `${bounds.worktreesMax} worktrees are open, which is the most. Try again when one was closed.`);
  }
  const base = state.missions.get(worktree.missionId);
  if (base && (base.repositoryId !== worktree.repositoryId || base.baseCommit !== worktree.baseCommit)) {
    return refused('conflict', `Mission "${worktree.missionId}" began on another commit (${base.baseCommit}).`);
  }
  const opened: WorkspaceEvent = { type: 'worktree-opened', worktree: { ...worktree, lastCommit: undefined } };
  if (base) return { ok: true, events: [opened] };
  const { missionId, repositoryId, baseCommit } = worktree;
  return { ok: true, events: [{ type: 'mission-based', base: { missionId, repositoryId, baseCommit } }, opened] };
}

const refused = (code: string, message: string): WorkspaceDecision => ({ ok: false, refusal: { code, message } });
