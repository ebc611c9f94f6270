/** What a reader is told is on the disk, also where the state goes on while it waits. */
import { openMemoryJournal } from '@panal/journal';
import { ListUsageRequest } from '@panal/shared-types/gateway';
import { expect, test } from 'vitest';
import { type LedgerEvent, createCalendar } from '../src/core/ledger/index.ts';
import { listUsage } from '../src/rpc/list-usage.ts';
import type { RpcContext } from '../src/rpc/rpc-context.ts';
import { type Ledger, openLedger } from '../src/shell/ledger.ts';

const lease = {
  kind: 'mint',
  leaseId: 'l.1',
  keyHash: 'the-key',
  missionId: 'm',
  project: '',
  agentId: '',
  allowedModels: [],
  reserveNanoUsd: 0,
  missionLimitNanoUsd: 0,
  expiresMs: Date.now() + 60_000,
} as const;

const settlementOf = (requestId: string) => ({
  requestId,
  inputTokens: 1,
  cachedTokens: 0,
  outputTokens: 1,
  costNanoUsd: 5,
  estimated: false,
  outcome: 'ok' as const,
  latencyMs: 1,
});

async function hold(ledger: Ledger, requestId: string): Promise<void> {
  const given = { keyHash: 'the-key', model: 'm', upstream: 'u', amountNanoUsd: 10, scripted: false, priceVersion: 'v' };
  const held = await ledger.hold({ requestId, ...given }, new AbortController().signal);
  if (held.ok) await held.durable;
}

test('a list of the usage log holds nothing that a crash could still take back', async () => {
  const journal = openMemoryJournal();
  const append = journal.append.bind(journal);
  let gate: Promise<void> | undefined;
  let open = (): void => undefined;
  journal.append = async (...given) => {
    await gate;
    return append(...given);
  };
  // The moment at which the first settlement is on the disk, the second one is made: it is in the state, and only there.
  const onEvent = (event: LedgerEvent): void => {
    if (event.kind !== 'settled' || event.requestId !== 'first') return;
    gate = new Promise((resolve) => (open = resolve));
    ledger.settle(settlementOf('second'));
  };
  const options = { journal, calendar: createCalendar('UTC'), clock: Date.now, holdWaitMs: 0, onEvent };
  const ledger = await openLedger({ ...options, onProblem: () => undefined });
  await ledger.setHalt({ epoch: 1, halted: [], validUntilMs: Date.now() + 60_000 });
  await ledger.execute(lease);
  await hold(ledger, 'first');
  await hold(ledger, 'second');
  ledger.settle(settlementOf('first'));
  const { usages } = await listUsage(ListUsageRequest.fromPartial({ limit: 10 }), { ledger } as unknown as RpcContext);
  expect(usages.map(({ requestId }) => requestId)).toEqual(['first']);
  expect(ledger.state.usages.map(({ requestId }) => requestId)).toContain('second');
  open();
  await ledger.close();
});
