import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Bench, hold, limit, mint, settle, total } from './ledger-bench.ts';

const LIMIT = 100_000;
const CALLERS = 12;
const RATE = 1_000_000; // 1 nano-USD a token

/** Random numbers from 0 to 1 that a seed repeats. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Running {
  readonly requestId: string;
  readonly endsAt: number;
  readonly amountNanoUsd: number;
}

/** Callers that ask again after a refusal until waiting is useless; each call really costs a random part of its worst case. */
function spendAll(seed: number, given: { worstMax: number; fits: boolean }): { spent: number; most: number } {
  const bench = new Bench();
  const random = randomFrom(seed);
  bench.do(limit('project:p-1', LIMIT));
  bench.do(mint());
  const running: Running[] = [];
  let asking = CALLERS;
  let most = 0;
  for (let now = 0; asking + running.length > 0; now += 1) {
    for (const call of running.filter(({ endsAt }) => endsAt <= now)) {
      running.splice(running.indexOf(call), 1);
      bench.do(settle(call.requestId, Math.floor(call.amountNanoUsd * random())));
      asking += 1;
    }
    for (let left = asking; left > 0; left -= 1) {
      const worst = 1 + Math.floor(random() * given.worstMax);
      const requestId = `r-${now}-${left}`;
      const fit = { inputNanoUsd: Math.floor(worst / 10), outputRate: RATE, choices: 1, outputTokensMin: 1, now: random() < 0.5 };
      const decision = bench.do(hold(requestId, worst, given.fits ? { fit } : {}));
      if (decision.ok) {
        asking -= 1;
        const { amountNanoUsd } = bench.state.holds.get(requestId)!;
        running.push({ requestId, amountNanoUsd, endsAt: now + 1 + Math.floor(random() * 5) });
      } else if (decision.refusal.kind === 'budget' && !decision.refusal.mayFree) asking -= 1;
    }
    const { settledNanoUsd, heldNanoUsd } = total(bench, 'project:p-1');
    most = Math.max(most, settledNanoUsd + heldNanoUsd);
  }
  return { spent: total(bench, 'project:p-1').settledNanoUsd, most };
}

test('callers that ask again spend 95 % of a budget and more, never above it', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { spent, most } = spendAll(seed, { worstMax: LIMIT / 50, fits: false });
      expect(most).toBeLessThanOrEqual(LIMIT);
      expect(spent / LIMIT).toBeGreaterThanOrEqual(0.95);
    }),
    { numRuns: 30 },
  );
});

test('so they do with worst cases of a quarter of the budget, where requests may be made to fit', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { spent, most } = spendAll(seed, { worstMax: LIMIT / 4, fits: true });
      expect(most).toBeLessThanOrEqual(LIMIT);
      expect(spent / LIMIT).toBeGreaterThanOrEqual(0.95);
    }),
    { numRuns: 30 },
  );
});
