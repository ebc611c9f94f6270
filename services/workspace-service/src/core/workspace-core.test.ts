import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stateSnapshot } from './state-snapshot.ts';
import { unsettledPushes } from './decide-push.ts';
import { type WorkspaceCommand, type WorkspaceEvent, type WorkspaceState, bounds, refKey } from './model.ts';
import { workspaceCore } from './workspace-core.ts';

const repository = (repositoryId: string, source = '/s'): WorkspaceCommand => ({
  type: 'register-repository',
  repository: {
    ...{ repositoryId, source, pushRemote: '/remote', baseBranch: 'main', gateCommand: '', allowedPaths: [] },
    ...{ sandbox: 'required', installCommand: '', lintCommand: '' },
  },
});

const open = (taskId: string, missionId: string, agentId = 'a'): WorkspaceCommand => ({
  type: 'open-worktree',
  worktree: {
    taskId,
    missionId,
    repositoryId: 'r',
    agentId,
    branch: `panal/${missionId}`,
    baseCommit: 'base',
    headCommit: 'base',
    allowedPaths: [],
  },
});

const gate = (taskId: string, missionId: string, commit: string, passed: boolean): WorkspaceCommand => ({
  type: 'record-gate',
  gate: {
    taskId,
    missionId,
    repositoryId: 'r',
    baseCommit: 'base',
    commit,
    passed,
    diffDigest: `d-${commit}`,
    summary: '',
    resultJson: '{}',
    errorLogDigest: '',
  },
});

const begin = (taskId: string, missionId: string, commit: string): WorkspaceCommand => ({
  type: 'begin-push',
  gateRequired: true,
  push: {
    taskId,
    missionId,
    repositoryId: 'r',
    remote: '/remote',
    branch: `panal/${missionId}`,
    commit,
    diffDigest: `d-${commit}`,
  },
});

/** Decides and applies, and answers the events, or the code of the refusal. */
function run(state: WorkspaceState, command: WorkspaceCommand): readonly WorkspaceEvent[] | string {
  const decision = workspaceCore.decide(state, command);
  if (!decision.ok) return decision.refusal.code;
  for (const event of decision.events) workspaceCore.apply(state, event);
  return decision.events;
}

const started = (): WorkspaceState => {
  const state = workspaceCore.initial();
  run(state, repository('r'));
  return state;
};

