import { Usage } from '@panal/shared-types/gateway';
import { type TimedUsage, type UsageRecord, isVirtualKey, keyNameOf, shownName } from '../core/ledger/index.ts';

/** A record of the usage log on the wire; its position in the journal where that is known. */
export function usageMessage(
  record: UsageRecord & { readonly atMs: number } & Pick<TimedUsage, 'correction'>,
  position = 0,
): Usage {
  const ofKey = isVirtualKey(record.leaseId);
  return Usage.fromPartial({
    requestId: record.requestId,
    leaseId: ofKey ? '' : record.leaseId,
    key: ofKey ? keyNameOf(record.leaseId) : '',
    missionId: record.missionId,
    project: record.project,
    agentId: record.agentId,
    model: shownName(record.model),
    askedModel: shownName(record.askedModel ?? ''),
    upstream: record.upstream,
    ...tokensOf(record),
    costNanoUsd: record.costNanoUsd,
    estimated: record.estimated,
    outcome: record.outcome,
    atMs: record.atMs,
    day: record.day,
    latencyMs: record.latencyMs,
    firstByteMs: record.firstByteMs ?? 0,
    attempts: record.attempts ?? 1,
    cacheHit: record.cacheHit ?? false,
    priceVersion: record.priceVersion,
    scripted: record.scripted,
    position,
    ...correctionOf(record),
  });
}

const tokensOf = (record: UsageRecord) => ({
  inputTokens: record.inputTokens,
  cachedTokens: record.cachedTokens,
  cacheWriteTokens: record.cacheWriteTokens ?? 0,
  outputTokens: record.outputTokens,
  reasoningTokens: record.reasoningTokens ?? 0,
  audioTokens: record.audioTokens ?? 0,
});

const correctionOf = ({ correction }: Pick<TimedUsage, 'correction'>) =>
  correction ? { originalNanoUsd: correction.originalNanoUsd, correctedBy: correction.by } : {};
