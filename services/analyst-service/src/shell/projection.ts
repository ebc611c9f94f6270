import type { JournalRecord } from '@panal/journal';
import { parseLeaseId } from '@panal/shared-types';
import type { Change } from '@panal/shared-types/synapse';
import { dateTime, entity, insert, integer, iri, literal, quad, rdfType, remove, vocabulary } from '@panal/synapse-client';
import type { AnalystEvent } from '../core/state.ts';
import { targetOf } from '../core/rule-target.ts';
import { analystCodec } from './analyst.ts';

const swarm = (name: string) => vocabulary('swarm', name);
const prov = (name: string) => vocabulary('prov', name);
const hardConstraint = vocabulary('nist', 'HardConstraint');

type Of<T extends AnalystEvent['type']> = Extract<AnalystEvent, { type: T }>;

function failureCounted(event: Of<'failure-counted'>, atMs: number): Change[] {
  const cluster = entity('failure-cluster', event.clusterId);
  const failure = entity('failure', event.failureId);
  return [
    insert(quad(cluster, rdfType, swarm('FailureCluster'))),
    insert(quad(cluster, swarm('signature'), literal(event.signature))),
    insert(quad(cluster, swarm('template'), literal(event.template))),
    insert(quad(cluster, vocabulary('skos', 'member'), failure)),
    insert(quad(failure, prov('generatedAtTime'), dateTime(atMs))),
    ...(event.taskId
      ? [insert(quad(failure, swarm('relatedTask'), entity('task', parseLeaseId(event.taskId)?.taskId ?? event.taskId)))]
      : []),
    ...(event.record === undefined
      ? []
      : [consolidated(event.record), insert(quad(failure, prov('wasDerivedFrom'), iri(event.record)))]),
  ];
}

const consolidated = (record: string): Change => insert(quad(iri(record), swarm('isConsolidated'), literal('true')));

const derived = ({ ruleId, clusterId }: { readonly ruleId: string; readonly clusterId: string }): string =>
  quad(entity('rule', ruleId), prov('wasDerivedFrom'), entity('failure-cluster', clusterId));

function ruleProposed(event: Of<'rule-proposed'>, atMs: number): Change[] {
  const rule = entity('rule', event.ruleId);
  return [
    insert(quad(rule, rdfType, swarm('GoldenRule'))),
    insert(quad(rule, swarm('ruleText'), literal(event.text))),
    insert(quad(rule, swarm('stage'), literal('candidate'))),
    insert(quad(rule, swarm('appliesTo'), iri(targetOf(event)))),
    insert(derived(event)),
    insert(quad(rule, prov('generatedAtTime'), dateTime(atMs))),
    insert(quad(rule, swarm('support'), integer(event.derivedFrom.length))),
  ];
}

type DecisionEvent = Of<'rule-pinned' | 'rule-unpinned' | 'rule-vetoed' | 'rule-retired' | 'rule-reopened' | 'rule-edited'>;

function ruleDecided(event: DecisionEvent, atMs: number): Change[] {
  const { before } = event;
  const subject = entity('rule', event.ruleId);
  const constraint = (text: string): string => quad(iri(targetOf(before)), hardConstraint, literal(text));
  const replace = (property: string, from: string, to: string): Change[] => [
    remove(quad(subject, swarm(property), literal(from))),
    insert(quad(subject, swarm(property), literal(to))),
  ];
  const bound = before.stage === 'binding';
  if (event.type === 'rule-edited') {
    const constraints = bound ? [remove(constraint(before.text)), insert(constraint(event.text))] : [];
    return [...replace('ruleText', before.text, event.text), ...constraints];
  }
  const decided = insert(quad(subject, swarm('decidedBy'), literal(event.actor)));
  if (event.type === 'rule-pinned')
    return [...replace('stage', before.stage, 'binding'), decided, insert(constraint(before.text))];
  if (event.type === 'rule-unpinned')
    return [...replace('stage', before.stage, 'candidate'), decided, remove(constraint(before.text))];
  if (event.type === 'rule-reopened') {
    const { retiredMs } = before;
    const again = retiredMs === undefined ? [] : [remove(quad(subject, prov('invalidatedAtTime'), dateTime(retiredMs)))];
    return [...replace('stage', before.stage, 'candidate'), decided, ...again];
  }
  const ended = insert(quad(subject, prov('invalidatedAtTime'), dateTime(atMs)));
  return [...replace('stage', before.stage, 'retired'), decided, ended, ...(bound ? [remove(constraint(before.text))] : [])];
}

/** What a record of the analyst's journal means to the graph; pure. */
export function projectRecord(record: JournalRecord): readonly Change[] {
  const event = analystCodec.decode(record.bytes);
  if (event.type === 'failure-counted') return failureCounted(event, record.atMs);
  if (event.type === 'rule-proposed') return ruleProposed(event, record.atMs);
  if (event.type === 'rule-shared') return [insert(derived(event))];
  if (event.type === 'record-consolidated') return [consolidated(event.record)];
  if (event.type === 'trial-counted') return [];
  return ruleDecided(event, record.atMs);
}
