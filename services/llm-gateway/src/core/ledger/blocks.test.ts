import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Bench, HOUR_MS, hold, limit, mint, settle } from './ledger-bench.ts';
import { type LedgerCommand, type LedgerState, balanceKey, balanceOf, blockTouches, decodeState, encodeState } from './index.ts';

const LEASES = ['t-1', 't-2', 't-3'] as const;
const MODELS = ['x', 'y'] as const;
const SCOPES = ['', 'project:p-1', 'mission:m-1', 'agent:a-1', 'model:x', 'lease:t-1'];

const open = (lease: string, model: string, wantedNanoUsd: number): LedgerCommand => ({
  kind: 'open-block',
  keyHash: `hash-${lease}`,
  model,
  upstream: 'u',
  scripted: false,
  priceVersion: 'v',
  wantedNanoUsd,
  leastNanoUsd: 1,
});

type Step = { readonly command: LedgerCommand; readonly hours: number };

const amount = fc.integer({ min: 0, max: 400 });
const lease = fc.constantFrom(...LEASES);
const model = fc.constantFrom(...MODELS);
const request = fc.integer({ min: 0, max: 40 }).map((number) => `r-${number}`);
const command: fc.Arbitrary<LedgerCommand> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({ id: request, lease, model, amount })
      .map((at) => hold(at.id, at.amount, { keyHash: `hash-${at.lease}`, model: at.model })),
  },
  { weight: 3, arbitrary: fc.record({ request, amount }).map((at) => settle(at.request, at.amount)) },
  { weight: 4, arbitrary: fc.record({ lease, model, amount }).map((at) => open(at.lease, at.model, at.amount)) },
  {
    weight: 1,
    arbitrary: fc
      .record({ scope: fc.constantFrom(...SCOPES), window: fc.constantFrom('daily', 'total'), amount })
      .map((at) => limit(at.scope, at.amount * 10, at.window as 'daily')),
  },
  { weight: 1, arbitrary: fc.record({ lease, amount }).map((at) => mint({ leaseId: `${at.lease}`, reserveNanoUsd: at.amount })) },
  {
    weight: 2,
    arbitrary: amount.map(
      (by) => ({ kind: 'extend', leaseId: LEASES[0], expiresMs: 0, reserveNanoUsd: 1_500 + by * 12 }) as const,
    ),
  },
  { weight: 1, arbitrary: lease.map((leaseId) => ({ kind: 'release', leaseId }) as const) },
);
const history = fc.array(fc.record({ command, hours: fc.constantFrom(0, 0, 0, 0, 9) }), {
  minLength: 5,
  maxLength: 120,
}) as fc.Arbitrary<Step[]>;

/** Requests that hold already, or are settled already, are no requests. */
const isNew = (bench: Bench, { command: each }: Step): boolean =>
  each.kind === 'hold'
    ? !bench.state.holds.has(each.requestId)
    : each.kind === 'mint'
      ? !bench.state.leases.has(each.leaseId)
      : true;

function run(steps: readonly Step[], check: (bench: Bench, step: Step) => void): Bench {
  const bench = new Bench();
  for (const scope of ['', 'mission:m-1']) bench.do(limit(scope, 6_000));
  for (const [index, leaseId] of LEASES.entries()) bench.do(mint({ leaseId, reserveNanoUsd: index === 0 ? 1_500 : 0 }));
  for (const step of steps) {
    bench.nowMs += step.hours * HOUR_MS;
    if (isNew(bench, step)) check(bench, step);
  }
  return bench;
}

/** In the windows of each block. */
function expectRoom(state: LedgerState): void {
  for (const { windows } of state.blocks.byId.values()) {
    const sameDay = [...state.blocks.byId.values()].filter((block) => block.windows.day === windows.day);
    for (const [scope, account] of state.accounts) {
      const touching = sameDay.filter((block) => blockTouches(state, block, scope));
      if (touching.length === 0) continue;
      const blocks = touching.reduce((all, block) => all + block.amountNanoUsd, 0);
      for (const [window, { limitNanoUsd }] of account.limits) {
        const { settledNanoUsd, heldNanoUsd } = balanceOf(account, balanceKey(window, windows));
        expect(settledNanoUsd + heldNanoUsd + blocks, `${scope} ${window}`).toBeLessThanOrEqual(limitNanoUsd);
      }
    }
  }
}

describe('blocks', () => {
  test('refuse nothing: with and without them every request is decided alike', () => {
    let blocks = 0;
    fc.assert(
      fc.property(history, (steps) => {
        const without: boolean[] = [];
        run(steps, (bench, { command: each }) => void (each.kind === 'open-block' || without.push(bench.do(each).ok)));
        const decided: boolean[] = [];
        run(steps, (bench, { command: each }) => {
          const { ok } = bench.do(each);
          if (each.kind === 'open-block') blocks += bench.state.blocks.byId.size;
          else decided.push(ok);
        });
        expect(decided).toEqual(without);
      }),
      { numRuns: 300 },
    );
    expect(blocks).toBeGreaterThan(300);
  });

  test('fit under every limit beside what is settled and held, and their sums are those of the blocks', () => {
    fc.assert(
      fc.property(history, (steps) => {
        run(steps, (bench, { command: each }) => {
          const cost = each.kind === 'settle' ? bench.state.holds.get(each.settlement.requestId)?.amountNanoUsd : undefined;
          // What costs more than it held passes limits with or without blocks.
          if (each.kind === 'settle')
            bench.do(settle(each.settlement.requestId, Math.min(each.settlement.costNanoUsd!, cost ?? 0)));
          else bench.do(each);
          expectRoom(bench.state);
          for (const [scope, sum] of bench.state.blocks.byScope) {
            const touching = [...bench.state.blocks.byId.values()].filter((block) => blockTouches(bench.state, block, scope));
            expect(sum).toBe(touching.reduce((all, block) => all + block.amountNanoUsd, 0));
          }
        });
      }),
      { numRuns: 300 },
    );
  });

  test('are the same after a replay and in a snapshot', () => {
    fc.assert(
      fc.property(history, (steps) => {
        const bench = run(steps, (each, step) => void each.do(step.command));
        expect(bench.replayed()).toEqual(bench.state);
        expect(decodeState(encodeState(bench.state))).toEqual(bench.state);
      }),
      { numRuns: 150 },
    );
  });

  test('are charged after a crash as far as nothing can be excluded, one record each, and are gone then', () => {
    const bench = new Bench();
    bench.do(limit('', 10_000));
    bench.do(mint({ leaseId: 't-1' }));
    bench.do(open('t-1', 'x', 400));
    bench.do(open('t-1', 'y', 300));
    expect(bench.do({ kind: 'settle-orphans', exposed: new Map([['t-1\nx', 150]]) })).toMatchObject({ ok: true });
    expect([bench.state.blocks.byId.size, bench.state.blocks.byScope.size, bench.state.holds.size]).toEqual([0, 0, 0]);
    expect(bench.state.usages).toMatchObject([{ model: 'x', costNanoUsd: 150, estimated: true, outcome: 'orphan' }]);
    expect(bench.state.usages[0]!.requestId).toMatch(/^block t-1 x \d+$/);
  });

  test('take at most a tenth of what is left, all together', () => {
    const bench = new Bench();
    bench.do(limit('project:p-1', 10_000));
    for (const leaseId of LEASES) bench.do(mint({ leaseId }));
    for (const leaseId of LEASES) bench.do(open(leaseId, 'x', 900));
    expect(bench.state.blocks.byScope.get('project:p-1')).toBe(1_000);
  });
});
