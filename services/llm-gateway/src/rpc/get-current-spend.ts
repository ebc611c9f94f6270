import type { Metadata } from '@grpc/grpc-js';
import { usdOf } from '@panal/kernel/pure';
import { SpendReport } from '@panal/shared-types/gateway';
import { remainingOf, spendOf } from '../core/ledger/index.ts';
import type { RpcContext } from './rpc-context.ts';
import { readScope, readWindow } from './scope-and-window.ts';

const text = (metadata: Metadata, name: string): string => metadata.get(name)[0]?.toString() ?? '';

/** Scope and window that the metadata choose; without any, the global scope. */
export const askedOf = (metadata: Metadata) => ({
  scope: readScope(text(metadata, 'panal-scope')),
  window: readWindow(text(metadata, 'panal-window')),
});

/**
 * GetCurrentSpend, US dollars. Without a window: the limited one with the least left. `remaining` counts what is held as spent;
 * without a limit both limit and remaining are infinite.
 */
export async function getCurrentSpend(metadata: Metadata, context: RpcContext): Promise<SpendReport> {
  const row = spendOf(context.ledger.state, askedOf(metadata), context.ledger.context);
  const report = SpendReport.fromPartial({
    currentSpend: usdOf(row.settledNanoUsd),
    limit: row.limitNanoUsd === undefined ? Infinity : usdOf(row.limitNanoUsd),
    remaining: usdOf(remainingOf(row)),
  });
  await context.ledger.flushed();
  return report;
}
