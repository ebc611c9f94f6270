import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Bench, HOUR_MS, calendar, hold, limit, mint, settle, total } from './ledger-bench.ts';
import {
  type LedgerEvent,
  type WindowKind,
  balanceKey,
  balanceOf,
  decodeState,
  encodeState,
  heldByReservation,
  windowKinds,
} from './index.ts';

const ids = fc.constantFrom('a', 'b', 'c');
const amount = fc.integer({ min: 0, max: 120 });
const scope = fc.constantFrom(
  '',
  'project:a',
  'project:b',
  'mission:a',
  'mission:b',
  'agent:a',
  'model:a',
  'lease:a.0',
  'lease:b.0',
  'key:a-0',
);
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
  | { readonly kind: 'grow'; readonly pick: number; readonly by: number }
  | { readonly kind: 'fit'; readonly lease: string; readonly amount: number; readonly model: string; readonly now: boolean }
  | { readonly kind: 'key'; readonly name: string; readonly limit: number }
  | { readonly kind: 'key-hold'; readonly name: string; readonly amount: number; readonly model: string }
  | { readonly kind: 'block'; readonly lease: string; readonly model: string; readonly wanted: number }
  | { readonly kind: 'unblock'; readonly pick: number }
  | { readonly kind: 'reserve'; readonly lease: string; readonly amount: number }
  | { readonly kind: 'correct'; readonly pick: number; readonly cost: number }
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
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('grow' as const), afterMs, pick: fc.nat(), by: amount }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('fit' as const), afterMs, lease: ids, amount, model: ids, now: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('key' as const), afterMs, name: ids, limit: amount }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('key-hold' as const), afterMs, name: ids, amount, model: ids }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('block' as const), afterMs, lease: ids, model: ids, wanted: amount }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unblock' as const), afterMs, pick: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('reserve' as const), afterMs, lease: ids, amount }) },
];
const wildSteps = [
  ...basicSteps,
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('correct' as const), afterMs, pick: fc.nat(), cost: amount }) },
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
const currentKey = (bench: Bench, name: string): string => {
  let generation = 0;
  while (bench.state.leases.get(`key:${name}-${generation}`)?.state === 'released') generation += 1;
  return `${name}-${generation}`;
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
      return;
    case 'grow': {
      const open = [...bench.state.holds.values()];
      const chosen = open[step.pick % Math.max(1, open.length)];
      if (!chosen) return;
      const { requestId, amountNanoUsd } = chosen;
      bench.do({ kind: 'extend-hold', requestId, amountNanoUsd: amountNanoUsd + step.by });
      return;
    }
    case 'correct': {
      const { usages } = bench.state;
      const chosen = usages[step.pick % Math.max(1, usages.length)];
      if (!chosen) return;
      bench.do({ kind: 'correct', requestId: chosen.requestId, costNanoUsd: step.cost, reason: 'bill', by: 'ada' });
      return;
    }
    default:
      runOther(bench, step);
  }
}

