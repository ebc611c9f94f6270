import { AnalystService, FailureEvent } from '@panal/shared-types/analyst';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryDir } from './panal-run.ts';
import { type RunningPanal, scriptedEnv, startPanal } from './running-panal.ts';
import { type SampleRepository, createSampleRepository, git, sampleDir } from './sample-repository.ts';
import { type TrajectoryUpstream, startTrajectoryUpstream } from './trajectory-upstream.ts';

interface Mission {
  readonly missionId: string;
  readonly state: string;
  readonly reason: string;
  readonly branch: string;
  readonly pushedCommit: string;
  readonly tasks: readonly { taskType: string; attempts: number }[];
  readonly findings: readonly { source: string; text: string }[];
}
interface Rule {
  readonly ruleId: string;
  readonly clusterId: string;
  readonly stage: string;
  readonly pinned: boolean;
  readonly evidence: { readonly applied: number; readonly succeeded: number };
}
interface Approval {
  readonly approvalId: string;
  readonly missionId: string;
  readonly digest: string;
  readonly text: string;
}

/** Every command is tried against one Panal, in the order of these tests. */
const folder = temporaryDir();
let panal: RunningPanal;
let upstream: TrajectoryUpstream;
let sample: SampleRepository;
let missionId: string;

beforeAll(async () => {
  upstream = await startTrajectoryUpstream(join(sampleDir, 'trajectory.yaml'));
  sample = createSampleRepository(folder.path);
  // A priced model stands beside the scripted one, so that limits have something to refuse.
  panal = await startPanal(join(folder.path, 'data'), { ...scriptedEnv, OPENAI_BASE_URL: upstream.baseUrl });
}, 120_000);
afterAll(async () => {
  await panal?.stop();
  await upstream.stop();
  folder.remove();
});

const addArguments = (...more: string[]): string[] => {
  const own = ['--card', join(sampleDir, 'card.md'), '--repo', sample.repository, '--push-remote', sample.remote];
  return ['task', 'add', ...own, ...more];
};
const add = async (...more: string[]): Promise<string> =>
  (await panal.json<{ missionId: string }>(...addArguments(...more))).missionId;
const show = (id: string): Promise<Mission> => panal.json<Mission>('task', 'show', id);

