import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type HoldCommand,
  type LedgerBounds,
  type LedgerCommand,
  type LedgerEvent,
  type LedgerState,
  type MintCommand,
  type WindowKind,
  balanceKey,
  balanceOf,
  createCalendar,
  createLedgerCore,
  decodeState,
  defaultBounds,
  encodeState,
  heldByReservation,
  passedSoftLimits,
  windowKinds,
} from './index.ts';

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 6, 30, 20);
const calendar = createCalendar('Europe/Vienna');

/** A ledger under test: decides, applies, remembers its events and when they happened. */
class Bench {
  readonly core: ReturnType<typeof createLedgerCore>;
  state: LedgerState;
  nowMs = START_MS;
  readonly events: { event: LedgerEvent; atMs: number }[] = [];

  constructor(bounds: LedgerBounds = defaultBounds) {
    this.core = createLedgerCore({ calendar, bounds });
    this.state = this.core.initial();
  }

  do(command: LedgerCommand): ReturnType<Bench['core']['decide']> {
    const before = this.core.decide(this.state, command, this.nowMs);
    if (before.ok) {
      for (const event of before.events) {
        this.core.apply(this.state, event, { atMs: this.nowMs });
        this.events.push({ event, atMs: this.nowMs });
      }
    }
    return before;
  }

  /** The state that a restart would find. */
  replayed(): LedgerState {
    const state = this.core.initial();
    for (const { event, atMs } of this.events) this.core.apply(state, JSON.parse(JSON.stringify(event)) as LedgerEvent, { atMs });
    return state;
  }
}

const mint = (changes: Partial<MintCommand> = {}): MintCommand => ({
  kind: 'mint',
  leaseId: 't-1.1',
  keyHash: `hash-${changes.leaseId ?? 't-1.1'}`,
  missionId: 'm-1',
  project: 'p-1',
  agentId: 'a-1',
  allowedModels: [],
  reserveNanoUsd: 0,
  missionLimitNanoUsd: 0,
  expiresMs: START_MS + 1_000 * HOUR_MS,
  ...changes,
});

const hold = (requestId: string, amountNanoUsd: number, changes: Partial<HoldCommand> = {}): HoldCommand => ({
  kind: 'hold',
  requestId,
  keyHash: 'hash-t-1.1',
  model: 'x',
  upstream: 'u',
  amountNanoUsd,
  scripted: false,
  priceVersion: 'v',
  haltKnown: true,
  ...changes,
});

const settle = (requestId: string, costNanoUsd: number | undefined): LedgerCommand => ({
  kind: 'settle',
  settlement: {
    requestId,
    inputTokens: 1,
    cachedTokens: 0,
    outputTokens: 1,
    costNanoUsd,
    estimated: false,
    outcome: 'ok',
    latencyMs: 1,
  },
});

const limit = (scope: string, limitNanoUsd: number, window: WindowKind = 'total'): LedgerCommand => ({
  kind: 'set-limit',
  scope,
  window,
  limitNanoUsd,
  hard: true,
  by: 'operator',
});

const total = (bench: Bench, scope: string) => ({ ...balanceOf(bench.state.accounts.get(scope), 'total') });

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
    const made = { leaseId: 't-1.1', model: 'x', windows: calendar.windowsAt(bench.nowMs) };
    const context = { rules: { calendar, bounds: defaultBounds }, nowMs: bench.nowMs };
    expect(passedSoftLimits(bench.state, made, context)).toMatchObject([{ scope: '', limitNanoUsd: 1, heldNanoUsd: 10 }]);
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

const ids = fc.constantFrom('a', 'b', 'c');
const amount = fc.integer({ min: 0, max: 120 });
const scope = fc.constantFrom('', 'project:a', 'project:b', 'mission:a', 'mission:b', 'agent:a', 'model:a', 'lease:a', 'lease:b');
const window = fc.constantFrom(...windowKinds);

type Step = { readonly afterMs: number } & (
  | {
      readonly kind: 'mint';
      readonly lease: string;
      readonly mission: string;
      readonly reserve: number;
      readonly missionLimit: number;
    }
  | { readonly kind: 'hold'; readonly lease: string; readonly amount: number; readonly model: string }
  | { readonly kind: 'settle'; readonly pick: number; readonly part: number }
  | { readonly kind: 'end'; readonly lease: string; readonly how: 'revoke' | 'release' }
  | {
      readonly kind: 'limit';
      readonly scope: string;
      readonly window: WindowKind;
      readonly limit: number | undefined;
      readonly hard: boolean;
    }
  | { readonly kind: 'reset'; readonly scope: string; readonly window: WindowKind | undefined }
  | { readonly kind: 'sweep' }
);

