import { parseLeaseId } from '@panal/shared-types';
import type { Change } from '@panal/shared-types/synapse';
import {
  dateTime,
  entity,
  insert,
  integer,
  literal,
  quad,
  rdfType,
  type Term,
  usd,
  boolean,
  vocabulary,
} from '@panal/synapse-client';
import type { LedgerEvent } from '../core/ledger/index.ts';

const swarm = (name: string): Term => vocabulary('swarm', name);
const prov = (name: string): Term => vocabulary('prov', name);

/** What an event of the ledger means to the graph: each settlement is a `swarm:SpendEvent`, amounts are exact `xsd:decimal`. */
export function projectLedgerEvent(event: LedgerEvent, atMs: number): Change[] {
  if (event.kind !== 'settled') return [];
  const spend = entity('spend', event.requestId);
  const about = (predicate: Term, object: Term): Change => insert(quad(spend, predicate, object));
  return [
    about(rdfType, swarm('SpendEvent')),
    about(rdfType, prov('Entity')),
    about(swarm('date'), literal(event.day)),
    about(swarm('amount'), usd(event.costNanoUsd)),
    about(swarm('model'), literal(event.model)),
    about(swarm('upstream'), literal(event.upstream)),
    about(swarm('tokens'), integer(event.inputTokens + event.outputTokens)),
    about(swarm('inputTokens'), integer(event.inputTokens)),
    about(swarm('outputTokens'), integer(event.outputTokens)),
    about(swarm('estimated'), boolean(event.estimated)),
    about(swarm('scripted'), boolean(event.scripted)),
    about(swarm('outcome'), literal(event.outcome)),
    about(swarm('relatedTask'), entity('task', parseLeaseId(event.leaseId)?.taskId ?? event.leaseId)),
    about(prov('wasGeneratedBy'), entity('lease', event.leaseId)),
    about(prov('generatedAtTime'), dateTime(atMs)),
    ...(event.missionId ? [about(swarm('partOfMission'), entity('mission', event.missionId))] : []),
    ...(event.project ? [about(swarm('project'), literal(event.project))] : []),
    ...(event.agentId ? [about(prov('wasAttributedTo'), entity('agent', event.agentId))] : []),
  ];
}
