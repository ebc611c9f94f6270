import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallEnd } from '../call-end.ts';
import { beginCall, isReady, newCircuit, noteAnswer, noteFailure, noteNothing, stateOf } from './circuit.ts';
import { type Verdict, judge, nextWaitMs } from './retry-rule.ts';
import { type Journey, Router, type RouterRules, type Target } from './router.ts';
import { SeededNumbers, chooseWeighted } from './weighted-choice.ts';

const rules: RouterRules = {
  failuresMax: 3,
  coolDownMs: 1_000,
  coolDownMaxMs: 8_000,
  attemptsMax: 4,
  retryTotalMs: 10_000,
  backoff: { baseMs: 100, maxMs: 2_000 },
};
const failed: Verdict = { retry: 'anywhere', blame: 'deployment', certain: false, waitMs: undefined, reason: 'unreachable' };
const limited: Verdict = { retry: 'anywhere', blame: 'key', certain: true, waitMs: 3_000, reason: 'status_429' };

describe('circuit', () => {
  const failure = (nowMs: number, certain = false, waitMs?: number) => ({ nowMs, certain, waitMs });

  test('opens after failures in a row, lets one probe through, doubles its time, closes on an answer', () => {
    const circuit = newCircuit();
    noteFailure(circuit, failure(0), rules);
    noteFailure(circuit, failure(0), rules);
    noteAnswer(circuit, 0);
    for (let count = 0; count < 3; count += 1) {
      expect(stateOf(circuit, 0)).toBe('closed');
      noteFailure(circuit, failure(0), rules);
    }
    expect(stateOf(circuit, 999)).toBe('open');
    expect(beginCall(circuit, 1_000)).toBe(true);
    expect(isReady(circuit, 1_000)).toBe(false);
    noteNothing(circuit);
    expect(beginCall(circuit, 1_000)).toBe(true);
    noteFailure(circuit, failure(1_000), rules);
    expect(stateOf(circuit, 2_999)).toBe('open');
    expect(stateOf(circuit, 3_000)).toBe('half-open');
    beginCall(circuit, 3_000);
    noteAnswer(circuit, 3_000);
    expect(isReady(circuit, 3_000)).toBe(true);
    expect(circuit.coolDownMs).toBe(0);
  });

  test('one refusal is enough where it is certain, for as long as it asks, within the ceiling', () => {
    const circuit = newCircuit();
    noteFailure(circuit, failure(0, true, 3_000), rules);
    expect(circuit.openUntilMs).toBe(3_000);
    noteAnswer(circuit, 10);
    expect(stateOf(circuit, 10), 'an answer to an earlier request does not open it').toBe('open');
    const patient = newCircuit();
    noteFailure(patient, failure(0, true, 600_000), rules);
    expect(patient.openUntilMs).toBe(rules.coolDownMaxMs);
  });

  test('whatever happens, at most one probe is under way, and it is never shut for longer than the ceiling', () => {
    const step = fc.tuple(fc.nat(3_000), fc.constantFrom('call', 'answer', 'failure', 'certain', 'nothing'));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const circuit = newCircuit();
        let nowMs = 0;
        let probes = 0;
        for (const [waitMs, what] of steps) {
          nowMs += waitMs;
          if (what === 'call') {
            if (isReady(circuit, nowMs) && beginCall(circuit, nowMs)) probes += 1;
          } else {
            if (what === 'answer') noteAnswer(circuit, nowMs);
            else if (what === 'nothing') noteNothing(circuit);
            else noteFailure(circuit, failure(nowMs, what === 'certain'), rules);
            if (!circuit.probing) probes = 0;
          }
          expect(probes).toBeLessThanOrEqual(1);
          expect(circuit.openUntilMs - nowMs).toBeLessThanOrEqual(rules.coolDownMaxMs);
        }
      }),
    );
  });
});

