import { unreachable } from '@panal/kernel/pure';
import type { EventCodec, JournalRecord } from '@panal/journal';
import { parseLeaseId } from '@panal/shared-types';
import type { Change } from '@panal/shared-types/synapse';
import { type Term, dateTime, entity, insert, integer, literal, quad, rdfType, remove, vocabulary } from '@panal/synapse-client';
import type { CommitRecord, GateRecord, PushRecord, Repository, WorkspaceEvent } from '../core/model.ts';

const swarm = (name: string): Term => vocabulary('swarm', name);
const prov = (name: string): Term => vocabulary('prov', name);

/** What a journal record of this service says to the knowledge graph; an event that is of use only here says nothing. */
export const projectRecord =
  (codec: EventCodec<WorkspaceEvent>) =>
  (record: JournalRecord): readonly Change[] =>
    projectEvent(codec.decode(record.bytes), record.atMs);

function projectEvent(event: WorkspaceEvent, atMs: number): readonly Change[] {
  switch (event.type) {
    case 'repository-registered':
      return repositoryFacts(event.repository);
    case 'work-committed':
      return commitFacts(event.taskId, event.missionId, event.record, atMs);
    case 'gate-ended':
      return gateFacts(event.gate, atMs);
    case 'push-ended':
      return pushFacts(event.push, atMs);
    case 'mission-based':
    case 'worktree-opened':
    case 'worktree-closed':
    case 'push-begun':
      return [];
    default:
      return unreachable(event);
  }
}

const facts = (subject: Term, pairs: readonly (readonly [Term, Term])[]): Change[] =>
  pairs.map(([predicate, object]) => insert(quad(subject, predicate, object)));

const commitEntity = (commit: string): Term => entity('commit', commit);

function repositoryFacts({ repositoryId, baseBranch }: Repository): Change[] {
  const subject = entity('repository', repositoryId);
  return facts(subject, [
    [rdfType, prov('Entity')],
    [rdfType, swarm('Repository')],
    [swarm('baseBranch'), literal(baseBranch)],
  ]);
}

function commitFacts(taskId: string, missionId: string, record: CommitRecord, atMs: number): Change[] {
  return facts(commitEntity(record.commit), [
    [rdfType, prov('Entity')],
    [rdfType, swarm('Commit')],
    [prov('wasDerivedFrom'), commitEntity(record.parent)],
    [prov('wasGeneratedBy'), entity('lease', taskId)],
    [prov('generatedAtTime'), dateTime(atMs)],
    [swarm('partOfMission'), entity('mission', missionId)],
    [swarm('filesChanged'), integer(record.files)],
  ]);
}

function gateFacts(gate: GateRecord, atMs: number): Change[] {
  return facts(entity('gate', gate.taskId), [
    [rdfType, swarm('ExecutionRecord')],
    [rdfType, prov('Activity')],
    [swarm('relatedTask'), entity('task', parseLeaseId(gate.taskId)?.taskId ?? gate.taskId)],
    // Not wasGeneratedBy, which things have: a gate is an activity, as a lease is.
    [prov('wasInformedBy'), entity('lease', gate.taskId)],
    [swarm('partOfMission'), entity('mission', gate.missionId)],
    [prov('used'), commitEntity(gate.commit)],
    [prov('endedAtTime'), dateTime(atMs)],
    [vocabulary('nist', 'resultState'), literal(gate.passed ? 'success' : 'on_failure')],
    [vocabulary('skos', 'historyNote'), literal(gate.summary)],
  ]);
}

function pushFacts(push: PushRecord, atMs: number): Change[] {
  const subject = entity('push', push.taskId);
  const mission = entity('mission', push.missionId);
  const told = facts(subject, [
    [rdfType, prov('Activity')],
    [rdfType, swarm('Push')],
    [prov('used'), commitEntity(push.commit)],
    [prov('endedAtTime'), dateTime(atMs)],
    [swarm('partOfMission'), mission],
    [swarm('branch'), literal(push.branch)],
    [vocabulary('nist', 'resultState'), literal(push.outcome === 'pushed' ? 'success' : 'on_failure')],
  ]);
  if (push.outcome !== 'pushed') return told;
  const pushed = (commit: string): string => quad(mission, swarm('pushedCommit'), commitEntity(commit));
  const replaced = push.expectedCommit === '' ? [] : [remove(pushed(push.expectedCommit))];
  return [...told, ...replaced, insert(pushed(push.commit))];
}
