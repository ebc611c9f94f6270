import { formatUsd, unreachable } from '@panal/kernel/pure';
import { type LedgerRefusal, scopeLabel } from '../core/ledger/index.ts';

/** A refusal of the ledger for people. */
export function refusalMessage(refusal: LedgerRefusal): string {
  switch (refusal.kind) {
    case 'budget':
      return (
        `The ${refusal.window} budget of ${scopeLabel(refusal.scope)} has no room for ${formatUsd(refusal.wantedNanoUsd)}: ` +
        `limit ${formatUsd(refusal.limitNanoUsd)}, spent ${formatUsd(refusal.settledNanoUsd)}, held ${formatUsd(refusal.heldNanoUsd)}.`
      );
    case 'lease-over':
      return `The lease is over: ${refusal.reason}.`;
    case 'stale-epoch':
      return `The halt state is older than the known one (epoch ${refusal.epoch}).`;
    case 'too-many-scopes':
      return `The ledger keeps at most ${refusal.accountsMax} scopes and is full.`;
    case 'invalid':
      return `The request is not valid: ${refusal.message}.`;
    case 'key-exists':
      return `There is a key "${refusal.name}" already, ${refusal.why}: a name is used once. Choose another.`;
    case 'unknown-key':
    case 'dead-key':
    case 'model-not-allowed':
    case 'halted':
    case 'halt-unknown':
    case 'unknown-request':
      return `The ledger refuses: ${refusal.kind}.`;
    default:
      return unreachable(refusal);
  }
}
