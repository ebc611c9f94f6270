import { SummarizeUsageReply, type SummarizeUsageRequest, UsageRow } from '@panal/shared-types/gateway';
import { ServiceError } from '@panal/kernel/runtime';
import { shownName, summarizeUsage as summarize, usageKinds } from '../core/ledger/index.ts';
import { fitting } from './fitting.ts';
import type { RpcContext } from './rpc-context.ts';

const ROWS_MAX = 10_000;
const OLDEST_DAY = '0000-01-01';

/** SummarizeUsage: exact sums of the usage log over whole days, from memory. */
export async function summarizeUsage(request: SummarizeUsageRequest, context: RpcContext): Promise<SummarizeUsageReply> {
  const by = usageKinds.find((kind) => kind === request.by);
  if (!by) throw new ServiceError('invalid-argument', `"${request.by}" is nothing to sum by. Use ${usageKinds.join(', ')}.`);
  const { calendar } = context.ledger.context.rules;
  const dayOf = (atMs: number): string => calendar.windowsAt(atMs).day;
  const fromDay = request.sinceMs > 0 ? dayOf(request.sinceMs) : OLDEST_DAY;
  const toDay = dayOf(request.untilMs > 0 ? request.untilMs : context.ledger.context.nowMs);
  const { rows, total, keptSince } = summarize(context.ledger.state, { by, fromDay, toDay });
  const named = rows.slice(0, ROWS_MAX).map((row) => ({ ...row, name: shownName(row.name) }));
  const shown = fitting(named, UsageRow);
  const reply = SummarizeUsageReply.fromPartial({
    rows: shown,
    total: { name: '', ...total },
    fromDay: fromDay === OLDEST_DAY ? keptSince : fromDay,
    toDay,
    keptSince,
    timeZone: calendar.timeZone,
    more: rows.length > shown.length,
  });
  await context.ledger.flushed();
  return reply;
}
