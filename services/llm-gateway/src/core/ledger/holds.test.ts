import { describe, expect, test } from 'vitest';
import { Bench, START_MS, hold, limit, mint, settle, total } from './ledger-bench.ts';
import { balanceOf } from './index.ts';

describe('holds and settlements', () => {
  test('exactly k of n equal requests fit into a budget for k', () => {
    const bench = new Bench();
    bench.do(limit('mission:m-1', 700));
    bench.do(mint());
    const admitted = Array.from({ length: 20 }, (_, index) => bench.do(hold(`r-${index}`, 100))).filter(
      (decision) => decision.ok,
    );
    expect(admitted).toHaveLength(7);
    expect(bench.do(hold('late', 100))).toMatchObject({
      refusal: { kind: 'budget', scope: 'mission:m-1', limitNanoUsd: 700, heldNanoUsd: 700, settledNanoUsd: 0, mayFree: true },
    });
    bench.do(settle('r-0', 100));
    expect(bench.do(hold('late', 100)).ok).toBe(false);
    bench.do(settle('r-1', 0));
    expect(bench.do(hold('late', 100)).ok).toBe(true);
  });

  test('a refusal says that waiting is useless once the budget is settled', () => {
    const bench = new Bench();
    bench.do(limit('', 100));
    bench.do(mint());
    bench.do(hold('r-1', 60));
    bench.do(settle('r-1', 60));
    expect(bench.do(hold('r-2', 60))).toMatchObject({ refusal: { kind: 'budget', mayFree: false } });
  });

  test('an unknown cost charges the whole hold, marked estimated', () => {
    const bench = new Bench();
    bench.do(mint());
    bench.do(hold('r-1', 60));
    expect(bench.do(settle('r-1', undefined))).toMatchObject({ events: [{ costNanoUsd: 60, estimated: true }] });
    expect(bench.do(settle('r-1', 5))).toMatchObject({ refusal: { kind: 'unknown-request' } });
  });

  test('what truly cost more than was held is charged in full', () => {
    const bench = new Bench();
    bench.do(mint({ reserveNanoUsd: 50 }));
    bench.do(hold('r-1', 40));
    bench.do(settle('r-1', 90));
    expect(total(bench, 'mission:m-1')).toMatchObject({ settledNanoUsd: 90, heldNanoUsd: 0 });
    bench.do({ kind: 'release', leaseId: 't-1.1' });
    expect(total(bench, '')).toMatchObject({ settledNanoUsd: 90, heldNanoUsd: 0 });
  });

  test('a hold belongs to the day in which it was made', () => {
    const bench = new Bench();
    bench.do(limit('', 100, 'daily'));
    bench.do(mint());
    bench.do(hold('r-1', 100));
    expect(bench.do(hold('r-2', 1)).ok).toBe(false);
    bench.nowMs = Date.UTC(2026, 6, 30, 22); // midnight in Vienna
    expect(bench.do(hold('r-2', 100)).ok).toBe(true);
    bench.do(settle('r-1', 70));
    expect(balanceOf(bench.state.accounts.get(''), '2026-07-31')).toEqual({ settledNanoUsd: 0, heldNanoUsd: 100, requests: 0 });
    bench.nowMs = START_MS; // a clock that goes back opens no past day
    expect(bench.do(hold('r-3', 1)).ok).toBe(false);
  });
});