const afterMs = fc.oneof(fc.constant(0), fc.integer({ min: -HOUR_MS, max: 30 * HOUR_MS }));
const basicSteps = [
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('mint' as const),
      afterMs,
      lease: ids,
      mission: ids,
      reserve: fc.oneof(fc.constant(0), amount),
      missionLimit: fc.constant(0),
    }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('hold' as const), afterMs, lease: ids, amount, model: ids }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('settle' as const),
      afterMs,
      pick: fc.nat(),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('end' as const),
      afterMs,
      lease: ids,
      how: fc.constantFrom('revoke' as const, 'release' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sweep' as const), afterMs }) },
];
const wildSteps = [
  ...basicSteps,
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('limit' as const),
      afterMs,
      scope,
      window,
      limit: fc.option(amount, { nil: undefined }),
      hard: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('reset' as const), afterMs, scope, window: fc.option(window, { nil: undefined }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('mint' as const),
      afterMs,
      lease: ids,
      mission: ids,
      reserve: amount,
      missionLimit: amount,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('settle' as const),
      afterMs,
      pick: fc.nat(),
      part: fc.double({ min: 0, max: 3, noNaN: true }),
    }),
  },
];

let requests = 0;
/** The n-th generation of a lease: a name is used again once its lease is over. */
const currentLease = (bench: Bench, name: string): string => {
  let generation = 0;
  while (bench.state.leases.get(`${name}.${generation}`)?.state === 'released') generation += 1;
  return `${name}.${generation}`;
};

function run(bench: Bench, step: Step): void {
  bench.nowMs += step.afterMs;
  switch (step.kind) {
    case 'mint': {
      const leaseId = currentLease(bench, step.lease);
      const { mission, reserve, missionLimit } = step;
      // A mission is part of one project only.
      const project = mission === 'c' ? '' : mission;
      bench.do(
        mint({
          leaseId,
          keyHash: leaseId,
          missionId: mission,
          project,
          agentId: step.lease,
          reserveNanoUsd: reserve,
          missionLimitNanoUsd: missionLimit,
          expiresMs: bench.nowMs + 50 * HOUR_MS,
        }),
      );
      return;
    }
    case 'hold':
      bench.do(hold(`r-${(requests += 1)}`, step.amount, { keyHash: currentLease(bench, step.lease), model: step.model }));
      return;
    case 'settle': {
      const open = [...bench.state.holds.values()];
      const chosen = open[step.pick % Math.max(1, open.length)];
      if (chosen) bench.do(settle(chosen.requestId, Math.floor(chosen.amountNanoUsd * step.part)));
      return;
    }
    case 'end':
      bench.do(
        step.how === 'revoke'
          ? { kind: 'revoke', leaseId: currentLease(bench, step.lease), reason: '' }
          : { kind: 'release', leaseId: currentLease(bench, step.lease) },
      );
      return;
    case 'limit':
      bench.do({
        kind: 'set-limit',
        scope: step.scope,
        window: step.window,
        limitNanoUsd: step.limit,
        hard: step.hard,
        by: 'operator',
      });
      return;
    case 'reset':
      bench.do({ kind: 'reset', scope: step.scope, window: step.window, by: 'operator' });
      return;
    case 'sweep':
      bench.do({ kind: 'release-expired' });
  }
}

/** Every hard limit of the windows of now, with what counts against it. */
function hardLimits(bench: Bench): { name: string; used: number; limit: number }[] {
  const windows = calendar.windowsAt(Math.max(bench.nowMs, bench.state.newestMs));
  return [...bench.state.accounts].flatMap(([name, account]) =>
    [...account.limits]
      .filter(([, { hard }]) => hard)
      .map(([kind, { limitNanoUsd }]) => {
        const { settledNanoUsd, heldNanoUsd } = balanceOf(account, balanceKey(kind, windows));
        return { name: `${name} ${kind}`, used: settledNanoUsd + heldNanoUsd, limit: limitNanoUsd };
      }),
  );
}

