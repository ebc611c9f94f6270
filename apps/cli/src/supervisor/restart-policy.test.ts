import { describe, expect, it } from 'vitest';
import { afterExit, firstStart } from './restart-policy.ts';

describe('restart policy', () => {
  it('doubles the delay at each death in a row, up to ten seconds', () => {
    let state = firstStart(0);
    const delays: number[] = [];
    for (let death = 0; death < 9; death++) {
      const { delayMs, next } = afterExit(state, state.startedMs + 10);
      delays.push(delayMs);
      state = next;
    }
    expect(delays).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000]);
  });

  it('forgets earlier deaths after thirty seconds of life', () => {
    const second = afterExit(afterExit(firstStart(0), 10).next, 500).next;
    expect(second.failures).toBe(2);
    expect(afterExit(second, second.startedMs + 30_000)).toMatchObject({ delayMs: 250, next: { failures: 1 } });
  });
});
