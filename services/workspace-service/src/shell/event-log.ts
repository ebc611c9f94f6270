import type { Logger } from '@panal/kernel/runtime';
import type { WorkspaceEvent } from '../core/model.ts';
import type { WorkspaceStore } from './context.ts';

type Line = readonly [message: string, fields: Readonly<Record<string, unknown>>];

/** Ids, commits and verdicts only: messages, diffs and test output are data of others, and may be long. */
function lineOf(event: WorkspaceEvent): Line | undefined {
  switch (event.type) {
    case 'repository-registered':
      return ['repository registered', { repositoryId: event.repository.repositoryId }];
    case 'worktree-opened': {
      const { taskId, missionId, repositoryId, agentId: agent, headCommit } = event.worktree;
      return ['worktree opened', { taskId, missionId, repositoryId, agent, headCommit }];
    }
    case 'work-committed': {
      const { commit, files, insertions, deletions } = event.record;
      return ['work committed', { taskId: event.taskId, missionId: event.missionId, commit, files, insertions, deletions }];
    }
    case 'worktree-closed':
      return ['worktree closed', { taskId: event.taskId, reason: event.reason }];
    case 'gate-ended': {
      const { taskId, missionId, commit, passed } = event.gate;
      return ['gate finished', { taskId, missionId, commit, passed }];
    }
    case 'push-begun':
    case 'push-ended': {
      const { taskId, missionId, branch, commit, outcome } = event.push;
      return [outcome === 'pushed' ? 'branch pushed' : `push ${outcome}`, { taskId, missionId, branch, commit }];
    }
    default:
      return undefined;
  }
}

/** Writes a line for each change that an operator would search for, after its flush. */
export function logEvents(store: WorkspaceStore, log: Logger): void {
  store.subscribe(({ event }) => {
    const line = lineOf(event);
    if (line) log.info(line[1], line[0]);
  });
}
