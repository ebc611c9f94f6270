declare const brand: unique symbol;

/** A string that names one kind of thing, so that ids of different kinds can't be mixed up. */
export type Branded<Name extends string> = string & { readonly [brand]: Name };

export type MissionId = Branded<'MissionId'>;
export type TaskId = Branded<'TaskId'>;
/** Task id and epoch, `<task>.<epoch>`: unique to one lease, so that it fences clients that send nothing else. */
export type LeaseId = Branded<'LeaseId'>;
export type AgentId = Branded<'AgentId'>;
export type RepositoryId = Branded<'RepositoryId'>;
export type ClusterId = Branded<'ClusterId'>;
export type RuleId = Branded<'RuleId'>;

/** The id that an agent receives for a task under a lease of the given epoch. */
export const leaseIdOf = (taskId: TaskId, epoch: number): LeaseId => `${taskId}.${epoch}` as LeaseId;

/** Splits a lease id into task and epoch, or returns undefined where it is none. */
export function parseLeaseId(text: string): { taskId: TaskId; epoch: number } | undefined {
  const match = /^(.+)\.(\d{1,15})$/.exec(text);
  return match ? { taskId: match[1] as TaskId, epoch: Number(match[2]) } : undefined;
}
