import { checkOf } from './compliance/checks.ts';
import type { ComplianceRecord } from './compliance/check.ts';
import type { NextState, OrchestratorEvent } from './events.ts';

/** A thing in the graph: its kind and id, e.g. `["task", "m-1-implement"]`. */
export type Thing = readonly [kind: string, id: string];

export type FactObject =
  | { readonly thing: Thing }
  | { readonly word: readonly [prefix: Prefix, name: string] }
  | { readonly text: string }
  | { readonly atMs: number }
  | { readonly integer: number }
  | { readonly amountNanoUsd: number };

export type Prefix = 'swarm' | 'nist' | 'prov' | 'skos' | 'odrl' | 'pplan' | 'schema' | 'rdf';

/** One statement about a thing. */
export interface Fact {
  readonly subject: Thing;
  readonly predicate: readonly [prefix: Prefix, name: string];
  readonly object: FactObject;
}

interface At {
  readonly position: number;
  readonly atMs: number;
}

const text = (value: string): FactObject => ({ text: value.slice(0, 8_000) });
const isA = (subject: Thing, prefix: Prefix, name: string): Fact => ({
  subject,
  predicate: ['rdf', 'type'],
  object: { word: [prefix, name] },
});
const says = (subject: Thing, predicate: Fact['predicate'], object: FactObject): Fact => ({ subject, predicate, object });

/** States that events move tasks to; of an event that ends a lease, the next state says it. */
function movesOf(
  event: OrchestratorEvent,
): { readonly taskId: string; readonly to: string; readonly reason: string } | undefined {
  switch (event.type) {
    case 'task-ready':
    case 'task-held':
    case 'task-failed':
    case 'task-cancelled':
      return { taskId: event.taskId, to: event.type.slice('task-'.length), reason: event.reason };
    case 'task-again':
      return { taskId: event.taskId, to: 'backoff', reason: event.reason };
    case 'task-reset':
      return { taskId: event.taskId, to: 'waiting', reason: event.reason };
    case 'task-preparing':
      return { taskId: event.taskId, to: 'preparing', reason: event.reason };
    case 'task-unprepared':
      return { taskId: event.taskId, to: event.to, reason: event.reason };
    case 'task-leased':
      return { taskId: event.taskId, to: 'leased', reason: `attempt ${event.attempt}` };
    case 'result-accepted':
    case 'gate-finished':
    case 'push-finished':
    case 'lease-ended': {
      const { state, reason }: NextState = event.next;
      return { taskId: event.taskId, to: state, reason };
    }
    default:
      return undefined;
  }
}

function transitionFacts(event: OrchestratorEvent, at: At): Fact[] {
  const move = movesOf(event);
  if (!move) return [];
  const transition: Thing = ['transition', String(at.position)];
  const agentId = 'agentId' in event ? event.agentId : '';
  return [
    isA(transition, 'swarm', 'Transition'),
    says(transition, ['swarm', 'relatedTask'], { thing: ['task', move.taskId] }),
    says(transition, ['swarm', 'toState'], text(move.to)),
    says(transition, ['prov', 'generatedAtTime'], { atMs: at.atMs }),
    ...(move.reason ? [says(transition, ['swarm', 'causedBy'], text(move.reason))] : []),
    ...(agentId ? [says(transition, ['prov', 'wasAssociatedWith'], { thing: ['agent', agentId] })] : []),
    // Synapse retires the state before it.
    says(['task', move.taskId], ['swarm', 'internalState'], text(move.to)),
  ];
}

function complianceFacts(event: OrchestratorEvent, at: At): Fact[] {
  const compliance: ComplianceRecord | undefined = 'compliance' in event ? event.compliance : undefined;
  if (!compliance) return [];
  return compliance.verdicts.flatMap(([check, verdict, evidence]) => {
    const decision: Thing = ['policy-decision', `${at.position}-${check}`];
    const taskId = 'taskId' in event ? event.taskId : '';
    return [
      isA(decision, 'swarm', 'PolicyDecision'),
      says(decision, ['odrl', 'action'], text(compliance.step)),
      says(decision, ['swarm', 'outcome'], text(verdict)),
      says(decision, ['swarm', 'check'], { integer: check }),
      says(decision, ['swarm', 'evidence'], text(`${checkOf(check)?.name ?? ''}: ${evidence}`)),
      says(decision, ['prov', 'used'], { thing: ['check', String(check)] }),
      says(decision, ['swarm', 'auditSequence'], { integer: at.position - 1 }),
      ...(taskId ? [says(decision, ['swarm', 'relatedTask'], { thing: ['task', taskId] })] : []),
    ];
  });
}