async function expectFailure(
  args: readonly string[],
  code: number,
  words: RegExp,
  env: Record<string, string> = {},
): Promise<void> {
  const finished = await panal.cli(args, env);
  expect(finished.stderr, args.join(' ')).toMatch(words);
  expect(finished.stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(finished.code).toBe(code);
}

describe('tasks', { timeout: 180_000 }, () => {
  it('are added once for a key', async () => {
    const first = await panal.json<{ missionId: string; created: boolean }>(...addArguments('--key', 'card-1'));
    const again = await panal.json<{ missionId: string; created: boolean }>(...addArguments('--key', 'card-1'));
    expect([first.created, again.created]).toEqual([true, false]);
    expect(again.missionId).toBe(first.missionId);
    missionId = first.missionId;
    expect((await panal.json<Mission[]>('task', 'list')).map((mission) => mission.missionId)).toEqual([missionId]);
    const words = await panal.cli(['task', 'list']);
    expect(words.stdout).toContain(missionId);
    await expectFailure(['task', 'show', 'm-none'], 1, /There is no mission m-none/);
  });

  it('wait for an approval that is listed, shown and asked for', async () => {
    await panal.event(missionId, /approval asked/);
    expect(await show(missionId)).toMatchObject({ state: 'awaiting-approval', pushedCommit: '' });
    const [approval, ...others] = await panal.json<Approval[]>('approve');
    expect(others).toEqual([]);
    expect(approval).toMatchObject({ missionId, digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const shown = await panal.cli(['approve', approval!.approvalId, '--show']);
    expect(shown.stdout.trim()).toBe(approval!.text.trim());
    expect(shown.stdout).toContain('## Why');
    await expectFailure(['approve', approval!.approvalId], 2, /no terminal.*--yes or --reject/);
    await expectFailure(['approve', 'a-none', '--yes'], 1, /No approval "a-none" is pending/);
  });

  it('go back with the reason when rejected, and on to the branch when approved', async () => {
    await panal.json('approve', missionId, '--reject', '--comment', 'name the file');
    await panal.event(missionId, /plan.*attempt 2 leased/);
    await panal.event(missionId, /approval asked[^]*/);
    const approval = await pendingApproval(missionId);
    expect((await show(missionId)).findings).toMatchObject([{ text: expect.stringContaining('name the file') }]);
    expect(await panal.json('approve', approval.approvalId, '--yes')).toEqual({
      approvalId: approval.approvalId,
      approved: true,
    });
    const watched = await panal.cli(['task', 'watch', missionId, '--json']);
    expect(watched.code, watched.stderr).toBe(0);
    const events = watched.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { missionId: string });
    expect(new Set(events.map((event) => event.missionId))).toEqual(new Set([missionId]));
    const done = await show(missionId);
    expect(done).toMatchObject({ state: 'done' });
    expect(git(sample.remote, 'rev-parse', `refs/heads/${done.branch}`)).toBe(done.pushedCommit);
    expect(await panal.json('approve')).toEqual([]);
  });

  it('end when they are cancelled, and nothing of them is pushed', async () => {
    const cancelled = await add();
    await panal.event(cancelled, /approval asked/);
    await panal.json('task', 'cancel', cancelled, '--reason', 'not needed');
    expect(await show(cancelled)).toMatchObject({
      state: 'cancelled',
      reason: expect.stringContaining('not needed'),
      pushedCommit: '',
    });
    expect(await panal.json('approve')).toEqual([]);
    expect((await panal.cli(['task', 'watch', cancelled])).code).toBe(1);
    await expectFailure(['task', 'cancel', 'm-none'], 1, /no mission m-none/);
  });
});

/** The newest approval of a task; after a rejection it is a new one. */
async function pendingApproval(id: string): Promise<Approval> {
  for (let left = 100; left > 0; left -= 1) {
    const found = (await panal.json<Approval[]>('approve')).find((approval) => approval.missionId === id);
    if (found) return found;
  }
  throw new Error(`${id} never waited for an approval`);
}

describe('spend and limits', { timeout: 180_000 }, () => {
  it('show every call and every scope', async () => {
    const usages = await panal.json<{ model: string; scripted: boolean; costNanoUsd: number }[]>('spend', '--usage');
    expect(usages.length).toBeGreaterThan(5);
    expect(usages.every(({ scripted, costNanoUsd, model }) => scripted && costNanoUsd === 0 && model === 'scripted-demo')).toBe(
      true,
    );
    expect((await panal.cli(['spend', '--usage'])).stdout).toContain('(scripted)');
    const scopes = await panal.json<{ scope: string; heldNanoUsd: number }[]>('spend');
    expect(scopes.map(({ scope }) => scope)).toContain(`mission:${missionId}`);
    expect(scopes.every(({ heldNanoUsd }) => heldNanoUsd === 0)).toBe(true);
  });

  it('refuse priced calls at a limit of 0, and let the task go on after it is raised', async () => {
    await panal.json('limit', 'set', 'global', '0');
    const priced = await add('--model', 'gpt-4o-mini');
    await panal.event(priced, /limit \$0\.00|budget/i);
    expect(upstream.billed).toEqual([]);
    await panal.json('limit', 'set', 'global', '5');
    if ((await waitSettled(priced)) === 'held') await panal.json('resume', '--task', priced);
    await panal.event(priced, /approval asked/);
    expect(upstream.billed.map(({ step }) => step)).toEqual(['plan']);
    const [plan] = upstream.billed;
    const usages = await panal.json<{ costNanoUsd: number }[]>('spend', '--task', priced);
    expect(usages.map(({ costNanoUsd }) => costNanoUsd)).toEqual([plan!.inputTokens * 150 + plan!.outputTokens * 600]);
    await panal.json('task', 'cancel', priced);
    await expectFailure(['limit', 'set', 'global', '5', '--window', 'weekly'], 2, /daily, monthly, total/);
    await expectFailure(['limit', 'set', 'planet:earth', '5'], 1, /planet/);
  });
});

/** The state of a task once it waits for a person, or for its approval. */
async function waitSettled(id: string): Promise<string> {
  await panal.event(id, /held:|approval asked/);
  return (await show(id)).state;
}

describe('rules', { timeout: 120_000 }, () => {
  it('are listed and shown with their cluster, pinned, retired, and no longer vetoed', async () => {
    const [rule] = await panal.json<Rule[]>('rules', 'list', '--stage', 'candidate');
    const clusters = await panal.json<{ clusterId: string; ruleId: string }[]>('rules', 'clusters');
    expect(clusters.find(({ clusterId }) => clusterId === rule!.clusterId)).toMatchObject({ ruleId: rule!.ruleId });
    expect(await panal.json<Rule>('rules', 'show', rule!.ruleId)).toMatchObject({ ruleId: rule!.ruleId, stage: 'candidate' });
    const { stdout } = await panal.cli(['rules', 'show', rule!.ruleId]);
    expect(stdout).toMatch(/seen \d+ times? in \d+ tasks?/);
    expect(stdout).toContain('an example');
    await expectFailure(['rules', 'list', '--stage', 'odd'], 2, /no stage "odd". Stages: candidate/);
    // The second attempt had the rule as advice, and its mission was done: the orchestrator has told the analyst so.
    const evidence = async () => (await panal.json<Rule>('rules', 'show', rule!.ruleId)).evidence;
    await expect.poll(async () => (await evidence()).succeeded, { timeout: 30_000 }).toBeGreaterThanOrEqual(1);
    expect((await evidence()).applied).toBeGreaterThanOrEqual((await evidence()).succeeded);
    expect(await panal.json<Rule>('rules', 'pin', rule!.ruleId)).toMatchObject({ stage: 'binding', pinned: true });
    expect(await panal.json<Rule>('rules', 'unpin', rule!.ruleId)).toMatchObject({ stage: 'candidate', pinned: false });
    expect(await panal.json<Rule>('rules', 'pin', rule!.ruleId)).toMatchObject({ stage: 'binding', pinned: true });
    expect(await panal.json<Rule>('rules', 'retire', rule!.ruleId, '--reason', 'old')).toMatchObject({ stage: 'retired' });
    await expectFailure(['rules', 'veto', rule!.ruleId], 1, /is retired/);
    expect(await panal.json<Rule>('rules', 'reopen', rule!.ruleId)).toMatchObject({ stage: 'candidate' });
    expect(await panal.json<Rule>('rules', 'veto', rule!.ruleId)).toMatchObject({ stage: 'retired' });
    const history = await panal.json<{ decision: string; reason: string }[]>('rules', 'history', rule!.ruleId);
    expect(history.map(({ decision }) => decision)).toEqual(['pinned', 'unpinned', 'pinned', 'retired', 'reopened', 'vetoed']);
    expect(history[3]).toMatchObject({ reason: 'old' });
    await expectFailure(['rules', 'show', 'r-none'], 1, /There is no rule "r-none"/);
  });

  it('are vetoed for good', async () => {
    // A failure of another kind, told by the only one of these processes that nobody drives from the command line.
    const analyst = panal.channel('analyst', 'coder');
    const error = 'TypeError: cannot read properties of undefined (reading "menu")\n    at order (src/waiter.js:12:7)';
    const told = FailureEvent.fromPartial({ agentId: 'coder', taskId: 'legacy-1', errorLog: error, stack: 'node' });
    expect(await analyst.call(AnalystService.reportFailure, told)).toMatchObject({ ruleGenerated: true });
    analyst.close();
    const [rule] = await panal.json<Rule[]>('rules', 'list', '--stage', 'candidate');
    expect(await panal.json<Rule>('rules', 'veto', rule!.ruleId, '--reason', 'no lesson')).toMatchObject({ stage: 'retired' });
    await expectFailure(['rules', 'pin', rule!.ruleId], 1, /is retired/);
  });
});

describe('tokens', { timeout: 90_000 }, () => {
  const tokenFile = async (...args: string[]): Promise<Record<string, string>> => {
    const { code, stdout, stderr } = await panal.cli(['token', ...args]);
    expect(code, stderr).toBe(0);
    const path = join(folder.path, `${args[1]}.token`);
    writeFileSync(path, stdout, { mode: 0o600 });
    return { PANAL_TOKEN_FILE: path };
  };

  it('of an agent approve nothing, set no limit and halt nothing', async () => {
    const waiting = await add();
    await panal.event(waiting, /approval asked/);
    const { approvalId } = await pendingApproval(waiting);
    const agent = await tokenFile('--subject', 'eve', '--role', 'agent', '--kind', 'coder');
    for (const args of [
      ['approve', approvalId, '--yes'],
      ['limit', 'set', 'global', '1000'],
      ['halt', '--reason', 'mine'],
      ['resume'],
      ['task', 'cancel', waiting],
      ['rules', 'pin', 'r-any'],
    ])
      await expectFailure(args, 1, /"eve" may not/, agent);
    expect(await show(waiting)).toMatchObject({ state: 'awaiting-approval' });
    expect(await panal.json('halt', '--show')).toMatchObject({ operational: true });
    await panal.json('task', 'cancel', waiting);
  });

  it('of a viewer read and change nothing', async () => {
    const viewer = await tokenFile('--subject', 'ann', '--role', 'viewer');
    expect((await panal.cli(['task', 'list', '--json'], viewer)).code).toBe(0);
    expect((await panal.cli(['spend', '--json'], viewer)).code).toBe(0);
    await expectFailure(['halt', '--reason', 'mine'], 1, /"ann" may not/, viewer);
    await expectFailure(addArguments(), 1, /"ann" may not/, viewer);
  });

  it('that were changed or are none say so', async () => {
    const path = join(folder.path, 'forged.token');
    const [head, , signature] = readFileSync(join(panal.dataDir, 'auth', 'operator.token'), 'utf8')
      .trim()
      .split('.');
    const claims = Buffer.from(JSON.stringify({ iss: 'panal', sub: 'operator', roles: ['operator'], exp: 4e9 })).toString(
      'base64url',
    );
    writeFileSync(path, `${head}.${claims}.${signature}`);
    await expectFailure(['task', 'list'], 1, /token/i, { PANAL_TOKEN_FILE: path });
    await expectFailure(['task', 'list'], 3, /none\.token|operator token/, { PANAL_TOKEN_FILE: join(folder.path, 'none.token') });
  });
});

describe('doctor and usage', { timeout: 60_000 }, () => {
  it('reports on everything that a run needs', async () => {
    const finished = await panal.cli(['doctor', '--json']);
    const findings = JSON.parse(finished.stdout) as { name: string; level: string }[];
    expect(findings.map(({ name }) => name)).toEqual([
      'Node.js',
      'git',
      'sandbox',
      'ports',
      'models',
      'data folder',
      'Trello',
      'Synapse',
    ]);
    expect(finished.code).toBe(findings.some(({ level }) => level === 'problem') ? 1 : 0);
    expect(findings.find(({ name }) => name === 'ports')).toMatchObject({ level: 'ok' });
  });

  it('answers wrong use with code 2 and help with code 0', async () => {
    for (const args of [
      ['task', 'add'],
      ['halt'],
      ['task', 'list', '--nonsense'],
      ['limit', 'set', 'global'],
      ['resume', '--task', 'a', '--agent', 'b'],
    ])
      expect((await panal.cli(args)).code, args.join(' ')).toBe(2);
    for (const args of [['--help'], ['task', 'add', '--help'], ['--version']]) expect((await panal.cli(args)).code).toBe(0);
  });
});
