import { describe, expect, it } from 'vitest';
import type { OrchestratorEvent } from '../core/events.ts';
import { projectRecord } from './projection.ts';
import { eventCodec } from './store.ts';

const quadsOf = (event: OrchestratorEvent): string[] =>
  projectRecord({ position: 12, atMs: 1_790_000_000_000, bytes: eventCodec.encode(event) }).map(({ remove, quad }) => {
    expect(remove).toBe(false);
    return quad;
  });

const compliance = {
  step: 'dispatch',
  policyHash: 'h',
  verdicts: [[21, 'pass', 'operational "now"']],
  notAssessed: [1],
} as const;
const swarm = 'http://swarm.os/ontology/';

describe('what an event means to the graph', () => {
  it('a lease: task, transition and the verdicts of its checks', () => {
    const quads = quadsOf({
      type: 'task-leased',
      missionId: 'm-1',
      taskId: 'm-1-implement',
      epoch: 4,
      agentId: 'coder 1',
      operator: 'local',
      attempt: 2,
      leaseEndsMs: 0,
      leaseMs: 0,
      deadlineMs: 0,
      constraints: [],
      ruleSetHash: '',
      budgetNanoUsd: 0,
      keyed: false,
      commit: '',
      compliance,
    });
    expect(quads).toContain(`<http://swarm.os/task/m-1-implement> <${swarm}assignedTo> <http://swarm.os/agent/coder%201> .`);
    expect(quads).toContain(`<http://swarm.os/transition/12> <${swarm}toState> "leased" .`);
    expect(quads).toContain(`<http://swarm.os/policy-decision/12-21> <${swarm}outcome> "pass" .`);
    expect(quads).toContain(`<http://swarm.os/policy-decision/12-21> <${swarm}evidence> "Kill switch: operational \\"now\\"" .`);
    expect(quads).toContain(
      '<http://swarm.os/policy-decision/12-21> <http://www.w3.org/ns/prov#used> <http://swarm.os/check/21> .',
    );
    for (const word of ['mission', 'partOfMission'])
      expect(quads).toContain(`<http://swarm.os/task/m-1-implement> <${swarm}${word}> <http://swarm.os/mission/m-1> .`);
    expect(quads).toContain(`<http://swarm.os/task/m-1-implement> <${swarm}internalState> "leased" .`);
    expect(quads).toContain(
      `<http://swarm.os/policy-decision/12-21> <${swarm}auditSequence> "11"^^<http://www.w3.org/2001/XMLSchema#integer> .`,
    );
  });

  it('a failure: an execution record in the words of the vocabulary', () => {
    const quads = quadsOf({
      type: 'gate-finished',
      missionId: 'm-1',
      taskId: 'm-1-gate',
      epoch: 5,
      agentId: 'orchestrator-core',
      next: { state: 'waiting', reason: '1 test failed' },
      passed: false,
      commit: 'c',
      baseCommit: 'b',
      summary: '1 of 3 tests failed',
      diffDigest: 'd',
      envelopeJson: '',
      resultJson: '',
      compliance,
    });
    expect(quads).toContain('<http://swarm.os/execution/12> <http://nist.gov/caisi/resultState> "on_failure" .');
    expect(quads).toContain(`<http://swarm.os/transition/12> <${swarm}causedBy> "1 test failed" .`);
  });

  it('what is of no use there: nothing', () => {
    expect(quadsOf({ type: 'service-started', journalEpoch: 1, leaseGraceUntilMs: 0 })).toEqual([]);
    expect(quadsOf({ type: 'lease-extended', missionId: 'm', taskId: 't', epoch: 1, leaseEndsMs: 1, leaseMs: 1 })).toEqual([]);
  });
});
