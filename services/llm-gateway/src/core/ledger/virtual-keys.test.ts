import { describe, expect, test } from 'vitest';
import { Bench, HOUR_MS, START_MS, hold, limit, mint, settle, total } from './ledger-bench.ts';
import { type CreateKeyCommand, authenticateKey, decodeState, defaultBounds, encodeState, keyLeaseId } from './index.ts';

const create = (changes: Partial<CreateKeyCommand> = {}): CreateKeyCommand => ({
  kind: 'create-key',
  name: 'ci',
  keyHash: `hash-${changes.name ?? 'ci'}`,
  prefix: 'pk-panal-abcd',
  missionId: '',
  project: 'shop',
  agentId: '',
  allowedModels: [],
  expiresMs: 0,
  limits: [],
  rateLimits: {},
  by: 'anna',
  ...changes,
});

const byKey = { keyHash: 'hash-ci' };

describe('virtual keys', () => {
  test('spend in their own scope and in all that they are bound to, never in those of a lease', () => {
    const bench = new Bench();
    bench.do(create({ missionId: 'm-9', agentId: 'a-9' }));
    expect(bench.do(hold('r-1', 70, byKey)).ok).toBe(true);
    bench.do(settle('r-1', 20));
    for (const scope of ['', 'project:shop', 'mission:m-9', 'agent:a-9', 'key:ci', 'model:x']) {
      expect(total(bench, scope), scope).toMatchObject({ settledNanoUsd: 20, heldNanoUsd: 0, requests: 1 });
    }
    expect(bench.state.accounts.has('lease:key:ci')).toBe(false);
    expect(bench.state.accounts.get('key:ci')?.parent).toBe('mission:m-9');
  });

  test('have limits of their own, in each window', () => {
    const bench = new Bench();
    bench.do(
      create({
        limits: [
          { window: 'daily', limitNanoUsd: 100, hard: true },
          { window: 'total', limitNanoUsd: 150, hard: true },
        ],
      }),
    );
    expect(bench.do(hold('r-1', 101, byKey))).toMatchObject({ refusal: { kind: 'budget', scope: 'key:ci', window: 'daily' } });
    bench.do(hold('r-2', 100, byKey));
    bench.do(settle('r-2', 100));
    bench.nowMs += 24 * HOUR_MS;
    expect(bench.do(hold('r-3', 51, byKey))).toMatchObject({ refusal: { scope: 'key:ci', window: 'total' } });
    expect(bench.do(hold('r-4', 50, byKey)).ok).toBe(true);
  });

  test('are created once: the same settings again change nothing, others are refused, and so is an ended name', () => {
    const bench = new Bench();
    const asked = create({
      allowedModels: ['a', 'b'],
      limits: [{ window: 'total', limitNanoUsd: 5, hard: false }],
      rateLimits: { requestsPerMinute: 3 },
    });
    bench.do(asked);
    expect(bench.do({ ...asked, keyHash: 'another', allowedModels: ['b', 'a'] })).toEqual({ ok: true, events: [] });
    for (const other of [
      { project: 'site' },
      { allowedModels: ['a'] },
      { limits: [] },
      { rateLimits: {} },
      { expiresMs: START_MS + 1 },
    ]) {
      expect(bench.do({ ...asked, ...other })).toMatchObject({ refusal: { kind: 'key-exists', why: 'with other settings' } });
    }
    bench.do({ kind: 'revoke', leaseId: 'key:ci', reason: 'leaked' });
    expect(bench.do(asked)).toMatchObject({ refusal: { kind: 'key-exists', why: 'and has ended' } });
    expect(authenticateKey(bench.state, 'another', bench.nowMs)).toMatchObject({ ok: false, refusal: { kind: 'unknown-key' } });
  });

  test('revoked and expired ones open nothing, and say which', () => {
    const bench = new Bench();
    bench.do(create());
    bench.do(create({ name: 'brief', expiresMs: START_MS + 10 }));
    bench.do({ kind: 'revoke', leaseId: 'key:ci', reason: 'leaked', keepRunning: true });
    expect(bench.do(hold('r-1', 0, byKey))).toMatchObject({ refusal: { kind: 'dead-key', reason: 'revoked' } });
    bench.nowMs += 10;
    const expired = { refusal: { kind: 'dead-key', reason: 'expired' } };
    expect(bench.do(hold('r-2', 0, { keyHash: 'hash-brief' }))).toMatchObject(expired);
    bench.do({ kind: 'release-expired' });
    expect(bench.do(hold('r-2', 0, { keyHash: 'hash-brief' }))).toMatchObject(expired);
  });

  test('a request that was under way at the revocation is charged', () => {
    const bench = new Bench();
    bench.do(create());
    bench.do(hold('r-1', 70, byKey));
    bench.do({ kind: 'revoke', leaseId: 'key:ci', reason: 'leaked' });
    expect(total(bench, 'key:ci').heldNanoUsd).toBe(70);
    bench.do(settle('r-1', 30));
    expect(total(bench, '')).toMatchObject({ settledNanoUsd: 30, heldNanoUsd: 0 });
  });

  test('a key whose calls went on may be revoked again, to end them; when it was revoked does not change', () => {
    const bench = new Bench();
    bench.do(create());
    bench.do({ kind: 'revoke', leaseId: 'key:ci', reason: '', keepRunning: true });
    bench.nowMs += 5;
    expect(bench.do({ kind: 'revoke', leaseId: 'key:ci', reason: '', keepRunning: true })).toEqual({ ok: true, events: [] });
    expect(bench.do({ kind: 'revoke', leaseId: 'key:ci', reason: 'leaked' })).toMatchObject({ events: [{ kind: 'revoked' }] });
    expect(bench.state.leases.get('key:ci')).toMatchObject({ state: 'released', key: { revokedMs: START_MS } });
    expect(bench.replayed()).toEqual(bench.state);
  });

  test.each([
    [{ name: '' }],
    [{ name: 'a b' }],
    [{ name: 'x'.repeat(64) }],
    [{ project: 'a\nb' }],
    [{ expiresMs: START_MS }],
    [{ allowedModels: [''] }],
    [{ rateLimits: { tokensPerMinute: 0 } }],
    [{ limits: [{ window: 'daily' as const, limitNanoUsd: -1, hard: true }] }],
    [
      {
        limits: [
          { window: 'daily' as const, limitNanoUsd: 1, hard: true },
          { window: 'daily' as const, limitNanoUsd: 2, hard: true },
        ],
      },
    ],
  ])('refuses %j', (changes) => {
    expect(new Bench().do(create(changes))).toMatchObject({ refusal: { kind: 'invalid' } });
  });

  test('a lease can not take the name of a key', () => {
    expect(new Bench().do(mint({ leaseId: 'key:ci' }))).toMatchObject({ refusal: { kind: 'invalid' } });
  });

  test('as many live as the bound allows; an ended one makes room', () => {
    const bench = new Bench({ ...defaultBounds, keysMax: 2 });
    bench.do(create({ name: 'a' }));
    bench.do(create({ name: 'b' }));
    expect(bench.do(create({ name: 'c' }))).toMatchObject({
      refusal: { kind: 'invalid', message: expect.stringContaining('2 keys') },
    });
    bench.do({ kind: 'revoke', leaseId: 'key:a', reason: '' });
    expect(bench.do(create({ name: 'c' })).ok).toBe(true);
  });

  test('survive a replay and a snapshot', () => {
    const bench = new Bench();
    bench.do(create({ rateLimits: { concurrentMax: 2 }, limits: [{ window: 'monthly', limitNanoUsd: 9, hard: true }] }));
    bench.do(hold('r-1', 5, byKey));
    bench.do({ kind: 'revoke', leaseId: 'key:ci', reason: 'x' });
    expect(bench.replayed()).toEqual(bench.state);
    expect(decodeState(encodeState(bench.state))).toEqual(bench.state);
    expect(bench.state.leases.get(keyLeaseId('ci'))).toMatchObject({
      rateLimits: { concurrentMax: 2 },
      lastUsedMs: START_MS,
      key: { name: 'ci', createdBy: 'anna', createdMs: START_MS, revokedMs: START_MS },
    });
  });
});

