import { type Decision, approve, decline } from './decision.ts';
import type { LedgerCommand } from './commands.ts';
import type { LedgerEvent, Settlement } from './events.ts';
import { decideHold } from './decide-hold.ts';
import { decideExtend, decideMint, decideRelease, decideReleaseExpired, decideRevoke } from './decide-lease.ts';
import { decideReset, decideSetLimit } from './decide-limit.ts';
import type { LedgerRules } from './rules.ts';
import type { Hold, LedgerState, Outcome } from './state.ts';

/** What a command changes, or why not. Pure; windows never go back although the clock may. */
export function decide(state: LedgerState, command: LedgerCommand, given: { nowMs: number; rules: LedgerRules }): Decision {
  const context = { rules: given.rules, nowMs: Math.max(given.nowMs, state.newestMs) };
  switch (command.kind) {
    case 'hold':
      return decideHold(state, command, context);
    case 'settle':
      return decideSettle(state, command.settlement);
    case 'mint':
      return decideMint(state, command, context);
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
    case 'settle-orphans':
      return approve([...state.holds.values()].map((hold) => settledEvent(state, hold, orphanSettlement(hold))));
  }
}

function decideSettle(state: LedgerState, settlement: Settlement): Decision {
  const hold = state.holds.get(settlement.requestId);
  return hold ? approve([settledEvent(state, hold, settlement)]) : decline({ kind: 'unknown-request' });
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

function settledEvent(state: LedgerState, hold: Hold, settlement: Settlement): LedgerEvent {
  const lease = state.leases.get(hold.leaseId)!;
  const unknown = settlement.costNanoUsd === undefined;
  return {
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
    day: (lease.reservedNanoUsd > 0 ? lease.windows : hold.windows).day,
  };
}

function decideSetHalt(state: LedgerState, command: Extract<LedgerCommand, { kind: 'set-halt' }>): Decision {
  const known = state.halt;
  if (known && command.epoch < known.epoch) return decline({ kind: 'stale-epoch', epoch: known.epoch });
  const halted = [...new Set(command.halted)].toSorted();
  const same = known && known.epoch === command.epoch && known.halted.join('\n') === halted.join('\n');
  return approve(same ? [] : [{ kind: 'halt-changed', epoch: command.epoch, halted }]);
}
