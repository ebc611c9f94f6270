import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assess, checks, objectionOf } from './checks.ts';
import type { Facts } from './facts.ts';

const verdict = (evidence: string) => ({ verdict: 'pass', evidence });

/** Facts under which every check that is built passes. */
const passing: Facts = {
  nowMs: 1_000,
  principal: { subject: 'coder-1', keyId: 'key', expiresMs: 2_000 },
  agent: { registered: true, suspended: '', kind: 'coder', handler: 'coder', version: '1' },
  permissions: { required: ['write'], held: ['read', 'write'] },
  transition: {
    from: 'leased',
    to: 'succeeded',
    legal: true,
    epochGiven: 3,
    epochCurrent: 3,
    caller: 'coder-1',
    owner: 'coder-1',
  },
  separation: { reviewer: 'reviewer-1', authors: ['coder-1'], profile: 'team', reviewerOperator: 'b', authorOperators: ['a'] },
  approval: { approvedDigest: 'd', currentDigest: 'd', approver: 'operator' },
  approver: { name: 'operator', authorised: true, how: 'token' },
  rules: { pinnedHash: 'h', acknowledgedHash: 'h' },
  tests: {
    command: 'node --test',
    exitCode: 0,
    counted: true,
    total: 2,
    failed: 0,
    commit: 'c',
    commitExpected: 'c',
    logDigest: 'l',
  },
  gate: Object.fromEntries([9, 10, 12, 13, 14, 15, 16, 24].map((check) => [check, verdict('seen')])),
  review: { approves: true, reviewedDigest: 'x', gateDigest: 'x', reviewer: 'reviewer-1' },
  budget: { ok: true, reservedNanoUsd: 5, limitNanoUsd: 10, message: '' },
  loop: { attempt: 1, attemptsMax: 4, leases: 2, leasesMax: 60, bytes: 10, bytesMax: 100 },
  halt: { halted: '', epoch: 0 },
  journal: { answerWaitsForFlush: true },
  chain: { verified: true, size: 7, root: 'r' },
  digests: { gateCommit: 'c', commit: 'c', gateDigest: 'x', reviewedDigest: 'x', signed: true },
  denials: { count: 0, max: 20, windowMs: 600_000 },
};

const unbuilt = [17, 19];

/** Facts that each check needs for a pass: all of one list. */
const restsOn: Readonly<Record<number, readonly (readonly (keyof Facts)[])[]>> = {
  ...{
    1: [['principal', 'nowMs']],
    2: [['agent']],
    3: [['permissions']],
    4: [['transition']],
    5: [['separation']],
    6: [['approval']],
  },
  ...{
    7: [['approver']],
    8: [['rules']],
    9: [['tests', 'gate']],
    10: [['gate']],
    11: [['review']],
    12: [['gate']],
    13: [['gate']],
  },
  ...{ 14: [['gate']], 15: [['gate']], 16: [['gate']], 17: [], 18: [['budget']], 19: [], 20: [['loop']], 21: [['halt']] },
  ...{ 22: [['journal']], 23: [['chain']], 24: [['digests'], ['gate']], 25: [['denials']] },
};