/** Balances computed anew from the events, in the plainest way. */
function plainBalances(bench: Bench): Map<string, { settled: number; held: number }> {
  const sums = new Map<string, { settled: number; held: number }>();
  const at = (scopeName: string, key: string) => {
    const name = `${scopeName}|${key}`;
    if (!sums.has(name)) sums.set(name, { settled: 0, held: 0 });
    return sums.get(name)!;
  };
  const keysOf = (windows: { day: string; month: string }) => ['total', windows.day, windows.month];
  const leases = new Map<string, Extract<LedgerEvent, { kind: 'minted' }>>();
  const holds = new Map<string, Extract<LedgerEvent, { kind: 'held' }>>();
  for (const { event } of bench.events) {
    if (event.kind === 'minted') leases.set(event.leaseId, event);
    if (event.kind === 'held') holds.set(event.requestId, event);
    if (event.kind === 'budget-reset') for (const key of event.balances) at(event.scope, key).settled = 0;
    if (event.kind !== 'settled') continue;
    const made = holds.get(event.requestId)!;
    holds.delete(event.requestId);
    const lease = leases.get(event.leaseId)!;
    const wide = ['', ...(lease.project ? [`project:${lease.project}`] : []), `mission:${lease.missionId}`];
    for (const key of keysOf(lease.reservedNanoUsd > 0 ? lease.windows : made.windows))
      for (const name of wide) at(name, key).settled += event.costNanoUsd;
    for (const key of keysOf(made.windows))
      for (const name of [`lease:${lease.leaseId}`, `model:${made.model}`, `agent:${lease.agentId}`])
        at(name, key).settled += event.costNanoUsd;
  }
  for (const made of holds.values()) {
    const lease = leases.get(made.leaseId)!;
    const narrow = [`lease:${lease.leaseId}`, `model:${made.model}`, `agent:${lease.agentId}`];
    const wide = ['', ...(lease.project ? [`project:${lease.project}`] : []), `mission:${lease.missionId}`];
    for (const key of keysOf(made.windows))
      for (const name of lease.reservedNanoUsd > 0 ? narrow : [...narrow, ...wide]) at(name, key).held += made.amountNanoUsd;
  }
  for (const { leaseId, reservedNanoUsd, windows, project, missionId } of leases.values()) {
    if (reservedNanoUsd === 0) continue;
    const held = heldByReservation(bench.state.leases.get(leaseId)!);
    for (const key of keysOf(windows))
      for (const name of ['', ...(project ? [`project:${project}`] : []), `mission:${missionId}`]) at(name, key).held += held;
  }
  return sums;
}

describe('over random histories', () => {
  test('settled and held together never pass a hard limit', () => {
    const limits = fc.array(fc.record({ scope, window, limit: fc.integer({ min: 0, max: 400 }) }), { maxLength: 6 });
    const steps = fc.array(fc.oneof(...basicSteps), { maxLength: 60 });
    fc.assert(
      fc.property(limits, steps, (given, history) => {
        const bench = new Bench();
        for (const entry of given) bench.do(limit(entry.scope, entry.limit, entry.window));
        for (const step of history) {
          run(bench, step);
          for (const { name, used, limit: most } of hardLimits(bench)) expect(used, name).toBeLessThanOrEqual(most);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('whatever happens, balances equal their plain sums, and a restart finds the same state', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(...wildSteps), { maxLength: 60 }), (history) => {
        const bench = new Bench();
        for (const step of history) run(bench, step);
        const plain = plainBalances(bench);
        for (const [name, account] of bench.state.accounts) {
          for (const [key, balance] of account.balances) {
            const sum = plain.get(`${name}|${key}`) ?? { settled: 0, held: 0 };
            expect({ name, key, settled: balance.settledNanoUsd, held: balance.heldNanoUsd }).toEqual({ name, key, ...sum });
          }
          expect(account.balances.size).toBeLessThanOrEqual(3 + 2 * bench.state.holds.size + 2 * bench.state.leases.size);
        }
        expect(bench.replayed()).toEqual(bench.state);
        expect(decodeState(encodeState(bench.state))).toEqual(bench.state);
      }),
      { numRuns: 300 },
    );
  });

  test('after a crash anywhere, each orphan is charged in full once and marked, and nothing stays held without a lease', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(...wildSteps), { maxLength: 40 }), (history) => {
        const bench = new Bench();
        for (const step of history) run(bench, step);
        const open = [...bench.state.holds.values()];
        const settledBefore = total(bench, '').settledNanoUsd;
        bench.state = bench.replayed();
        const orphans = bench.do({ kind: 'settle-orphans' });
        expect(orphans.ok && orphans.events).toEqual(
          open.map((entry) =>
            expect.objectContaining({
              requestId: entry.requestId,
              costNanoUsd: entry.amountNanoUsd,
              estimated: true,
              outcome: 'orphan',
            }),
          ),
        );
        expect(total(bench, '').settledNanoUsd).toBe(settledBefore + open.reduce((sum, entry) => sum + entry.amountNanoUsd, 0));
        expect(bench.do({ kind: 'settle-orphans' })).toEqual({ ok: true, events: [] });
        for (const leaseId of bench.state.leases.keys()) bench.do({ kind: 'release', leaseId });
        for (const account of bench.state.accounts.values())
          for (const balance of account.balances.values()) expect(balance.heldNanoUsd).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});
