import { describe, expect, test } from 'vitest';
import { Bench, START_MS, hold, limit, mint, settle, total } from './ledger-bench.ts';
import { type WindowKind, balanceKey, balanceOf } from './index.ts';

const CENT = 10_000_000;
const DOLLAR = 100 * CENT;

/** What others' users complained of (repository#issue), as tests of this ledger: overspend first, then its opposite. */
describe.each([
  { issue: 'litellm#34732', scope: 'lease:t-1.1', window: 'total' },
  { issue: 'litellm#40095', scope: 'project:p-1', window: 'daily' },
  { issue: 'litellm#35524', scope: 'agent:a-1', window: 'monthly' },
  { issue: 'bifrost#3547', scope: 'mission:m-1', window: 'total' },
  { issue: 'envoyproxy/ai-gateway#680', scope: 'model:x', window: 'daily' },
  { issue: 'envoyproxy/ai-gateway#2460', scope: '', window: 'monthly' },
] satisfies { issue: string; scope: string; window: WindowKind }[])(
  '$issue requests that come at once overspend',
  ({ scope, window }) => {
    test(`of 1,000 of equal cost exactly as many pass as the ${window} budget of ${scope || 'global'} has room for`, () => {
      const bench = new Bench();
      bench.do(limit(scope, 37 * CENT, window));
      bench.do(mint());
      const admitted = Array.from({ length: 1_000 }, (_, index) => bench.do(hold(`r-${index}`, CENT))).filter(({ ok }) => ok);
      expect(admitted).toHaveLength(37);
      for (let index = 0; index < 37; index += 1) bench.do(settle(`r-${index}`, CENT));
      expect(bench.do(hold('late', 1))).toMatchObject({ refusal: { scope, window, settledNanoUsd: 37 * CENT, mayFree: false } });
    });
  },
);

describe('litellm#18730 a limit of 100 tokens let 663 through', () => {
  test('what each request may use at most counts before it is sent', () => {
    const bench = new Bench();
    bench.do(limit('', 100));
    bench.do(mint());
    const admitted = Array.from({ length: 10 }, (_, index) => bench.do(hold(`r-${index}`, 66))).filter(({ ok }) => ok);
    expect(admitted).toHaveLength(1);
  });
});

describe.each(['litellm#24682', 'litellm#33325', 'litellm#34238', 'litellm#6288'])('%s replicas overspend together', (issue) => {
  test('what is set aside for each of them is a part of the limit, and a request takes it back', () => {
    const bench = new Bench();
    bench.do(limit('project:p-1', DOLLAR));
    for (let index = 0; index < 4; index += 1) {
      bench.do(mint({ leaseId: `${issue}-${index}`, keyHash: `k-${index}`, agentId: `a-${index}` }));
      const call = { model: 'x', upstream: 'u', scripted: false, priceVersion: 'v' };
      bench.do({ kind: 'open-block', keyHash: `k-${index}`, ...call, wantedNanoUsd: DOLLAR, leastNanoUsd: 1 });
      expect(bench.state.blocks.byScope.get('project:p-1') ?? 0).toBeLessThanOrEqual(DOLLAR);
    }
    const admitted = Array.from({ length: 200 }, (_, index) => bench.do(hold(`r-${index}`, CENT, { keyHash: `k-${index % 4}` })));
    expect(admitted.filter(({ ok }) => ok)).toHaveLength(100);
    expect(total(bench, 'project:p-1').heldNanoUsd).toBe(DOLLAR);
    expect(bench.state.blocks.byScope.get('project:p-1') ?? 0).toBe(0);
  });
});

