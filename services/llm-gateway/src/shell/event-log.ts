import { type Logger, plainInfoLines, redactSecrets } from '@panal/kernel/runtime';
import { type LedgerEvent, scopeLabel } from '../core/ledger/index.ts';

type Settled = Extract<LedgerEvent, { kind: 'settled' }>;

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

const NAMES_REMEMBERED_MAX = 1_000;

/** What the lines of a key's settlements have in common: its names, without secrets. At most 1,000 keys, then all are forgotten. */
class SettlementNames {
  readonly #known = new Map<string, { readonly event: Settled; readonly text: string }>();

  of(event: Settled): string {
    const known = this.#known.get(event.leaseId);
    if (known && known.event.model === event.model && known.event.upstream === event.upstream) return known.text;
    if (this.#known.size >= NAMES_REMEMBERED_MAX) this.#known.clear();
    const { leaseId: taskId, missionId, model, upstream } = event;
    const text = redactSecrets(JSON.stringify({ taskId, missionId, model, upstream }).slice(1, -1));
    this.#known.set(event.leaseId, { event, text });
    return text;
  }
}

/** Request ids are the gateway's own, so that they need no quoting. */
function settledLine(event: Settled, names: string): string {
  const { requestId, inputTokens, outputTokens, costNanoUsd, estimated, outcome, latencyMs } = event;
  const used = `"inputTokens":${inputTokens},"outputTokens":${outputTokens},"costNanoUsd":${costNanoUsd},"estimated":${estimated}`;
  return `${names},"requestId":"${requestId}",${used},"outcome":"${outcome}","latencyMs":${latencyMs}`;
}

/** A listener that writes one line for each change of the ledger that an operator would search for. */
export function eventLogger(log: Logger): (event: LedgerEvent) => void {
  const names = new SettlementNames();
  const writeLine = plainInfoLines(log);
  return (event) => {
    if (event.kind === 'settled') return writeLine(settledLine(event, names.of(event)), '"request settled"');
    const line = lineOf(event);
    if (line) log[line[2] ?? 'info'](line[1], line[0]);
  };
}