describe('a request that may be made smaller', () => {
  // Input costs 10, output 1 a token.
  const fit = { inputNanoUsd: 10, outputRate: 1_000_000, choices: 1, outputTokensMin: 20, now: false };

  test('holds what fits, where waiting is useless', () => {
    const bench = new Bench();
    bench.do(limit('mission:m-1', 100));
    bench.do(mint());
    bench.do(hold('r-1', 30));
    bench.do(settle('r-1', 30));
    const fitted = bench.do(hold('r-2', 90, { fit }));
    expect(fitted).toMatchObject({ events: [{ kind: 'held', amountNanoUsd: 70, outputTokensTotalMax: 60 }] });
    expect(total(bench, 'mission:m-1')).toMatchObject({ heldNanoUsd: 70, settledNanoUsd: 30 });
    expect(bench.replayed().holds.get('r-2')).toMatchObject({ amountNanoUsd: 70, outputTokensTotalMax: 60 });
  });

  test('waits for the whole amount first, and takes less only then', () => {
    const bench = new Bench();
    bench.do(limit('', 100));
    bench.do(mint());
    bench.do(hold('r-1', 30));
    expect(bench.do(hold('r-2', 90, { fit }))).toMatchObject({ refusal: { kind: 'budget', wantedNanoUsd: 90, mayFree: true } });
    expect(bench.do(hold('r-2', 90, { fit: { ...fit, now: true } }))).toMatchObject({ events: [{ amountNanoUsd: 70 }] });
  });

  test('is refused where no useful answer fits, and waits where one still may', () => {
    const bench = new Bench();
    bench.do(limit('', 100));
    bench.do(mint());
    bench.do(hold('r-1', 50));
    bench.do(settle('r-1', 50));
    bench.do(hold('r-2', 21));
    const least = bench.do(hold('r-3', 90, { fit }));
    expect(least).toMatchObject({ refusal: { settledNanoUsd: 50, heldNanoUsd: 21, mayFree: true } });
    bench.do(settle('r-2', 21));
    expect(bench.do(hold('r-3', 90, { fit }))).toMatchObject({ refusal: { settledNanoUsd: 71, mayFree: false } });
  });

  test('gets the same for each choice, and no more than its reservation has left', () => {
    const bench = new Bench();
    bench.do(mint({ reserveNanoUsd: 65 }));
    const fitted = bench.do(hold('r-1', 90, { fit: { ...fit, choices: 2 } }));
    expect(fitted).toMatchObject({ events: [{ amountNanoUsd: 64, outputTokensTotalMax: 54 }] });
    expect(bench.do(hold('r-2', 90, { fit }))).toMatchObject({ refusal: { scope: 'lease:t-1.1', limitNanoUsd: 65 } });
  });
});

describe('a hold that is extended', () => {
  test('sets more aside in the windows of its hold, and is charged like any other', () => {
    const bench = new Bench();
    bench.do(limit('', 100, 'daily'));
    bench.do(mint());
    bench.do(hold('r-1', 30));
    bench.nowMs = Date.UTC(2026, 6, 30, 23); // the next day in Vienna
    expect(bench.do({ kind: 'extend-hold', requestId: 'r-1', amountNanoUsd: 80 }).ok).toBe(true);
    expect(balanceOf(bench.state.accounts.get(''), '2026-07-30')).toMatchObject({ heldNanoUsd: 80 });
    expect(bench.do({ kind: 'extend-hold', requestId: 'r-1', amountNanoUsd: 101 })).toMatchObject({
      refusal: { kind: 'budget', heldNanoUsd: 80, wantedNanoUsd: 21 },
    });
    expect(bench.do({ kind: 'extend-hold', requestId: 'r-1', amountNanoUsd: 79 })).toEqual({ ok: true, events: [] });
    const settled = bench.do(settle('r-1', undefined));
    expect(settled.ok && settled.events[0]).toMatchObject({ costNanoUsd: 80, estimated: true });
    expect(bench.do({ kind: 'extend-hold', requestId: 'r-1', amountNanoUsd: 90 })).toMatchObject({
      refusal: { kind: 'unknown-request' },
    });
    expect(bench.replayed()).toEqual(bench.state);
  });

  test('draws from its reservation, or from the wider scopes once that is released', () => {
    const bench = new Bench();
    bench.do(limit('', 100));
    bench.do(mint({ reserveNanoUsd: 50 }));
    bench.do(hold('r-1', 30));
    expect(bench.do({ kind: 'extend-hold', requestId: 'r-1', amountNanoUsd: 51 })).toMatchObject({
      refusal: { scope: 'lease:t-1.1', wantedNanoUsd: 21 },
    });
    bench.do({ kind: 'release', leaseId: 't-1.1' });
    expect(bench.do({ kind: 'extend-hold', requestId: 'r-1', amountNanoUsd: 101 })).toMatchObject({ refusal: { scope: '' } });
    bench.do({ kind: 'extend-hold', requestId: 'r-1', amountNanoUsd: 100 });
    expect(total(bench, '')).toMatchObject({ heldNanoUsd: 100 });
  });
});
