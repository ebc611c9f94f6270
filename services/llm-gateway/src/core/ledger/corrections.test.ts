import { describe, expect, test } from 'vitest';
import { Bench, HOUR_MS, hold, limit, mint, settle, total } from './ledger-bench.ts';
import { balanceOf, decodeState, defaultBounds, encodeState, summarizeUsage } from './index.ts';

const correct = (requestId: string, costNanoUsd: number) =>
  ({ kind: 'correct', requestId, costNanoUsd, reason: 'the bill says so', by: 'ada' }) as const;

function spent(bench: Bench, requestId: string, costNanoUsd: number | undefined): void {
  bench.do(hold(requestId, 100));
  bench.do(settle(requestId, costNanoUsd));
}

describe('a correction', () => {
  test('moves the balances of its window; the record keeps old and new, and who asked', () => {
    const bench = new Bench();
    bench.do(limit('', 150, 'daily'));
    bench.do(mint());
    spent(bench, 'r-1', undefined);
    expect(bench.do(hold('r-2', 100)).ok).toBe(false);
    bench.nowMs += 1_000;
    expect(bench.do(correct('r-1', 40))).toMatchObject({
      events: [{ kind: 'corrected', fromNanoUsd: 100, costNanoUsd: 40, by: 'ada', reason: 'the bill says so' }],
    });
    for (const scope of ['', 'project:p-1', 'mission:m-1', 'lease:t-1.1', 'agent:a-1', 'model:x']) {
      for (const key of ['total', '2026-07-30', '2026-07']) {
        expect(balanceOf(bench.state.accounts.get(scope), key)).toEqual({ settledNanoUsd: 40, heldNanoUsd: 0, requests: 1 });
      }
    }
    const record = bench.state.usages[0]!;
    expect(record).toMatchObject({ costNanoUsd: 40, estimated: false, correction: { originalNanoUsd: 100, by: 'ada' } });
    const asked = { by: 'model', fromDay: '2026-07-30', toDay: '2026-07-30' } as const;
    expect(summarizeUsage(bench.state, asked).total).toMatchObject({ requests: 1, costNanoUsd: 40, estimatedNanoUsd: 0 });
    expect(bench.do(hold('r-2', 100)).ok).toBe(true);
    bench.do(correct('r-1', 45));
    expect(bench.state.usages[0]).toMatchObject({ costNanoUsd: 45, correction: { originalNanoUsd: 100 } });
    expect(bench.replayed()).toEqual(bench.state);
    expect(decodeState(encodeState(bench.state))).toEqual(bench.state);
  });

  test('is refused where a balance, or a sum of days, would pass 2^53-1', () => {
    const bench = new Bench();
    bench.do(mint());
    bench.do(mint({ leaseId: 't-2.1', keyHash: 'k-2', missionId: 'm-2', project: 'p-2' }));
    for (const id of ['r-1', 'r-2', 'r-3']) spent(bench, id, 40);
    const rest = Number.MAX_SAFE_INTEGER - 120;
    expect(bench.do(correct('r-1', 40 + rest + 1))).toMatchObject({ ok: false, refusal: { kind: 'invalid' } });
    bench.do(hold('r-4', 1));
    expect(bench.do(correct('r-1', 40 + rest)).ok).toBe(false);
    bench.do(settle('r-4', 0));
    expect(bench.do(correct('r-1', 40 + rest)).ok).toBe(true);
    expect(bench.do(correct('r-2', 41)).ok).toBe(false);
    expect(total(bench, '')).toMatchObject({ settledNanoUsd: Number.MAX_SAFE_INTEGER });
    const tomorrow = bench.nowMs + 24 * HOUR_MS;
    bench.nowMs = tomorrow;
    expect(bench.do(correct('r-3', 41)).ok).toBe(false);
    expect(bench.do(correct('r-1', 40)).ok).toBe(true);
    expect(total(bench, '')).toMatchObject({ settledNanoUsd: 120 });
    expect(bench.do(correct('r-2', 41)).ok).toBe(true);
    expect(bench.replayed()).toEqual(bench.state);
  });

  test('confirms an estimate by the same cost; of what was exact it changes nothing', () => {
    const bench = new Bench();
    bench.do(mint());
    spent(bench, 'r-1', undefined);
    expect(bench.do(correct('r-1', 100))).toMatchObject({ events: [{ kind: 'corrected' }] });
    expect(bench.do(correct('r-1', 100))).toEqual({ ok: true, events: [] });
    expect(bench.state.usages[0]).toMatchObject({ costNanoUsd: 100, estimated: false });
  });

  test('gives a live reservation back what it took, and the wider scopes their hold', () => {
    const bench = new Bench();
    bench.do(mint({ reserveNanoUsd: 100 }));
    spent(bench, 'r-1', 100);
    expect(bench.do(hold('r-2', 60)).ok).toBe(false);
    bench.do(correct('r-1', 30));
    expect(total(bench, '')).toMatchObject({ settledNanoUsd: 30, heldNanoUsd: 70 });
    expect(bench.do(hold('r-2', 60)).ok).toBe(true);
  });

  test('counts in the day of the request and, for a reservation, in its day', () => {
    const bench = new Bench();
    bench.do(mint({ reserveNanoUsd: 500 }));
    bench.nowMs += 24 * HOUR_MS;
    spent(bench, 'r-1', 100);
    expect(bench.state.usages[0]).toMatchObject({ day: '2026-07-30', holdDay: '2026-07-31' });
    bench.do(correct('r-1', 10));
    expect(balanceOf(bench.state.accounts.get(''), '2026-07-30').settledNanoUsd).toBe(10);
    expect(balanceOf(bench.state.accounts.get('agent:a-1'), '2026-07-31').settledNanoUsd).toBe(10);
  });

  test('does not touch what counts from zero again since then', () => {
    const bench = new Bench();
    bench.do(mint());
    spent(bench, 'r-1', 60);
    bench.do({ kind: 'reset', scope: '', window: undefined, by: 'ada' });
    spent(bench, 'r-2', 50);
    bench.do(correct('r-1', 10));
    expect(total(bench, '').settledNanoUsd).toBe(50);
    expect(total(bench, 'model:x').settledNanoUsd).toBe(60);
    bench.do(correct('r-2', 20));
    expect(total(bench, '').settledNanoUsd).toBe(20);
  });

  test.each([
    ['of a request nobody knows', correct('none', 1), 'unknown-request'],
    ['of one under way', correct('open', 1), 'invalid'],
    ['below zero', correct('r-1', -1), 'invalid'],
    ['of half a nano-dollar', correct('r-1', 0.5), 'invalid'],
    ['without a reason', { ...correct('r-1', 1), reason: ' ' }, 'invalid'],
    ['with too long a reason', { ...correct('r-1', 1), reason: 'x'.repeat(501) }, 'invalid'],
  ])('%s is refused', (_name, command, kind) => {
    const bench = new Bench();
    bench.do(mint());
    spent(bench, 'r-1', 1);
    bench.do(hold('open', 1));
    expect(bench.do(command)).toMatchObject({ ok: false, refusal: { kind } });
  });

  test('of a record that is no longer kept is refused', () => {
    const bench = new Bench({ ...defaultBounds, usagesMax: 1 });
    bench.do(mint());
    spent(bench, 'r-1', 1);
    spent(bench, 'r-2', 1);
    expect(bench.do(correct('r-1', 0))).toMatchObject({ refusal: { kind: 'unknown-request' } });
    expect(bench.do(correct('r-2', 0)).ok).toBe(true);
  });
});
