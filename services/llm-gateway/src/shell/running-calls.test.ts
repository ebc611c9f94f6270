import { expect, test } from 'vitest';
import { RunningCalls } from './running-calls.ts';

const lease = (changes: object = {}) => ({
  leaseId: 't-1.1',
  missionId: 'm-1',
  project: 'p-1',
  agentId: 'a-1',
  state: 'live' as const,
  ...changes,
});

function setUp(haltCutsCalls = true) {
  const running = new RunningCalls({ haltCutsCalls });
  const cuts: string[] = [];
  const add = (requestId: string, of: object = {}): boolean =>
    running.add({ requestId, lease: lease(of), cut: (reason, scope) => cuts.push(`${requestId} ${reason} ${scope}`) });
  return { running, cuts, add };
}

const halt = (...halted: string[]) => ({ kind: 'halt-changed' as const, epoch: 1, halted });

test('a halt cuts the calls of its scope, each once', () => {
  const { running, cuts, add } = setUp();
  add('r-1');
  add('r-2', { project: 'p-2' });
  running.onEvent(halt('project:p-1'));
  running.onEvent(halt('project:p-1', 'agent:a-1'));
  expect(cuts).toEqual(['r-1 halted project:p-1', 'r-2 halted agent:a-1']);
  expect(running.size).toBe(0);
});

test('a call whose scope is halted, or whose lease ends, while its hold is made is not sent', () => {
  const { running, cuts, add } = setUp();
  running.onEvent(halt('mission:m-1'));
  expect(add('r-1')).toBe(false);
  running.onEvent(halt());
  expect(add('r-2')).toBe(true);
  expect(add('r-3', { state: 'revoked' })).toBe(false);
  expect(cuts).toEqual(['r-1 halted mission:m-1', 'r-3 lease-ended t-1.1']);
});

test('without haltCutsCalls a halt leaves them; the end of a key does not', () => {
  const { running, cuts, add } = setUp(false);
  running.onEvent(halt('global'));
  expect(add('r-1')).toBe(true);
  running.onEvent({ kind: 'revoked', leaseId: 't-1.1', reason: '', keepRunning: true });
  expect(cuts).toEqual([]);
  running.onEvent({ kind: 'released', leaseId: 't-1.1', reason: 'asked for' });
  expect(cuts).toEqual(['r-1 lease-ended t-1.1']);
});

test('a key that expires, or is revoked with its calls, cuts them', () => {
  const { running, cuts, add } = setUp();
  add('r-1', { leaseId: 'key:a' });
  add('r-2', { leaseId: 'key:b' });
  running.onEvent({ kind: 'released', leaseId: 'key:a', reason: 'key expired' });
  running.onEvent({ kind: 'released', leaseId: 'key:b', reason: 'revoked' });
  running.onEvent({ kind: 'revoked', leaseId: 'key:b', reason: '' });
  running.remove('r-3');
  expect(cuts).toEqual(['r-1 key-expired key:a', 'r-2 key-revoked key:b']);
});
