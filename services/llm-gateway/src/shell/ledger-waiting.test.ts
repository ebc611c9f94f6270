import { openMemoryJournal } from '@panal/journal';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCalendar } from '../core/ledger/index.ts';
import { mint, settle } from '../core/ledger/ledger-bench.ts';
import { ClientLeft } from './leave-signal.ts';
import { type Ledger, type LedgerOutcome, openLedger } from './ledger.ts';

const LIMIT = 100;
let ledger: Ledger;

beforeEach(async () => {
  ledger = await openLedger({
    journal: openMemoryJournal(),
    calendar: createCalendar('UTC'),
    clock: Date.now,
    holdWaitMs: 60_000,
    onProblem: () => undefined,
  });
  await ledger.setHalt({ epoch: 1, halted: [], validUntilMs: Infinity });
  await ledger.execute({ kind: 'set-limit', scope: 'project:p-1', window: 'total', limitNanoUsd: LIMIT, hard: true, by: 'ada' });
  for (const [leaseId, project] of [
    ['a', 'p-1'],
    ['b', 'p-2'],
  ] as const) {
    await ledger.execute(mint({ leaseId, keyHash: leaseId, project, missionId: '', expiresMs: Date.now() + 3_600_000 }));
  }
});
afterEach(() => ledger.close());

const order: string[] = [];
function hold(requestId: string, amountNanoUsd: number, options: { key?: string; left?: ClientLeft; fit?: boolean } = {}) {
  const call = { model: 'x', upstream: 'u', scripted: false, priceVersion: 'v' };
  const fit = { inputNanoUsd: 1, outputRate: 1_000_000, choices: 1, outputTokensMin: 1, now: false };
  const command = { requestId, keyHash: options.key ?? 'a', ...call, amountNanoUsd, ...(options.fit ? { fit } : {}) };
  return ledger.hold(command, options.left ?? new ClientLeft()).then((outcome: LedgerOutcome) => {
    order.push(requestId);
    return outcome;
  });
}

function end(requestId: string, costNanoUsd: number): void {
  const command = settle(requestId, costNanoUsd);
  if (command.kind === 'settle') ledger.settle(command.settlement);
}

test('a small newcomer stands behind a large request of the same project, one of another project passes', async () => {
  order.length = 0;
  await hold('first', 90);
  const large = hold('large', 60);
  const small = hold('small', 5);
  expect((await hold('elsewhere', 50, { key: 'b' })).ok).toBe(true);
  expect(ledger.waiting).toBe(2);
  end('first', 10);
  expect((await Promise.all([large, small])).map(({ ok }) => ok)).toEqual([true, true]);
  expect(order).toEqual(['first', 'elsewhere', 'large', 'small']);
});

test('a client that leaves makes room in the line, and a refusal names what it waited for', async () => {
  await hold('first', 90);
  const left = new ClientLeft();
  const large = hold('large', 60, { left });
  const small = hold('small', 5);
  left.abort();
  expect(await large).toMatchObject({
    refusal: { kind: 'budget', scope: 'project:p-1', limitNanoUsd: LIMIT, heldNanoUsd: 90, settledNanoUsd: 0, wantedNanoUsd: 60 },
  });
  expect((await small).ok).toBe(true);
  expect(ledger.waiting).toBe(0);
});

test('waits no longer once what it needs is spent, or takes the part that is left', async () => {
  await hold('first', 90);
  const refused = hold('large', 60);
  const fitted = hold('fitted', 60, { fit: true });
  end('first', 80);
  expect(await refused).toMatchObject({ refusal: { mayFree: false, settledNanoUsd: 80 } });
  expect(await fitted).toMatchObject({ ok: true, events: [{ kind: 'held', amountNanoUsd: 20, outputTokensTotalMax: 19 }] });
});

test('an extension comes before those who wait', async () => {
  await hold('first', 50);
  const large = hold('large', 60);
  expect(ledger.extendHold('first', 90)).toBeUndefined();
  expect(ledger.extendHold('first', 101)).toMatchObject({ kind: 'budget', scope: 'project:p-1', heldNanoUsd: 90 });
  end('first', 30);
  expect((await large).ok).toBe(true);
});
