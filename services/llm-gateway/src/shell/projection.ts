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
  remove,
  type Term,
  usd,
  boolean,
  vocabulary,
} from '@panal/synapse-client';
import { type LedgerEvent, type UsageRecord, isVirtualKey, keyNameOf } from '../core/ledger/index.ts';

const swarm = (name: string): Term => vocabulary('swarm', name);
const prov = (name: string): Term => vocabulary('prov', name);

/**
 * What an event of the ledger means to the graph: each settlement is a `swarm:SpendEvent`, amounts are exact `xsd:decimal`; a
 * correction replaces the amount. Limits are not written back: what people set in Synapse is read from there alone.
 */
export function projectLedgerEvent(event: LedgerEvent, atMs: number): Change[] {
  if (event.kind === 'corrected') return projectCorrection(event);
  return event.kind === 'settled' ? projectSettlement(event, atMs) : [];
}

function projectCorrection({ requestId, fromNanoUsd, costNanoUsd }: Extract<LedgerEvent, { kind: 'corrected' }>): Change[] {
  const spend = entity('spend', requestId);
  return [
    remove(quad(spend, swarm('amount'), usd(fromNanoUsd))),
    insert(quad(spend, swarm('amount'), usd(costNanoUsd))),
    remove(quad(spend, swarm('estimated'), boolean(true))),
    insert(quad(spend, swarm('estimated'), boolean(false))),
  ];
}

function projectSettlement(event: UsageRecord, atMs: number): Change[] {
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
    about(swarm('priceVersion'), literal(event.priceVersion)),
    ...keyOrTask(event.leaseId).map(([predicate, object]) => about(predicate, object)),
    about(prov('generatedAtTime'), dateTime(atMs)),
    ...(event.cachedTokens > 0 ? [about(swarm('cachedTokens'), integer(event.cachedTokens))] : []),
    ...(event.askedModel ? [about(swarm('askedModel'), literal(event.askedModel))] : []),
    ...(event.missionId ? [about(swarm('partOfMission'), entity('mission', event.missionId))] : []),
    ...(event.project ? [about(swarm('project'), literal(event.project))] : []),
    ...(event.agentId ? [about(prov('wasAttributedTo'), entity('agent', event.agentId))] : []),
  ];
}

/** A key of a lease spends for its task, a standalone one for itself. */
function keyOrTask(leaseId: string): readonly (readonly [Term, Term])[] {
  if (isVirtualKey(leaseId)) return [[swarm('virtualKey'), literal(keyNameOf(leaseId))]];
  return [
    [swarm('relatedTask'), entity('task', parseLeaseId(leaseId)?.taskId ?? leaseId)],
    [prov('wasGeneratedBy'), entity('lease', leaseId)],
  ];
}