function executionFacts(event: OrchestratorEvent, at: At): Fact[] {
  if (event.type !== 'result-accepted' && event.type !== 'gate-finished') return [];
  const succeeded = event.type === 'result-accepted' ? event.outcome === 'success' : event.passed;
  const note = event.type === 'result-accepted' ? event.artifact.summary || event.errorMessage : event.summary;
  const record: Thing = ['execution', String(at.position)];
  return [
    isA(record, 'swarm', 'ExecutionRecord'),
    says(record, ['prov', 'wasAssociatedWith'], { thing: ['agent', event.agentId] }),
    says(record, ['swarm', 'relatedTask'], { thing: ['task', event.taskId] }),
    says(record, ['nist', 'resultState'], text(succeeded ? 'success' : 'on_failure')),
    says(record, ['prov', 'endedAtTime'], { atMs: at.atMs }),
    ...(note ? [says(record, ['skos', 'historyNote'], text(note))] : []),
  ];
}

function missionFacts(event: OrchestratorEvent, at: At): Fact[] {
  if (event.type === 'mission-created') {
    const mission: Thing = ['mission', event.missionId];
    return [
      isA(mission, 'swarm', 'Card'),
      says(mission, ['swarm', 'title'], text(event.title)),
      says(mission, ['swarm', 'project'], text(event.project)),
      says(mission, ['swarm', 'hasStack'], text(event.stack)),
      says(mission, ['swarm', 'originatesFrom'], text(event.source || 'rpc')),
      ...(event.externalId ? [says(mission, ['swarm', 'externalId'], text(event.externalId))] : []),
      says(mission, ['prov', 'startedAtTime'], { atMs: at.atMs }),
    ];
  }
  if (event.type !== 'mission-ended') return [];
  const mission: Thing = ['mission', event.missionId];
  return [says(mission, ['swarm', 'outcome'], text(event.state)), says(mission, ['prov', 'endedAtTime'], { atMs: at.atMs })];
}

/** A task appears in the graph with its first lease. */
function taskFacts(event: OrchestratorEvent): Fact[] {
  if (event.type !== 'task-leased') return [];
  const task: Thing = ['task', event.taskId];
  const step = event.taskId.slice(event.missionId.length + 1);
  return [
    isA(task, 'swarm', 'Task'),
    says(task, ['swarm', 'mission'], { thing: ['mission', event.missionId] }),
    says(task, ['swarm', 'partOfMission'], { thing: ['mission', event.missionId] }),
    says(task, ['pplan', 'correspondsToStep'], { thing: ['task-type', step] }),
    says(task, ['swarm', 'assignedTo'], { thing: ['agent', event.agentId] }),
  ];
}

function agentFacts(event: OrchestratorEvent): Fact[] {
  if (event.type !== 'agent-registered') return [];
  const agent: Thing = ['agent', event.agentId];
  return [
    isA(agent, 'swarm', 'Agent'),
    says(agent, ['swarm', 'role'], text(event.kind)),
    ...event.capabilities.map((capability) => says(agent, ['swarm', 'specialty'], text(capability))),
  ];
}

/** What an event means to the graph. Facts are only ever added here; Synapse keeps the newest of a word that holds one value. */
export function projectEvent(event: OrchestratorEvent, at: At): Fact[] {
  return [
    ...missionFacts(event, at),
    ...taskFacts(event),
    ...agentFacts(event),
    ...transitionFacts(event, at),
    ...executionFacts(event, at),
    ...complianceFacts(event, at),
  ];
}