describe('limits from Synapse', () => {
  const said = (limitNanoUsd: number, hard = true) => ({
    ...limit('', limitNanoUsd),
    hard,
    by: 'synapse',
    setBy: 'synapse' as const,
  });
  const inForce = (bench: Bench) => bench.state.accounts.get('')?.limits.get('total');

  test('a value is applied once: what an operator says later stands until Synapse says something new', () => {
    const bench = new Bench();
    bench.do(said(100) as never);
    expect(inForce(bench)).toMatchObject({ limitNanoUsd: 100, setBy: 'synapse' });
    bench.do(limit('', 50));
    expect(bench.do(said(100) as never)).toEqual({ ok: true, events: [] });
    expect(inForce(bench)).toMatchObject({ limitNanoUsd: 50, setBy: 'operator' });
    bench.do(said(80) as never);
    expect(inForce(bench)).toMatchObject({ limitNanoUsd: 80, setBy: 'synapse' });
  });

  test('what Synapse said is known after a restart and in a snapshot, so that nothing is applied twice', () => {
    const bench = new Bench();
    bench.do(said(100) as never);
    bench.do(limit('', 50));
    for (const state of [bench.replayed(), decodeState(encodeState(bench.state))]) {
      expect(state).toEqual(bench.state);
      expect(bench.core.decide(state, said(100) as never, bench.nowMs)).toEqual({ ok: true, events: [] });
      expect(bench.core.decide(state, said(100, false) as never, bench.nowMs)).toMatchObject({ events: [{ hard: false }] });
    }
  });

  test('a limit is not taken away because Synapse says nothing', () => {
    const bench = new Bench();
    bench.do(said(100) as never);
    expect(bench.do({ ...said(0), limitNanoUsd: undefined } as never)).toEqual({ ok: true, events: [] });
    expect(inForce(bench)).toMatchObject({ limitNanoUsd: 100 });
  });
});
