import { describe, expect, test } from 'vitest';
import { Bench, START_MS, hold, limit, mint, settle, total } from './ledger-bench.ts';

describe('leases', () => {
  test('the same lease gets the same key without a second reservation', () => {
    const bench = new Bench();
    bench.do(mint({ reserveNanoUsd: 100 }));
    expect(bench.do(mint({ reserveNanoUsd: 100 }))).toEqual({ ok: true, events: [] });
    expect(total(bench, '').heldNanoUsd).toBe(100);
  });

  test('requests draw from the reservation and stop where it ends', () => {
    const bench = new Bench();
    bench.do(limit('', 100));
    bench.do(mint({ reserveNanoUsd: 100 }));
    expect(bench.do(hold('r-1', 70)).ok).toBe(true);
    expect(bench.do(hold('r-2', 31))).toMatchObject({ refusal: { scope: 'lease:t-1.1', limitNanoUsd: 100, heldNanoUsd: 70 } });
    expect(total(bench, 'project:p-1')).toMatchObject({ heldNanoUsd: 100, settledNanoUsd: 0 });
    bench.do(settle('r-1', 20));
    expect(total(bench, 'project:p-1')).toMatchObject({ heldNanoUsd: 80, settledNanoUsd: 20 });
    bench.do({ kind: 'release', leaseId: 't-1.1' });
    expect(total(bench, 'project:p-1')).toMatchObject({ heldNanoUsd: 0, settledNanoUsd: 20 });
  });

  test('a release while a request is under way keeps what it holds', () => {
    const bench = new Bench();
    bench.do(mint({ reserveNanoUsd: 100 }));
    bench.do(hold('r-1', 70));
    bench.do({ kind: 'release', leaseId: 't-1.1' });
    expect(total(bench, '')).toMatchObject({ heldNanoUsd: 70, settledNanoUsd: 0 });
    bench.do(settle('r-1', 25));
    expect(total(bench, '')).toMatchObject({ heldNanoUsd: 0, settledNanoUsd: 25 });
  });

  test('a dead key opens nothing: revoked, released, expired, unknown', () => {
    const bench = new Bench();
    bench.do(mint());
    bench.do({ kind: 'revoke', leaseId: 't-1.1', reason: 'done' });
    expect(bench.do(hold('r-1', 0))).toMatchObject({ refusal: { kind: 'dead-key', reason: 'revoked' } });
    expect(bench.do(mint())).toMatchObject({ refusal: { kind: 'lease-over' } });
    bench.do({ kind: 'release', leaseId: 't-1.1' });
    expect(bench.do(hold('r-1', 0))).toMatchObject({ refusal: { kind: 'dead-key', reason: 'released' } });
    bench.do(mint({ leaseId: 't-2.1', keyHash: 'two', expiresMs: START_MS + 1 }));
    bench.nowMs += 1;
    expect(bench.do(hold('r-1', 0, { keyHash: 'two' }))).toMatchObject({ refusal: { kind: 'dead-key', reason: 'expired' } });
    expect(bench.do(hold('r-1', 0, { keyHash: 'none' }))).toMatchObject({ refusal: { kind: 'unknown-key' } });
  });

  test('expiry moves later only, and frees the reservation', () => {
    const bench = new Bench();
    bench.do(mint({ reserveNanoUsd: 10, expiresMs: START_MS + 10 }));
    bench.do({ kind: 'extend', leaseId: 't-1.1', expiresMs: START_MS + 20 });
    bench.do({ kind: 'extend', leaseId: 't-1.1', expiresMs: START_MS + 5 });
    bench.nowMs = START_MS + 19;
    expect(bench.do({ kind: 'release-expired' })).toEqual({ ok: true, events: [] });
    bench.nowMs = START_MS + 20;
    bench.do({ kind: 'release-expired' });
    expect(total(bench, '').heldNanoUsd).toBe(0);
    expect(bench.do({ kind: 'extend', leaseId: 't-1.1', expiresMs: START_MS + 99 })).toMatchObject({
      refusal: { kind: 'lease-over' },
    });
  });

  test('a reservation grows as a whole or not at all, and never shrinks', () => {
    const bench = new Bench();
    bench.do(limit('mission:m-1', 100));
    bench.do(mint({ reserveNanoUsd: 40 }));
    bench.do(hold('r-1', 30));
    bench.do(settle('r-1', 30));
    const grow = (reserveNanoUsd: number) => bench.do({ kind: 'extend', leaseId: 't-1.1', expiresMs: 0, reserveNanoUsd });
    expect(grow(101)).toMatchObject({ refusal: { kind: 'budget', scope: 'mission:m-1', limitNanoUsd: 100, wantedNanoUsd: 61 } });
    expect(bench.do(hold('r-2', 11))).toMatchObject({ refusal: { kind: 'budget' } });
    expect(grow(100).ok).toBe(true);
    expect(bench.do(hold('r-2', 70)).ok).toBe(true);
    expect(grow(50)).toEqual({ ok: true, events: [] });
    expect(grow(100)).toEqual({ ok: true, events: [] });
    expect(total(bench, 'mission:m-1')).toMatchObject({ settledNanoUsd: 30, heldNanoUsd: 70 });
    bench.state = bench.replayed();
    expect(total(bench, 'mission:m-1')).toMatchObject({ settledNanoUsd: 30, heldNanoUsd: 70 });
    bench.do(settle('r-2', 60));
    bench.do({ kind: 'release', leaseId: 't-1.1' });
    expect(total(bench, 'mission:m-1')).toMatchObject({ settledNanoUsd: 90, heldNanoUsd: 0 });
  });

  test.each([[0.5], [-1]])('a reservation of %j is none to grow to', (reserveNanoUsd) => {
    const bench = new Bench();
    bench.do(mint({ reserveNanoUsd: 1 }));
    const asked = { kind: 'extend', leaseId: 't-1.1', expiresMs: 0, reserveNanoUsd } as const;
    expect(bench.do(asked)).toMatchObject({ refusal: { kind: 'invalid' } });
  });

  test('a lease without a reservation gets none later: its calls count one by one', () => {
    const bench = new Bench();
    bench.do(mint());
    expect(bench.do({ kind: 'extend', leaseId: 't-1.1', expiresMs: 0, reserveNanoUsd: 5 })).toMatchObject({
      refusal: { kind: 'invalid', message: expect.stringContaining('no reservation') },
    });
  });

  test('a model that the key does not list is refused', () => {
    const bench = new Bench();
    bench.do(mint({ allowedModels: ['y'] }));
    expect(bench.do(hold('r-1', 0))).toMatchObject({ refusal: { kind: 'model-not-allowed', allowed: ['y'] } });
  });

  test.each([
    ['leaseId', ''],
    ['missionId', 'a\nb'],
    ['reserveNanoUsd', -1],
    ['missionLimitNanoUsd', 0.5],
    ['expiresMs', START_MS],
  ])('refuses to mint with %s = %j', (field, value) => {
    expect(new Bench().do({ ...mint(), [field]: value })).toMatchObject({ refusal: { kind: 'invalid' } });
  });
});