/** For each check: facts that must make it object. */
const failing: Readonly<Record<number, readonly Partial<Facts>[]>> = {
  1: [
    { principal: { subject: 'coder-1', keyId: 'key', expiresMs: 1_000 } },
    { principal: { subject: '', keyId: 'key', expiresMs: 2_000 } },
  ],
  2: [
    { agent: { ...passing.agent!, registered: false } },
    { agent: { ...passing.agent!, suspended: 'why' } },
    { agent: { ...passing.agent!, kind: 'reviewer' } },
  ],
  3: [{ permissions: { required: ['write', 'push'], held: ['write'] } }],
  4: [
    { transition: { ...passing.transition!, legal: false } },
    { transition: { ...passing.transition!, epochGiven: 2 } },
    { transition: { ...passing.transition!, caller: 'thief' } },
  ],
  5: [
    { separation: { ...passing.separation!, reviewer: 'coder-1' } },
    { separation: { ...passing.separation!, reviewerOperator: 'a' } },
  ],
  6: [
    { approval: { ...passing.approval!, approvedDigest: 'e' } },
    { approval: { approvedDigest: '', currentDigest: '', approver: '' } },
  ],
  7: [
    { approver: { name: 'mallory', authorised: false, how: 'none' } },
    { approver: { name: '', authorised: true, how: 'token' } },
  ],
  8: [{ rules: { pinnedHash: 'h', acknowledgedHash: 'i' } }],
  9: [
    { tests: { ...passing.tests!, failed: 1 } },
    { tests: { ...passing.tests!, total: 0 } },
    { tests: { ...passing.tests!, exitCode: 1 } },
    { tests: { ...passing.tests!, counted: false } },
    { tests: { ...passing.tests!, commit: 'd' } },
    { gate: { 9: { verdict: 'deny', evidence: 'a test vanished' } } },
  ],
  ...Object.fromEntries(
    [10, 12, 13, 14, 15, 16].map((check) => [check, [{ gate: { [check]: { verdict: 'deny', evidence: 'seen' } } }]]),
  ),
  11: [{ review: { ...passing.review!, approves: false } }, { review: { ...passing.review!, reviewedDigest: 'y' } }],
  18: [{ budget: { ...passing.budget!, ok: false } }],
  20: [
    { loop: { ...passing.loop!, attempt: 5 } },
    { loop: { ...passing.loop!, leases: 61 } },
    { loop: { ...passing.loop!, bytes: 101 } },
  ],
  21: [{ halt: { halted: 'global halted', epoch: 1 } }],
  22: [{ journal: { answerWaitsForFlush: false } }],
  23: [{ chain: { verified: false, size: 0, root: '' } }],
  24: [{ digests: { ...passing.digests!, commit: 'other' } }, { digests: { ...passing.digests!, reviewedDigest: 'y' } }],
  25: [{ denials: { count: 20, max: 20, windowMs: 600_000 } }],
};

describe('the checks', () => {
  it('are 25, each under its number, with controls and practice', () => {
    expect(checks.map(({ number }) => number)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
    for (const { controls, ssdf, aiRmf, evidence, name } of checks) {
      expect(controls.every((control) => /^[A-Z]{2}-\d+(\(\d+\))?$/.test(control))).toBe(true);
      for (const text of [ssdf, aiRmf, evidence, name]) expect(text).not.toBe('');
    }
  });

  it('pass on full evidence, except those that are not built', () => {
    const record = assess('test', 'hash', passing);
    expect(record.verdicts.filter(([, found]) => found !== 'pass')).toEqual([]);
    expect(record.notAssessed).toEqual(unbuilt);
    expect(objectionOf(record)).toBeUndefined();
  });

  it('say not-assessed, and never pass, without evidence', () => {
    for (const check of checks) expect([check.number, check.judge({}).verdict]).toEqual([check.number, 'not-assessed']);
    expect(assess('test', 'hash', {}).verdicts).toEqual([]);
  });

  it('never pass for want of the facts that they rest on', () => {
    const keys = Object.keys(passing) as (keyof Facts)[];
    fc.assert(
      fc.property(fc.subarray(keys), (kept) => {
        const facts = Object.fromEntries(kept.map((key) => [key, passing[key]])) as Facts;
        const unfounded = checks.filter((check) => {
          const founded = restsOn[check.number]!.some((needed) => needed.every((key) => kept.includes(key)));
          return check.judge(facts).verdict === 'pass' && !founded;
        });
        expect(unfounded.map(({ number }) => number)).toEqual([]);
      }),
    );
  });

  it.each(
    Object.entries(failing).flatMap(([number, cases]) => cases.map((facts, index) => [Number(number), index, facts] as const)),
  )('check %i objects (case %i)', (number, _index, facts) => {
    const check = checks[number - 1]!;
    const { verdict: found } = check.judge({ ...passing, ...facts });
    expect(['deny', 'hold', 'halt']).toContain(found);
    expect(objectionOf(assess('test', 'hash', { ...passing, ...facts }))).toBeDefined();
  });

  it('take no word from a gate that they do not know', () => {
    for (const word of ['ok', 'PASS', '', 'skipped']) {
      expect(checks[11]!.judge({ gate: { 12: { verdict: word, evidence: '' } } }).verdict).toBe('not-assessed');
    }
  });
});