function runOther(
  bench: Bench,
  step: Extract<Step, { kind: 'fit' | 'key' | 'key-hold' | 'block' | 'unblock' | 'reserve' }>,
): void {
  switch (step.kind) {
    case 'fit': {
      const fit = {
        inputNanoUsd: Math.floor(step.amount / 4),
        outputRate: 700_000,
        choices: 2,
        outputTokensMin: 3,
        now: step.now,
      };
      const keyHash = currentLease(bench, step.lease);
      bench.do(hold(`r-${(requests += 1)}`, step.amount, { keyHash, model: step.model, fit }));
      return;
    }
    case 'key': {
      const name = currentKey(bench, step.name);
      const limits = [{ window: 'total' as const, limitNanoUsd: step.limit, hard: true }];
      const bound = { missionId: step.name, project: step.name === 'c' ? '' : step.name, agentId: step.name };
      const made = {
        name,
        keyHash: `hash-of-${name}`,
        prefix: name,
        allowedModels: [],
        expiresMs: 0,
        limits,
        rateLimits: {},
        by: 'ada',
      };
      bench.do({ kind: 'create-key', ...bound, ...made });
      return;
    }
    case 'key-hold': {
      const keyHash = `hash-of-${currentKey(bench, step.name)}`;
      bench.do(hold(`r-${(requests += 1)}`, step.amount, { keyHash, model: step.model }));
      return;
    }
    case 'block': {
      const call = { model: step.model, upstream: 'u', scripted: false, priceVersion: 'v' };
      const keyHash = currentLease(bench, step.lease);
      bench.do({ kind: 'open-block', keyHash, ...call, wantedNanoUsd: step.wanted, leastNanoUsd: 1 });
      return;
    }
    case 'reserve':
      bench.do({ kind: 'extend', leaseId: currentLease(bench, step.lease), expiresMs: 0, reserveNanoUsd: step.amount });
      return;
    case 'unblock': {
      const open = [...bench.state.blocks.byId.keys()];
      const chosen = open[step.pick % Math.max(1, open.length)];
      if (chosen !== undefined) bench.do({ kind: 'close-blocks', blockIds: [chosen], reason: 'idle' });
    }
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
        const blockedNanoUsd = bench.state.blocks.byScope.get(name) ?? 0;
        return { name: `${name} ${kind}`, used: settledNanoUsd + heldNanoUsd + blockedNanoUsd, limit: limitNanoUsd };
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
  const namesOf = (scopes: readonly string[], windows: { day: string; month: string }): string[] =>
    keysOf(windows).flatMap((key) =>
      scopes.map((name) => {
        at(name, key);
        return `${name}|${key}`;
      }),
    );
  const leases = new Map<string, Extract<LedgerEvent, { kind: 'minted' }>>();
  const holds = new Map<string, Extract<LedgerEvent, { kind: 'held' }>>();
  // What each request counts for, by balance: a reset takes the right to count away.
  const counts = new Map<string, Set<string>>();
  const charge = (requestId: string, nanoUsd: number) => {
    for (const name of counts.get(requestId)!) sums.get(name)!.settled += nanoUsd;
  };
  const balancesOf = (
    made: Extract<LedgerEvent, { kind: 'held' }>,
  ): [scopes: string[], windows: { day: string; month: string }][] => {
    const lease = leases.get(made.leaseId)!;
    const own = lease.leaseId.startsWith('key:') ? lease.leaseId : `lease:${lease.leaseId}`;
    return [
      [
        ['', ...(lease.project ? [`project:${lease.project}`] : []), `mission:${lease.missionId}`],
        lease.reservedNanoUsd > 0 ? lease.windows : made.windows,
      ],
      [[own, `model:${made.model}`, `agent:${lease.agentId}`], made.windows],
    ];
  };
  for (const { event } of bench.events) {
    if (event.kind === 'minted') leases.set(event.leaseId, event);
    if (event.kind === 'held') holds.set(event.requestId, event);
    if (event.kind === 'hold-extended') {
      holds.set(event.requestId, { ...holds.get(event.requestId)!, amountNanoUsd: event.amountNanoUsd });
    }
    if (event.kind === 'budget-reset') {
      for (const key of event.balances) {
        at(event.scope, key).settled = 0;
        for (const names of counts.values()) names.delete(`${event.scope}|${key}`);
      }
    }
    if (event.kind === 'corrected') charge(event.requestId, event.costNanoUsd - event.fromNanoUsd);
    if (event.kind !== 'settled') continue;
    const made = holds.get(event.requestId)!;
    holds.delete(event.requestId);
    const names = new Set<string>();
    for (const [scopes, windows] of balancesOf(made)) {
      for (const name of namesOf(scopes, windows)) names.add(name);
    }
    counts.set(event.requestId, names);
    charge(event.requestId, event.costNanoUsd);
  }
  for (const made of holds.values()) {
    const [wide, narrow] = balancesOf(made);
    const counted = leases.get(made.leaseId)!.reservedNanoUsd > 0 ? [narrow!] : [wide!, narrow!];
    for (const [scopes, windows] of counted) {
      for (const key of keysOf(windows)) for (const name of scopes) at(name, key).held += made.amountNanoUsd;
    }
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
          const current = new Set(['total', account.newest?.day, account.newest?.month]);
          for (const [key, balance] of account.balances) {
            const sum = plain.get(`${name}|${key}`) ?? { settled: 0, held: 0 };
            expect({ name, key, held: balance.heldNanoUsd }).toEqual({ name, key, held: sum.held });
            // A past window may have been forgotten, and opened again by what a correction gave back to a reservation.
            if (current.has(key))
              expect({ name, key, settled: balance.settledNanoUsd }).toEqual({ name, key, settled: sum.settled });
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
        const blockedNanoUsd = [...bench.state.blocks.byId.values()].reduce((sum, block) => sum + block.amountNanoUsd, 0);
        bench.state = bench.replayed();
        const orphans = bench.do({ kind: 'settle-orphans' });
        const charged = orphans.ok ? orphans.events.filter((event) => event.kind === 'settled') : [];
        expect(charged.filter(({ requestId }) => open.some((entry) => entry.requestId === requestId))).toEqual(
          open.map((entry) =>
            expect.objectContaining({
              requestId: entry.requestId,
              costNanoUsd: entry.amountNanoUsd,
              estimated: true,
              outcome: 'orphan',
            }),
          ),
        );
        expect(total(bench, '').settledNanoUsd).toBe(
          settledBefore + blockedNanoUsd + open.reduce((sum, entry) => sum + entry.amountNanoUsd, 0),
        );
        expect(bench.do({ kind: 'settle-orphans' })).toEqual({ ok: true, events: [] });
        for (const leaseId of bench.state.leases.keys()) bench.do({ kind: 'release', leaseId });
        for (const account of bench.state.accounts.values())
          for (const balance of account.balances.values()) expect(balance.heldNanoUsd).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});