describe('litellm#38647 worst cases of coding agents pin a $25 budget while real spend is $0', () => {
  // 100,000 input tokens at $5 and 128,000 output tokens at $25 a million: $3.70 at most, 10 cents in truth.
  const worst = 3.7 * DOLLAR;
  const fit = { inputNanoUsd: 0.5 * DOLLAR, outputRate: 25 * DOLLAR, choices: 1, outputTokensMin: 256, now: true };

  test('who comes to a full budget waits, and is served as soon as the first is settled', () => {
    const bench = new Bench();
    bench.do(limit('', 25 * DOLLAR));
    bench.do(mint());
    for (let index = 0; index < 6; index += 1) expect(bench.do(hold(`r-${index}`, worst)).ok).toBe(true);
    expect(bench.do(hold('r-6', worst))).toMatchObject({ refusal: { mayFree: true, settledNanoUsd: 0 } });
    bench.do(settle('r-0', 10 * CENT));
    expect(bench.do(hold('r-6', worst)).ok).toBe(true);
  });

  test('and where nothing is settled in time, takes what is left instead of a refusal', () => {
    const bench = new Bench();
    bench.do(limit('', 25 * DOLLAR));
    bench.do(mint());
    for (let index = 0; index < 6; index += 1) bench.do(hold(`r-${index}`, worst));
    // $2.80 is left: the input, and 92,000 of the 128,000 tokens.
    expect(bench.do(hold('r-6', worst, { fit }))).toMatchObject({
      events: [{ amountNanoUsd: 2.8 * DOLLAR, outputTokensTotalMax: 92_000 }],
    });
    for (let index = 0; index < 7; index += 1) bench.do(settle(`r-${index}`, 10 * CENT));
    expect(total(bench, '')).toMatchObject({ settledNanoUsd: 70 * CENT, heldNanoUsd: 0 });
  });
});

describe.each([
  {
    issue: 'litellm#27639',
    end: 'the upstream refused',
    free: (bench: Bench) => bench.do(settle('r-1', 0)),
    settled: 0,
  },
  {
    issue: 'litellm#28247',
    end: 'it cost less than was held',
    free: (bench: Bench) => bench.do(settle('r-1', CENT)),
    settled: CENT,
  },
  {
    issue: 'litellm#30460',
    end: 'a crash left behind',
    free: (bench: Bench) => {
      bench.state = bench.replayed();
      bench.do({ kind: 'settle-orphans' });
      return bench.do({ kind: 'correct', requestId: 'r-1', costNanoUsd: CENT, reason: 'bill', by: 'ada' });
    },
    settled: CENT,
  },
])('$issue a hold stays for ever', ({ end, free, settled }) => {
  test(`a request that ${end} holds nothing any more`, () => {
    const bench = new Bench();
    bench.do(limit('', DOLLAR));
    bench.do(mint());
    bench.do(hold('r-1', DOLLAR));
    expect(bench.do(hold('r-2', CENT)).ok).toBe(false);
    free(bench);
    expect(total(bench, '')).toMatchObject({ settledNanoUsd: settled, heldNanoUsd: 0 });
    expect(bench.do(hold('r-2', DOLLAR - settled)).ok).toBe(true);
  });
});

describe.each([
  { issue: 'litellm#36926', end: 'released', command: { kind: 'release', leaseId: 't-1.1' } as const, afterMs: 0 },
  { issue: 'litellm#40020', end: 'forgotten by who asked for it', command: { kind: 'release-expired' } as const, afterMs: 1_000 },
])('$issue a reservation stays for ever', ({ end, command, afterMs }) => {
  test(`one that is ${end} gives back all that was not spent`, () => {
    const bench = new Bench();
    bench.do(limit('', DOLLAR));
    bench.do(mint({ reserveNanoUsd: DOLLAR, expiresMs: START_MS + 1_000 }));
    bench.do(hold('r-1', 50 * CENT));
    bench.do(settle('r-1', CENT));
    bench.nowMs += afterMs;
    bench.do(command);
    expect(total(bench, '')).toMatchObject({ settledNanoUsd: CENT, heldNanoUsd: 0 });
  });
});

describe('agentgateway#3302 budgets of groups', () => {
  test('keys of one project share its budget, whatever each may spend', () => {
    const bench = new Bench();
    bench.do(limit('project:p-1', 10));
    for (const id of ['a', 'b']) {
      bench.do(mint({ leaseId: id, keyHash: id, agentId: id }));
      bench.do(limit(`lease:${id}`, 8));
    }
    expect(bench.do(hold('r-1', 8, { keyHash: 'a' })).ok).toBe(true);
    expect(bench.do(hold('r-2', 8, { keyHash: 'b' }))).toMatchObject({ refusal: { scope: 'project:p-1', heldNanoUsd: 8 } });
    expect(balanceOf(bench.state.accounts.get('lease:a'), balanceKey('total', { day: '', month: '' })).heldNanoUsd).toBe(8);
  });
});
