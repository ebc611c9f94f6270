import type { Logger } from '@panal/kernel/runtime';
import { type LedgerEvent, scopeLabel } from '../core/ledger/index.ts';

type Line = readonly [message: string, fields: Readonly<Record<string, unknown>>, level?: 'warn'];

/** Holds and extensions are left out: there is one line for a request, its settlement. No line has text of a prompt or an answer. */
function lineOf(event: LedgerEvent): Line | undefined {
  switch (event.kind) {
    case 'minted': {
      const { leaseId: taskId, missionId, agentId: agent, reservedNanoUsd } = event;
      return ['key minted', { taskId, missionId, agent, reservedNanoUsd }];
    }
    case 'revoked':
      return ['key revoked', { taskId: event.leaseId }];
    case 'released':
      return ['reservation released', { taskId: event.leaseId }];
    case 'settled': {
      const { leaseId: taskId, missionId, requestId, model, upstream, inputTokens, outputTokens } = event;
      const { costNanoUsd, estimated, outcome, latencyMs } = event;
      const call = { requestId, model, upstream, inputTokens, outputTokens };
      return ['request settled', { taskId, missionId, ...call, costNanoUsd, estimated, outcome, latencyMs }];
    }
    case 'limit-set': {
      const { window, limitNanoUsd, hard, by } = event;
      return ['limit set', { scope: scopeLabel(event.scope), window, limitNanoUsd, hard, by }];
    }
    case 'budget-reset':
      return ['budget reset', { scope: scopeLabel(event.scope), by: event.by }];
    case 'corrected': {
      const { leaseId: taskId, missionId, requestId, model, upstream, fromNanoUsd, costNanoUsd, by, reason } = event;
      return ['usage corrected', { taskId, missionId, requestId, model, upstream, fromNanoUsd, costNanoUsd, by, reason }];
    }
    case 'limit-warned': {
      const { window, level, balance, limitNanoUsd, settledNanoUsd, hard } = event;
      const fields = { scope: scopeLabel(event.scope), window, level, balance, limitNanoUsd, settledNanoUsd, hard };
      return [level === 'near' ? '80 % of a limit is spent' : 'a soft limit is passed; requests go on', fields, 'warn'];
    }
    case 'halt-changed':
      return ['halt state changed', { epoch: event.epoch, halted: event.halted }];
    default:
      return undefined;
  }
}

/** A listener that writes one line for each change of the ledger that an operator would search for. */
export const eventLogger =
  (log: Logger) =>
  (event: LedgerEvent): void => {
    const line = lineOf(event);
    if (line) log[line[2] ?? 'info'](line[1], line[0]);
  };
