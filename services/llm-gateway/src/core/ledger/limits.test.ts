import { describe, expect, test } from 'vitest';
import { Bench, HOUR_MS, hold, limit, mint, settle, total } from './ledger-bench.ts';
import { decodeState, encodeState } from './index.ts';

describe('limits', () => {
  test('a lowered limit stops admission at once, also under a reservation', () => {
    const bench = new Bench();
    bench.do(mint({ reserveNanoUsd: 100 }));
    expect(bench.do(hold('r-1', 10)).ok).toBe(true);
    bench.do(limit('project:p-1', 50));
    expect(bench.do(hold('r-2', 10))).toMatchObject({ refusal: { scope: 'project:p-1', heldNanoUsd: 100, limitNanoUsd: 50 } });
  });

  test('a soft limit refuses nothing', () => {
    const bench = new Bench();
    bench.do({ kind: 'set-limit', scope: '', window: 'total', limitNanoUsd: 1, hard: false, by: 'operator' });
    bench.do(mint());
    expect(bench.do(hold('r-1', 10)).ok).toBe(true);
  });

  test("an operator's limit of a mission is not replaced by that of a lease", () => {
    const bench = new Bench();
    bench.do(limit('mission:m-1', 10));
    expect(bench.do(mint({ missionLimitNanoUsd: 1_000, reserveNanoUsd: 11 }))).toMatchObject({
      events: [{ reservedNanoUsd: 10 }],
    });
    const further = bench.do(mint({ leaseId: 't-1.2', missionLimitNanoUsd: 1_000, reserveNanoUsd: 1 }));
    expect(further).toMatchObject({ refusal: { limitNanoUsd: 10 } });
  });

  test("the mission's limit counts for the lease that brings it", () => {
    const bench = new Bench();
    expect(bench.do(mint({ missionLimitNanoUsd: 10, reserveNanoUsd: 7 })).ok).toBe(true);
    const rest = bench.do(mint({ leaseId: 't-1.2', missionLimitNanoUsd: 10, reserveNanoUsd: 7 }));
    expect(rest).toMatchObject({ events: [{ reservedNanoUsd: 3 }] });
    const nothing = bench.do(mint({ leaseId: 't-1.3', missionLimitNanoUsd: 10, reserveNanoUsd: 1 }));
    expect(nothing).toMatchObject({ refusal: { scope: 'mission:m-1' } });
  });

  test('a reset counts from zero again and leaves holds alone', () => {
    const bench = new Bench();
    bench.do(limit('', 100));
    bench.do(mint());
    bench.do(hold('r-1', 60));
    bench.do(settle('r-1', 60));
    bench.do(hold('r-2', 30));
    bench.do({ kind: 'reset', scope: '', window: undefined, by: 'operator' });
    expect(total(bench, '')).toMatchObject({ settledNanoUsd: 0, heldNanoUsd: 30 });
    expect(bench.state.usages).toHaveLength(1);
  });
});

describe('warnings', () => {
  const spend = (bench: Bench, requestId: string, nanoUsd: number) => {
    bench.do(hold(requestId, nanoUsd));
    const settled = bench.do(settle(requestId, nanoUsd));
    return settled.ok ? settled.events.slice(1) : [];
  };

  test('once at 80 % of a limit, for each window of it, and not again after a restart', () => {
    const bench = new Bench();
    bench.do(limit('', 100, 'daily'));
    bench.do(mint());
    expect(spend(bench, 'r-1', 79)).toEqual([]);
    const near = { kind: 'limit-warned', scope: '', window: 'daily', level: 'near', limitNanoUsd: 100, hard: true };
    expect(spend(bench, 'r-2', 1)).toEqual([{ ...near, balance: '2026-07-30', settledNanoUsd: 80 }]);
    bench.state = bench.replayed();
    expect(spend(bench, 'r-3', 5)).toEqual([]);
    bench.state = decodeState(encodeState(bench.state));
    expect(spend(bench, 'r-3b', 5)).toEqual([]);
    bench.nowMs += 24 * HOUR_MS;
    expect(spend(bench, 'r-4', 100)).toEqual([{ ...near, balance: '2026-07-31', settledNanoUsd: 100 }]);
    expect(bench.state.accounts.get('')!.warned).toHaveLength(1);
  });

  test('a passed soft limit is told once more; holds alone warn of nothing', () => {
    const bench = new Bench();
    bench.do({ kind: 'set-limit', scope: '', window: 'total', limitNanoUsd: 10, hard: false, by: 'operator' });
    bench.do(mint({ reserveNanoUsd: 50 }));
    bench.do(hold('r-1', 50));
    expect(bench.do(settle('r-1', 10))).toMatchObject({ events: [{ kind: 'settled' }, { level: 'near' }] });
    expect(spend(bench, 'r-2', 1)).toMatchObject([{ level: 'passed', settledNanoUsd: 11, hard: false }]);
    expect(spend(bench, 'r-3', 1)).toEqual([]);
  });

  test('again when the limit changes, and when its spend counts from zero', () => {
    const bench = new Bench();
    bench.do(limit('', 10));
    bench.do(mint());
    expect(spend(bench, 'r-1', 8)).toHaveLength(1);
    bench.do(limit('', 10));
    expect(spend(bench, 'r-2', 1)).toEqual([]);
    bench.do(limit('', 100));
    expect(spend(bench, 'r-3', 71)).toMatchObject([{ limitNanoUsd: 100, settledNanoUsd: 80 }]);
    bench.do({ kind: 'reset', scope: '', window: 'total', by: 'operator' });
    expect(spend(bench, 'r-4', 80)).toHaveLength(1);
  });

  test('in each scope that a request counts in', () => {
    const bench = new Bench();
    for (const scope of ['model:x', 'agent:a-1', 'project:p-1']) bench.do(limit(scope, 10));
    bench.do(mint());
    expect(spend(bench, 'r-1', 9).map((event) => 'scope' in event && event.scope)).toEqual([
      'model:x',
      'agent:a-1',
      'project:p-1',
    ]);
  });
});

test('of several limits without room the one is named for which waiting is useless', () => {
  const bench = new Bench();
  bench.do(limit('model:x', 100));
  bench.do(limit('', 100));
  bench.do(mint());
  bench.do(mint({ leaseId: 'other', keyHash: 'other', agentId: 'a-2' }));
  bench.do(hold('r-1', 90, { keyHash: 'other', model: 'y' }));
  bench.do(settle('r-1', 90));
  bench.do(limit('model:x', 10));
  bench.do(hold('r-2', 10));
  bench.do(limit('', 95));
  expect(bench.do(hold('r-3', 10))).toMatchObject({ refusal: { scope: '', mayFree: false } });
  bench.do(limit('', 100));
  bench.do(limit('project:p-1', 95));
  bench.do(limit('model:x', 100));
  expect(bench.do(hold('r-3', 10))).toMatchObject({ refusal: { scope: 'project:p-1', mayFree: false } });
  bench.do(limit('', 104));
  expect(bench.do(hold('r-3', 5))).toMatchObject({ refusal: { scope: '', mayFree: true } });
});

test('a limit that is taken away limits nothing', () => {
  const bench = new Bench();
  bench.do(limit('', 5));
  bench.do(mint());
  expect(bench.do(hold('r-1', 10)).ok).toBe(false);
  bench.do({ kind: 'set-limit', scope: '', window: 'total', limitNanoUsd: undefined, hard: true, by: 'operator' });
  expect(bench.do(hold('r-1', 10)).ok).toBe(true);
  expect(bench.replayed()).toEqual(bench.state);
});