describe('retry rule', () => {
  const progress = (sent: boolean) => ({ sent, usage: undefined, visibleBytes: 0 });
  const broken = (sent: boolean): CallEnd => ({ kind: 'failed', reason: 'broken', message: '', progress: progress(sent) });
  const refused = (status: number, retryAfter?: string): CallEnd => ({
    kind: 'refused',
    error: { status: status >= 500 ? 502 : status, upstreamStatus: status, message: '', type: '', code: null, retryAfter },
  });
  const none = { forwarded: false, retryMaybeBilled: false };
  const again = { ...none, retryMaybeBilled: true };
  const said = (status: number): CallEnd => {
    const error = { status, message: '', type: '', code: null, retryAfter: undefined };
    return { kind: 'failed', reason: 'broken', message: '', error, progress: progress(true) };
  };

  test.each([
    [broken(false), none, 'anywhere', 'deployment'],
    [broken(true), none, 'no', 'deployment'],
    [broken(true), { ...none, retryMaybeBilled: true }, 'anywhere', 'deployment'],
    [broken(true), { forwarded: true, retryMaybeBilled: true }, 'no', 'deployment'],
    [broken(false), { forwarded: true, retryMaybeBilled: true }, 'no', 'deployment'],
    [said(429), none, 'no', 'key'],
    [said(429), again, 'anywhere', 'key'],
    [said(503), again, 'anywhere', 'deployment'],
    [said(400), again, 'no', 'nobody'],
    [said(503), { ...again, forwarded: true }, 'no', 'deployment'],
    [refused(429), none, 'anywhere', 'key'],
    [refused(401), none, 'elsewhere', 'key'],
    [refused(403), none, 'elsewhere', 'key'],
    [refused(503), none, 'anywhere', 'deployment'],
    [refused(529), none, 'anywhere', 'deployment'],
    [refused(500), none, 'anywhere', 'deployment'],
    [refused(409), none, 'anywhere', 'nobody'],
    [refused(400), none, 'no', 'nobody'],
    [refused(404), none, 'no', 'nobody'],
    [{ kind: 'cancelled', progress: progress(true) } as CallEnd, none, 'no', 'nobody'],
    [{ kind: 'complete', usage: undefined } as CallEnd, none, 'no', 'nobody'],
  ] as const)('%j, %j: %s, %s', (end, given, retry, blame) => {
    expect(judge(end, given)).toMatchObject({ retry, blame });
  });

  test('Retry-After in seconds counts, a date or nonsense does not', () => {
    const waits = ['7', ' 1.5 ', 'Wed, 21 Oct 2015 07:28:00 GMT', '-1', '1e9', undefined].map(
      (value) => judge(refused(429, value), none).waitMs,
    );
    expect(waits).toEqual([7_000, 1_500, undefined, undefined, undefined, undefined]);
  });

  test('waits lie between the base and three times the last one, below the ceiling', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(100_000), (seed, lastMs) => {
        const waitMs = nextWaitMs(lastMs, rules.backoff, new SeededNumbers(seed));
        expect(waitMs).toBeGreaterThanOrEqual(rules.backoff.baseMs);
        expect(waitMs).toBeLessThanOrEqual(Math.min(rules.backoff.maxMs, Math.max(rules.backoff.baseMs, lastMs * 3)));
      }),
    );
  });
});

const target = (name: string, weight = 1, key = `${name}#0`): Target => ({ deployment: name, key, weight });

