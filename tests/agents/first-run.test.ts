import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSigningKey, signEnvelope } from '@panal/audit';
import { buildStatement, statementPayloadType } from '@panal/audit/pure';
import type { TaskContext } from '@panal/shared-types';
import { AgentWorld, sample } from './agent-world.ts';

let world: AgentWorld;

const [titleLine = '', ...rest] = readFileSync(join(sample, 'card.md'), 'utf8').split('\n');
const mission = {
  missionId: 'm1',
  title: titleLine.replace(/^# /, ''),
  description: rest.join('\n').trim(),
  project: 'default',
  stack: 'node',
};
const advice = [{ ruleId: 'r1', text: 'Run the whole test suite before submitting.', stage: 'candidate', clusterId: 'c1' }];

beforeEach(async () => {
  world = new AgentWorld(join(sample, 'trajectory.yaml'));
});

afterEach(async () => {
  await world.stop();
});

/** A gate result as the workspace-service signs it. */
function gateOf(passed = true, key = world.gateKey): NonNullable<TaskContext['gate']> {
  const { base, head: commit } = world.workspace;
  const { diffDigest } = world.workspace.diff(base, commit);
  const subject = [
    { name: 'commit', digest: { gitCommit: commit } },
    { name: 'diff', digest: { sha256: diffDigest } },
  ];
  const statement = buildStatement({ subject, predicateType: 'urn:panal:attestation:gate:v1', predicate: { passed } });
  const envelope = signEnvelope(statementPayloadType, Buffer.from(JSON.stringify(statement)), key);
  return {
    commit,
    passed,
    summary: passed ? '9 of 9 tests pass' : '3 tests fail',
    diffDigest,
    envelopeJson: JSON.stringify(envelope),
  };
}

const failuresOf = (output: string): string => output.slice(output.indexOf('failing tests:'));

test('the sample goes from card to reviewed change, and the second attempt is right because of what it carries', async () => {
  await world.start(['product-manager', 'coder', 'reviewer']);
  const { workspace } = world;
  expect(workspace.runTests().passed).toBe(false);

  const plan = await world.run('product-manager', { mission });
  expect(plan).toMatchObject({ status: 'success', commit: workspace.head });
  expect(plan.artifact).toContain('==> openspec/changes/fix-share-rounding/specs/bill-splitting/spec.md <==');
  expect(workspace.file('openspec/changes/fix-share-rounding/proposal.md')).toContain('## Why');

  const approved = { text: plan.artifact, digest: 'd', approvedBy: 'operator' };
  const first = await world.run('coder', { mission, plan: approved });
  expect(first).toMatchObject({ status: 'success', commit: workspace.head });
  const wrong = workspace.runTests();
  expect(wrong.passed).toBe(false);
  expect(wrong.output).toContain('lie 2 cents apart');
  expect(wrong.output).toContain('✔ the shares add up to the bill');

  const findings = [{ source: 'gate' as const, attempt: 1, text: failuresOf(wrong.output) }];
  const wrongCode = workspace.file('src/split-bill.js');
  for (const context of [{}, { findings }, { advice }]) {
    const again = await world.run('coder', { mission, plan: approved, ...context }, { attempt: 2 });
    expect(again).toMatchObject({ status: 'failure', commit: '' });
    expect(again.errorMessage).toContain('without having changed anything');
    expect(workspace.file('src/split-bill.js')).toBe(wrongCode);
  }

  const second = await world.run('coder', { mission, plan: approved, findings, advice }, { attempt: 2 });
  expect(second).toMatchObject({ status: 'success', commit: workspace.head });
  expect(workspace.runTests()).toMatchObject({ passed: true });

  const review = await world.run('reviewer', { mission, plan: approved, gate: gateOf() });
  expect(review.status).toBe('success');
  expect(JSON.parse(review.artifact)).toMatchObject({
    verdict: 'approve',
    dropped: 0,
    findings: [{ severity: 'note', line: 8 }],
  });
  expect(workspace.openWorktrees()).toBe(0);
});

test('the wrong edit is made again on a fresh worktree by whoever lacks the finding or the advice', async () => {
  await world.start(['coder']);
  const start = world.workspace.head;
  const findings = [{ source: 'gate' as const, attempt: 1, text: 'the shares 335, 333, 333 lie 2 cents apart' }];
  for (const context of [{}, { findings }, { advice }]) {
    world.workspace.head = start;
    const result = await world.run('coder', { mission, ...context });
    expect(result.status).toBe('success');
    expect(world.workspace.file('src/split-bill.js')).toContain('shares[0] +=');
  }
});

test('every model call carries the key of the lease, its model and the trace of the mission', async () => {
  await world.start(['product-manager']);
  await world.run('product-manager', { mission });
  expect(world.model.requests).toHaveLength(1);
  expect(world.model.requests[0]).toMatchObject({ authorization: 'Bearer pk-panal-test', body: { model: 'scripted-demo' } });
  expect(world.model.requests[0]!.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
});

test('a card that the script does not know is a failure that says so', async () => {
  await world.start(['coder']);
  const result = await world.run('coder', {});
  expect(result).toMatchObject({ status: 'failure', errorMessage: 'No step of the trajectory matches.' });
  expect(world.workspace.openWorktrees()).toBe(0);
});

test('the reviewer rejects without asking the model where the gate is red, missing, unsigned or about something else', async () => {
  await world.start(['coder', 'reviewer']);
  await world.run('coder', { mission });
  world.model.requests.length = 0;
  const gate = gateOf();
  const unsigned = JSON.stringify({ ...(JSON.parse(gate.envelopeJson) as object), signatures: [] });
  const cases: [string, TaskContext['gate'] | undefined][] = [
    ['no gate result', undefined],
    ['did not pass', gateOf(false)],
    ['no known key signed', { ...gate, envelopeJson: unsigned }],
    ['no known key signed', gateOf(true, createSigningKey())],
    ['not a DSSE envelope', { ...gate, envelopeJson: '' }],
    ['another commit', { ...gate, commit: world.workspace.base }],
    ['says that the gate did not pass', { ...gateOf(false), passed: true }],
    ['another difference', { ...gate, diffDigest: 'f'.repeat(64) }],
  ];
  for (const [reason, given] of cases) {
    const review = await world.run('reviewer', { mission, ...(given ? { gate: given } : {}) });
    expect(review.status).toBe('failure');
    expect(review.errorMessage).toContain(reason);
    expect(JSON.parse(review.artifact)).toMatchObject({ verdict: 'reject', decidedBy: 'gate' });
  }
  expect(world.model.requests).toHaveLength(0);
  const rejected = await world.run('reviewer', { mission, gate });
  expect(rejected.errorMessage).toContain('[major] src/split-bill.js:8: One guest takes every left-over cent.');
});

test('what the workspace-service refuses to commit goes back to the model, and a loop over it ends', async () => {
  await world.start(['coder']);
  world.workspace.refuseCommits = 100;
  const result = await world.run('coder', { mission });
  expect(result.status).toBe('failure');
  expect(JSON.stringify(world.model.requests.at(-1)!.body.messages)).toContain('These paths may not be changed');
});

test('an agent says how it is, and guards its metrics', async () => {
  await world.start(['coder']);
  const address = `http://127.0.0.1:${world.readyPorts.get('coder')}`;
  await world.orchestrator.until(() => world.orchestrator.readies.length > 0);
  expect((await fetch(`${address}/healthz`)).status).toBe(200);
  expect((await fetch(`${address}/readyz`)).status).toBe(200);
  expect((await fetch(`${address}/metrics`)).status).toBe(401);
  expect(world.orchestrator.metricsUrls).toEqual([`${address}/metrics`]);
});