describe('halt', () => {
  test.each(['global', 'project:p-1', 'mission:m-1', 'agent:a-1'])('of %s refuses model calls', (scope) => {
    const bench = new Bench();
    bench.do(mint());
    bench.do({ kind: 'set-halt', epoch: 3, halted: [scope] });
    expect(bench.do(hold('r-1', 0))).toMatchObject({ refusal: { kind: 'halted', scope } });
    bench.state = bench.replayed();
    expect(bench.do(hold('r-1', 0))).toMatchObject({ refusal: { kind: 'halted', scope } });
    expect(bench.do({ kind: 'set-halt', epoch: 2, halted: [] })).toMatchObject({ refusal: { kind: 'stale-epoch', epoch: 3 } });
    bench.do({ kind: 'set-halt', epoch: 4, halted: ['agent:other'] });
    expect(bench.do(hold('r-1', 0)).ok).toBe(true);
  });

  test('an unknown halt state refuses, and a repeated one is not journalled', () => {
    const bench = new Bench();
    bench.do(mint());
    expect(bench.do(hold('r-1', 0, { haltKnown: false }))).toMatchObject({ refusal: { kind: 'halt-unknown' } });
    bench.do({ kind: 'set-halt', epoch: 1, halted: [] });
    expect(bench.do({ kind: 'set-halt', epoch: 1, halted: [] })).toEqual({ ok: true, events: [] });
  });
});
