import { type Decision, approve, decline } from './decision.ts';
import type { LedgerCommand } from './commands.ts';
import type { LedgerEvent, Settlement } from './events.ts';
import { decideCorrection } from './correction.ts';
import { decideExtendHold, decideHold } from './decide-hold.ts';
import { decideExtend, decideMint, decideRelease, decideReleaseExpired, decideRevoke } from './decide-lease.ts';
import { decideReset, decideSetLimit } from './decide-limit.ts';
import { decideCreateKey } from './decide-key.ts';
import { withRoomFromBlocks } from './blocks.ts';
import { decideCloseBlocks, decideOpenBlock, orphanedBlocks } from './decide-block.ts';
import type { DecisionContext, LedgerRules } from './rules.ts';
import type { Hold, LedgerState, Outcome, UsageDetails } from './state.ts';
import { warnOnSettlement } from './warnings.ts';

/** What a command changes, or why not. Pure; windows never go back although the clock may. */
export function decide(state: LedgerState, command: LedgerCommand, given: { nowMs: number; rules: LedgerRules }): Decision {
  const context = { rules: given.rules, nowMs: Math.max(given.nowMs, state.newestMs) };
  const decision = decideAlone(state, command, context);
  return decision.ok && state.blocks.byId.size > 0 ? approve(withRoomFromBlocks(state, decision.events)) : decision;
}

/** Blocks left aside: they are room that is given back when somebody needs it. */
function decideAlone(state: LedgerState, command: LedgerCommand, context: DecisionContext): Decision {
  switch (command.kind) {
    case 'hold':
      return decideHold(state, command, context);
    case 'settle':
      return decideSettle(state, command.settlement);
    case 'extend-hold':
      return decideExtendHold(state, command, context);
    case 'correct':
      return decideCorrection(state, command);
    case 'mint':
      return decideMint(state, command, context);
    case 'create-key':
      return decideCreateKey(state, command, context);
    case 'extend':
      return decideExtend(state, command, context);
    case 'revoke':
      return decideRevoke(state, command);
    case 'release':
      return decideRelease(state, command.leaseId);
    case 'release-expired':
      return decideReleaseExpired(state, context);
    case 'set-limit':
      return decideSetLimit(state, command, context);
    case 'reset':
      return decideReset(state, command, context);
    case 'set-halt':
      return decideSetHalt(state, command);
    case 'open-block':
      return decideOpenBlock(state, command, context);
    case 'close-blocks':
      return decideCloseBlocks(state, command);
    case 'settle-orphans':
      return approve(decideOrphans(state, command.exposed));
  }
}

function decideSettle(state: LedgerState, settlement: Settlement): Decision {
  const hold = state.holds.get(settlement.requestId);
  if (!hold) return decline({ kind: 'unknown-request' });
  const settled = settledEvent(state, hold, settlement);
  const events: LedgerEvent[] = [settled];
  warnOnSettlement(state, { lease: state.leases.get(hold.leaseId)!, hold, costNanoUsd: settled.costNanoUsd }, events);
  return approve(events);
}

function decideOrphans(state: LedgerState, exposed: ReadonlyMap<string, number> | undefined): LedgerEvent[] {
  const settled = (hold: Hold): LedgerEvent => settledEvent(state, hold, orphanSettlement(hold));
  return [...[...state.holds.values()].map(settled), ...orphanedBlocks(state, exposed, settled)];
}

/** Nobody knows any more whether the call was sent and what it used. */
const orphanSettlement = (hold: Hold): Settlement => ({
  requestId: hold.requestId,
  inputTokens: 0,
  cachedTokens: 0,
  outputTokens: 0,
  costNanoUsd: undefined,
  estimated: true,
  outcome: 'orphan' satisfies Outcome,
  latencyMs: 0,
});

function settledEvent(state: LedgerState, hold: Hold, settlement: Settlement): Settled {
  const lease = state.leases.get(hold.leaseId)!;
  const unknown = settlement.costNanoUsd === undefined;
  const { day } = lease.reservedNanoUsd > 0 ? lease.windows : hold.windows;
  const settled: Writable<Settled> = {
    kind: 'settled',
    requestId: hold.requestId,
    leaseId: hold.leaseId,
    missionId: lease.missionId,
    project: lease.project,
    agentId: lease.agentId,
    model: hold.model,
    upstream: hold.upstream,
    inputTokens: settlement.inputTokens,
    cachedTokens: settlement.cachedTokens,
    outputTokens: settlement.outputTokens,
    costNanoUsd: settlement.costNanoUsd ?? hold.amountNanoUsd,
    estimated: settlement.estimated || unknown,
    outcome: settlement.outcome,
    latencyMs: settlement.latencyMs,
    priceVersion: hold.priceVersion,
    scripted: hold.scripted,
    day,
  };
  addDetails(settled, settlement);
  if (day !== hold.windows.day) settled.holdDay = hold.windows.day;
  return settled;
}

type Settled = Extract<LedgerEvent, { kind: 'settled' }>;
type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

/** Only what is known and unusual, so that a record stays short. */
function addDetails(settled: Writable<Settled>, settlement: UsageDetails): void {
  const { cacheWriteTokens, reasoningTokens, audioTokens, askedModel, firstByteMs, attempts, cacheHit } = settlement;
  if (firstByteMs !== undefined) settled.firstByteMs = firstByteMs;
  if (cacheWriteTokens) settled.cacheWriteTokens = cacheWriteTokens;
  if (reasoningTokens) settled.reasoningTokens = reasoningTokens;
  if (audioTokens) settled.audioTokens = audioTokens;
  if (askedModel) settled.askedModel = askedModel;
  if (attempts !== undefined && attempts !== 1) settled.attempts = attempts;
  if (cacheHit) settled.cacheHit = cacheHit;
}

function decideSetHalt(state: LedgerState, command: Extract<LedgerCommand, { kind: 'set-halt' }>): Decision {
  const known = state.halt;
  if (known && command.epoch < known.epoch) return decline({ kind: 'stale-epoch', epoch: known.epoch });
  const halted = [...new Set(command.halted)].toSorted();
  const same = known && known.epoch === command.epoch && known.halted.join('\n') === halted.join('\n');
  return approve(same ? [] : [{ kind: 'halt-changed', epoch: command.epoch, halted }]);
}