describe('router', () => {
  test('splits by weight, the same way for the same seed', () => {
    const tiers = [[target('a', 6), target('b', 3), target('c', 1), target('off', 0)]];
    const run = (seed: number): string[] => {
      const router = new Router(rules, seed);
      return [...Array(10_000).keys()].map(() => router.first(router.begin(tiers, 0), 0).deployment);
    };
    const chosen = run(7);
    expect(run(7)).toEqual(chosen);
    expect(run(8)).not.toEqual(chosen);
    const share = (name: string): number => chosen.filter((other) => other === name).length / chosen.length;
    expect(share('a')).toBeCloseTo(0.6, 1);
    expect(share('b')).toBeCloseTo(0.3, 1);
    expect(share('off')).toBe(0);
  });

  test('a key that is limited is left alone for its time; its deployment goes on with the other one', () => {
    const router = new Router(rules, 1);
    const tiers = [[target('a', 1, 'a#0'), target('a', 1, 'a#1')]];
    const journey = router.begin(tiers, 0);
    router.sent(journey, tiers[0]![0]!, 0);
    router.failed(tiers[0]![0]!, limited, 0);
    expect(router.next(journey, limited, 0)).toEqual({ target: tiers[0]![1], waitMs: 0 });
    for (let count = 0; count < 50; count += 1) expect(router.first(router.begin(tiers, 1), 1).key).toBe('a#1');
    expect(router.health(1)).toContainEqual({ name: 'a#0', state: 'open', failures: 1 });
  });

  test('goes to fallbacks in their order, then again to the first after a wait, then nowhere', () => {
    const router = new Router(rules, 1);
    const journey = router.begin([[target('a')], [target('b')], [target('c')]], 0);
    const order: [string, boolean][] = [];
    let next: { target: Target; waitMs: number } | undefined = { target: router.first(journey, 0), waitMs: 0 };
    while (next) {
      order.push([next.target.deployment, next.waitMs > 0]);
      router.sent(journey, next.target, 0);
      router.failed(next.target, failed, 0);
      next = router.next(journey, failed, 0);
    }
    expect(order).toEqual([
      ['a', false],
      ['b', false],
      ['c', false],
      ['a', true],
    ]);
  });

  test('waits as long as the upstream asks, and not at all where that is too long', () => {
    const tiers = [[target('a')]];
    for (const [waitMs, expected] of [
      [1_500, 1_500],
      [2_001, undefined],
    ] as const) {
      const router = new Router(rules, 1);
      const journey = router.begin(tiers, 0);
      router.sent(journey, tiers[0]![0]!, 0);
      expect(router.next(journey, { ...limited, waitMs }, 0)?.waitMs).toBe(expected);
    }
  });

  test('with nothing healthy the target whose time ends first is tried all the same', () => {
    const router = new Router(rules, 1);
    const [a, b] = [target('a'), target('b')];
    router.failed(a, { ...limited, waitMs: 5_000 }, 0);
    router.failed(b, { ...limited, waitMs: 2_000 }, 0);
    expect(router.first(router.begin([[a, b]], 0), 10)).toBe(b);
  });

  test('however attempts end: bounded attempts and time, no unhealthy target while a fresh healthy one is there', () => {
    const step = fc.record({
      tookMs: fc.nat(4_000),
      retry: fc.constantFrom('anywhere', 'elsewhere'),
      blame: fc.constantFrom('key', 'deployment', 'nobody'),
      certain: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(fc.array(step, { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 8 }),
        (seed, requests) => {
          const router = new Router(rules, seed);
          const tiers = [[target('a', 1, 'a#0'), target('a', 2, 'a#1'), target('b')], [target('c')]];
          let nowMs = 0;
          const healthy = ({ deployment, key }: Target): boolean =>
            router.stateOf(deployment, nowMs) === 'closed' && router.stateOf(key, nowMs) === 'closed';
          for (const steps of requests) {
            const journey: Journey<Target> = router.begin(tiers, nowMs);
            const startedMs = nowMs;
            let current: Target | undefined = router.first(journey, nowMs);
            for (const { tookMs, ...verdict } of steps) {
              if (!current) break;
              const fresh = tiers.flat().filter((other) => !journey.tried.includes(other) && healthy(other));
              if (fresh.length > 0 && !healthy(current))
                expect(
                  router.stateOf(current.deployment, nowMs) === 'open' || router.stateOf(current.key, nowMs) === 'open',
                ).toBe(false);
              expect(nowMs - startedMs).toBeLessThanOrEqual(rules.retryTotalMs);
              router.sent(journey, current, nowMs);
              nowMs += tookMs;
              const judged = { ...verdict, waitMs: undefined, reason: '' };
              router.failed(current, judged, nowMs);
              const next = router.next(journey, judged, nowMs);
              nowMs += next?.waitMs ?? 0;
              current = next?.target;
            }
            expect(journey.tried.length).toBeLessThanOrEqual(rules.attemptsMax);
          }
        },
      ),
    );
  });

  test('forgets what answers again, and what is no longer configured', () => {
    const router = new Router(rules, 1);
    for (const name of ['a', 'b', 'c']) router.failed(target(name), failed, 0);
    router.answered(target('b'), 0);
    router.retain(new Set(['b', 'c']));
    expect(router.health(0).map(({ name }) => name)).toEqual(['c']);
    router.answered(target('c'), 0);
    expect(router.allWell).toBe(true);
  });
});

test('a choice among nothing is nothing', () => {
  const numbers = new SeededNumbers(1);
  expect([chooseWeighted([], numbers), chooseWeighted([target('a', 0)], numbers)]).toEqual([undefined, undefined]);
});