describe('what the workspace decides', () => {
  it('opens a worktree once, for one agent, and pins the base of the mission', () => {
    const state = started();
    expect(run(state, open('t.1', 'm'))).toHaveLength(2);
    expect(run(state, open('t.1', 'm'))).toEqual([]);
    expect(run(state, open('t.1', 'm', 'b'))).toBe('lease-lost');
    expect(run(state, open('t.2', 'm'))).toHaveLength(1);
    const moved = open('t.3', 'm') as Extract<WorkspaceCommand, { type: 'open-worktree' }>;
    expect(run(state, { ...moved, worktree: { ...moved.worktree, baseCommit: 'other' } })).toBe('conflict');
    expect(run(state, { ...moved, worktree: { ...moved.worktree, repositoryId: 'none' } })).toBe('unknown-repository');
    expect(run(state, { type: 'close-worktree', taskId: 't.1', reason: '' })).toHaveLength(1);
    expect(run(state, { type: 'close-worktree', taskId: 't.1', reason: '' })).toEqual([]);
  });

  it('refuses more worktrees than the bound', () => {
    const state = started();
    for (let at = 0; at < bounds.worktreesMax; at++) run(state, open(`t${at}.1`, 'm'));
    expect(run(state, open('more.1', 'm'))).toBe('overloaded');
    run(state, { type: 'close-worktree', taskId: 't0.1', reason: '' });
    expect(run(state, open('more.1', 'm'))).toHaveLength(1);
  });

  it('begins a push only on a passed gate with the same diff, one at a time on a branch, expecting what it pushed last', () => {
    const state = started();
    expect(run(state, begin('p.1', 'm', 'c1'))).toBe('conflict');
    run(state, gate('g.1', 'm', 'c1', false));
    expect(run(state, begin('p.1', 'm', 'c1'))).toBe('conflict');
    run(state, gate('g.2', 'm', 'c1', true));
    run(state, gate('g.3', 'm', 'c2', true));
    expect(run(state, begin('p.1', 'other', 'c1')), 'a gate of another mission').toBe('conflict');
    expect(run(state, begin('p.1', 'm', 'c1'))).toMatchObject([{ push: { expectedCommit: '', outcome: 'begun' } }]);
    expect(run(state, begin('p.1', 'm', 'c1'))).toEqual([]);
    expect(run(state, begin('p.1', 'm', 'c2'))).toBe('conflict');
    expect(run(state, begin('p.2', 'm', 'c2')), 'the first has no end yet').toBe('conflict');
    expect(unsettledPushes(state, { remote: '/remote', branch: 'panal/m' })).toHaveLength(1);
    run(state, { type: 'end-push', taskId: 'p.1', outcome: 'pushed', reason: '' });
    expect(run(state, { type: 'end-push', taskId: 'p.1', outcome: 'refused', reason: '' })).toEqual([]);
    expect(state.pushes.get('p.1')!.outcome).toBe('pushed');
    expect(run(state, begin('p.2', 'm', 'c2'))).toMatchObject([{ push: { expectedCommit: 'c1' } }]);
    run(state, { type: 'end-push', taskId: 'p.2', outcome: 'refused', reason: 'moved' });
    expect(state.pushedRefs.get(refKey('/remote', 'panal/m'))).toBe('c1');
    expect(run(state, { type: 'end-push', taskId: 'none', outcome: 'pushed', reason: '' })).toBe('not-found');
  });

  it('forgets the oldest gates beyond the bound', () => {
    const state = started();
    for (let at = 0; at <= bounds.gatesMax; at++) run(state, gate(`g${at}`, 'm', 'c', true));
    expect([state.gates.size, state.gates.has('g0'), state.gates.has('g1')]).toEqual([bounds.gatesMax, false, true]);
  });

  it('comes to the same state by events, by JSON and by snapshot, over any commands', () => {
    const id = fc.constantFrom('a', 'b', 'c');
    const command = fc.oneof(
      id.map((name) => repository(name === 'a' ? 'r' : name)),
      fc.tuple(id, id, id).map(([task, mission, agent]) => open(task, mission, agent)),
      id.map((taskId): WorkspaceCommand => ({ type: 'close-worktree', taskId, reason: 'x' })),
      fc.tuple(id, id, id, fc.boolean()).map(([task, mission, commit, passed]) => gate(task, mission, commit, passed)),
      fc.tuple(id, id, id).map(([task, mission, commit]) => begin(task, mission, commit)),
      fc
        .tuple(id, fc.constantFrom('pushed' as const, 'refused' as const))
        .map(([taskId, outcome]): WorkspaceCommand => ({ type: 'end-push', taskId, outcome, reason: '' })),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        const state = workspaceCore.initial();
        const events = commands.flatMap((next) => {
          const outcome = run(state, next);
          return typeof outcome === 'string' ? [] : outcome;
        });
        const replayed = workspaceCore.initial();
        for (const event of events) workspaceCore.apply(replayed, JSON.parse(JSON.stringify(event)) as WorkspaceEvent);
        expect(stateSnapshot.encode(replayed)).toEqual(stateSnapshot.encode(state));
        expect(stateSnapshot.encode(stateSnapshot.decode(stateSnapshot.encode(state)))).toEqual(stateSnapshot.encode(state));
        const open = [...state.pushes.values()]
          .filter(({ outcome }) => outcome === 'begun')
          .map(({ remote, branch }) => refKey(remote, branch));
        expect(new Set(open).size, 'one open push for a branch').toBe(open.length);
      }),
    );
  });
});
