import { formatUsd } from '@panal/kernel/pure';
import { SpendNotice } from '@panal/shared-types/gateway';
import {
  type BudgetRefusal,
  type LedgerEvent,
  type UsageRecord,
  keyScope,
  requestScopes,
  reservationScopes,
  scopeLabel,
} from '../core/ledger/index.ts';
import type { SpendItem } from '../shell/spend-watch.ts';
import { refusalMessage } from './refusal-message.ts';
import { usageMessage } from './usage-message.ts';

const NO_LIMIT = -1;
const none = { limitNanoUsd: NO_LIMIT };

/** What a watcher is told, or undefined for events that are no news (holds, extensions). */
export function noticeOf(item: SpendItem): SpendNotice | undefined {
  const { position, atMs } = item;
  const news = item.kind === 'refused' ? refusalNews(item.refusal) : newsOf(item.event, item);
  return news && SpendNotice.fromPartial({ ...none, position, atMs, ...news });
}

type News = Partial<Omit<SpendNotice, 'position' | 'atMs'>>;

function newsOf(event: LedgerEvent, at: { readonly position: number; readonly atMs: number }): News | undefined {
  switch (event.kind) {
    case 'settled':
      return settledNews(event, at);
    case 'corrected': {
      const message = `${event.requestId} costs ${formatUsd(event.costNanoUsd)} instead of ${formatUsd(event.fromNanoUsd)}: ${event.reason}`;
      return { kind: 'corrected', message, scope: keyScope(event.leaseId), settledNanoUsd: event.costNanoUsd };
    }
    case 'limit-warned': {
      const { scope, window, limitNanoUsd, settledNanoUsd } = event;
      const message = `${formatUsd(settledNanoUsd)} of the ${window} limit of ${formatUsd(limitNanoUsd)} of ${scopeLabel(scope)} is spent.`;
      return { kind: `limit-${event.level}`, message, scope, window, limitNanoUsd, settledNanoUsd };
    }
    case 'limit-set': {
      const { scope, window, limitNanoUsd, by, setBy } = event;
      const limit = limitNanoUsd === undefined ? 'taken away' : `set to ${formatUsd(limitNanoUsd)}`;
      const message = `The ${window} limit of ${scopeLabel(scope)} was ${limit} by ${setBy === 'synapse' ? 'Synapse' : by}.`;
      return { kind: 'limit-set', message, scope, window, limitNanoUsd: limitNanoUsd ?? NO_LIMIT };
    }
    case 'budget-reset':
      return { kind: 'budget-reset', scope: event.scope, message: `The spend counts from zero again, by ${event.by}.` };
    case 'minted':
      return { kind: 'key-minted', scope: keyScope(event.leaseId), heldNanoUsd: event.reservedNanoUsd, message: '' };
    case 'revoked':
      return { kind: 'key-revoked', scope: keyScope(event.leaseId), message: event.reason };
    case 'released':
      return { kind: 'released', scope: keyScope(event.leaseId), message: event.reason };
    case 'halt-changed':
      return {
        kind: 'halt-changed',
        message: event.halted.length > 0 ? `halted: ${event.halted.join(', ')}` : 'nothing is halted',
      };
    default:
      return undefined;
  }
}

function settledNews(event: UsageRecord, { position, atMs }: { position: number; atMs: number }): News {
  return {
    kind: 'settled',
    scope: keyScope(event.leaseId),
    settledNanoUsd: event.costNanoUsd,
    message: `${event.model}: ${formatUsd(event.costNanoUsd)}${event.estimated ? ' (estimated)' : ''}`,
    usage: usageMessage({ ...event, atMs }, position),
  };
}

const refusalNews = (refusal: BudgetRefusal): News => ({
  kind: 'refused',
  message: refusalMessage(refusal),
  scope: refusal.scope,
  window: refusal.window,
  limitNanoUsd: refusal.limitNanoUsd,
  settledNanoUsd: refusal.settledNanoUsd,
  heldNanoUsd: refusal.heldNanoUsd,
  wantedNanoUsd: refusal.wantedNanoUsd,
});

/** Whether an item concerns a scope: it names it, or the request or key it is about counts in it. */
export function touches(item: SpendItem, scope: string): boolean {
  if (item.kind === 'refused') return item.refusal.scope === scope;
  const { event } = item;
  if ('scope' in event) return event.scope === scope;
  if (event.kind === 'halt-changed') return true;
  if (event.kind === 'settled' || event.kind === 'corrected') {
    return [...requestScopes(event, event.model), ...reservationScopes(event)].includes(scope);
  }
  if (event.kind === 'minted') return [keyScope(event.leaseId), ...reservationScopes(event)].includes(scope);
  return 'leaseId' in event && keyScope(event.leaseId) === scope;
}
