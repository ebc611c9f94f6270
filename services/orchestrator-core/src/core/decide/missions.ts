import type { CreateMission } from '../commands.ts';
import type { MissionCreated } from '../events.ts';
import { type At, type CommandOf, type Decided, decided, refused } from './decided.ts';
import { endMission } from './endings.ts';
import { hasEnded } from '../transitions.ts';

/** Bounds on what a card may hold; Trello allows 16,384 characters of description. */
export const TITLE_CHARS_MAX = 500;
export const DESCRIPTION_CHARS_MAX = 65_536;
const NAME_CHARS_MAX = 200;

function problemOf(command: CreateMission): string | undefined {
  if (command.idempotencyKey === '' || command.idempotencyKey.length > NAME_CHARS_MAX) {
    return `An idempotency key of 1 to ${NAME_CHARS_MAX} characters is needed, so that a retry creates nothing twice.`;
  }
  if (command.title.trim() === '') return 'A title is needed: say in one line what is to be done.';
  if (command.title.length > TITLE_CHARS_MAX) return `The title has more than ${TITLE_CHARS_MAX} characters.`;
  if (command.description.length > DESCRIPTION_CHARS_MAX)
    return `The description has more than ${DESCRIPTION_CHARS_MAX} characters.`;
  if (command.repositoryId === '') return 'A repository_id is needed: one that is registered with the workspace-service.';
  for (const name of ['repositoryId', 'baseBranch', 'project', 'stack', 'source', 'externalId', 'model'] as const) {
    if (command[name].length > NAME_CHARS_MAX) return `${name} has more than ${NAME_CHARS_MAX} characters.`;
  }
  if (!Number.isSafeInteger(command.budgetNanoUsd) || command.budgetNanoUsd < 0)
    return 'The budget must be a whole number of nano-USD, not negative.';
  return undefined;
}

/** The branch of a mission: readable, and unique by the mission's id. */
export function branchOf(missionId: string, title: string): string {
  const slug = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, '');
  return `panal/${slug ? `${slug}-` : ''}${missionId}`;
}

function createdEvent(at: At, command: CreateMission): MissionCreated {
  const { type: _type, workflow, actor, ...given } = command;
  return {
    ...given,
    type: 'mission-created',
    title: given.title.trim(),
    project: given.project || 'default',
    model: given.model || at.settings.model,
    budgetNanoUsd: given.budgetNanoUsd || workflow.missionBudgetNanoUsd,
    branch: branchOf(given.missionId, given.title),
    workflowHash: workflow.hash,
    deadlineMs: workflow.missionDeadlineMs === 0 ? 0 : at.nowMs + workflow.missionDeadlineMs,
    createdBy: actor,
  };
}

/** Creates a mission pinned to the workflow of the moment; a known key changes nothing. */
export function createMission(at: At, command: CreateMission): Decided {
  if (at.state.missionByKey.has(command.idempotencyKey)) return decided();
  const problem = problemOf(command);
  if (problem !== undefined) return refused('invalid-argument', problem);
  if (at.state.missions.has(command.missionId)) return refused('conflict', `There is a mission ${command.missionId} already.`);
  const created = createdEvent(at, command);
  if (at.state.workflows.has(command.workflow.hash)) return decided(created);
  return decided({ type: 'workflow-adopted', workflow: command.workflow }, created);
}

/** Ends a mission because somebody says so; one that was cancelled before stays so. */
export function cancelMission(at: At, command: CommandOf<'cancel-mission'>): Decided {
  const mission = at.state.missions.get(command.missionId);
  if (!mission) return refused('not-found', `There is no mission ${command.missionId}.`);
  if (mission.state === 'cancelled') return decided();
  if (hasEnded(mission)) return refused('conflict', `Mission ${command.missionId} is ${mission.state} already.`);
  const reason = `cancelled by ${command.actor}${command.reason ? `: ${command.reason.slice(0, 1000)}` : ''}`;
  return decided(...endMission(at, mission, { state: 'cancelled', reason, actor: command.actor }));
}
