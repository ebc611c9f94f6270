import { describe, expect, test } from 'vitest';
import { Bench, hold, limit, mint, settle } from './ledger-bench.ts';
import { defaultBounds } from './index.ts';

describe('bounds', () => {
  test('forgets the oldest ended leases, but none with requests under way', () => {
    const bench = new Bench({ ...defaultBounds, endedLeasesMax: 2 });
    for (const id of ['a', 'b', 'c', 'd']) bench.do(mint({ leaseId: id, keyHash: id }));
    bench.do(hold('free', 0, { keyHash: 'a' }));
    for (const id of ['a', 'b', 'c', 'd']) bench.do({ kind: 'release', leaseId: id });
    expect([...bench.state.leases.keys()]).toContain('a');
    expect(bench.state.leases.size).toBe(2);
    bench.do(settle('free', 0));
    expect(bench.state.accounts.has('lease:b')).toBe(false);
  });

  test('refuses a key that would need more scopes than it keeps', () => {
    const bench = new Bench({ ...defaultBounds, accountsMax: 5 });
    expect(bench.do(mint()).ok).toBe(true);
    expect(bench.do(hold('r-1', 0))).toMatchObject({ refusal: { kind: 'too-many-scopes' } });
    expect(bench.do(mint({ leaseId: 'b', missionId: 'm-2' }))).toMatchObject({ refusal: { kind: 'too-many-scopes' } });
    expect(bench.do(limit('agent:z', 1)).ok).toBe(true);
    expect(bench.do(limit('agent:y', 1))).toMatchObject({ refusal: { kind: 'too-many-scopes' } });
  });

  test('keeps between one and two times the usage records it must', () => {
    const bench = new Bench({ ...defaultBounds, usagesMax: 10 });
    bench.do(mint());
    for (let index = 0; index < 55; index += 1) {
      bench.do(hold(`r-${index}`, 1));
      bench.do(settle(`r-${index}`, 1));
      expect(bench.state.usages.length).toBeLessThan(20);
    }
    expect(bench.state.usages.at(-1)!.requestId).toBe('r-54');
    expect(bench.state.usages.length).toBeGreaterThanOrEqual(10);
  });
});
