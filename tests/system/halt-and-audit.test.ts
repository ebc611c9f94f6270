import { readJournalOffline } from '@panal/journal';
import { GatewayAdminService, MintKeyRequest } from '@panal/shared-types/gateway';
import { cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPanal, temporaryDir } from './panal-run.ts';
import { type RunningPanal, startPanal } from './running-panal.ts';
import { createSampleRepository, git, sampleDir } from './sample-repository.ts';

interface Mission {
  readonly state: string;
  readonly reason: string;
  readonly branch: string;
  readonly pushedCommit: string;
  readonly tasks: readonly { taskType: string; state: string; attempts: number }[];
}
interface HaltState {
  readonly operational: boolean;
  readonly entries: readonly { scope: string; reason: string; actor: string }[];
  readonly leasesOpen: number;
}

/** The gateway hears of a halt within two seconds, of a restart's at once; a loaded machine takes longer. */
const HEARD_MS_MAX = 30_000;

const folder = temporaryDir();
const dataDir = join(folder.path, 'data');
let panal: RunningPanal;
let missionId: string;
let key: string;

beforeAll(async () => {
  panal = await startPanal(dataDir);
  const gateway = panal.channel('gateway', 'orchestrator-core');
  const request = MintKeyRequest.fromPartial({ leaseId: 'probe.1', missionId: 'probe', project: 'p', agentId: 'probe' });
  ({ key } = await gateway.call(GatewayAdminService.mintKey, { ...request, expiresMs: Date.now() + 3_600_000 }));
  gateway.close();
}, 120_000);
afterAll(async () => {
  await panal?.stop();
  folder.remove();
});

/** Asks the model as an agent would: HTTP status and error code. */
async function askModel(): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${panal.running.ports['gateway']!['http']}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'scripted-demo',
      messages: [{ role: 'user', content: "Receipts don't add up" }],
      tools: [{ type: 'function', function: { name: 'write_change', parameters: { type: 'object' } } }],
    }),
  });
  const body = (await response.json()) as { error?: { code?: string } };
  return body.error ? `${response.status} ${body.error.code}` : String(response.status);
}

async function expectModelAnswers(wanted: string): Promise<void> {
  const endMs = Date.now() + HEARD_MS_MAX;
  let answer = await askModel();
  while (answer !== wanted && Date.now() < endMs) {
    await new Promise((done) => setTimeout(done, 100));
    answer = await askModel();
  }
  expect(answer).toBe(wanted);
}

const show = (): Promise<Mission> => panal.json<Mission>('task', 'show', missionId);

async function expectHalted(): Promise<void> {
  const state = await panal.json<HaltState>('halt', '--show');
  expect(state).toMatchObject({ operational: false, leasesOpen: 0 });
  expect(state.entries).toMatchObject([{ scope: 'global', reason: 'spend looks wrong', actor: 'operator' }]);
  expect((await panal.cli(['halt', '--show'])).stdout).toContain('Halted.');
  await expectModelAnswers('403 halted');
  const mission = await show();
  expect(mission.reason).toMatch(/halted/);
  expect(mission.tasks.map(({ attempts }) => attempts)).toEqual([0, 0, 0, 0, 0]);
}

describe('a halt', { timeout: 240_000 }, () => {
  it('stops dispatch and model calls, also after a restart, until it is taken back', async () => {
    await expectModelAnswers('200');
    const sample = createSampleRepository(folder.path);
    await panal.json('halt', '--reason', 'spend looks wrong');
    const card = ['--card', join(sampleDir, 'card.md'), '--repo', sample.repository, '--push-remote', sample.remote];
    ({ missionId } = await panal.json<{ missionId: string }>('task', 'add', ...card));
    await expectHalted();

    await panal.stop();
    panal = await startPanal(dataDir);
    await expectHalted();

    expect(await panal.json('resume', '--reason', 'it was right')).toMatchObject({ operational: true, entries: [] });
    await expectModelAnswers('200');
    await panal.event(missionId, /approval asked/);
    await panal.json('halt', '--reason', 'once more');
    const refused = await panal.cli(['approve', missionId, '--yes', '--json']);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/Kill switch.*once more/)]);
    await panal.json('resume');
    await panal.json('approve', missionId, '--yes');
    expect((await panal.cli(['task', 'watch', missionId])).code).toBe(0);
    const done = await show();
    expect(git(sample.remote, 'rev-parse', `refs/heads/${done.branch}`)).toBe(done.pushedCommit);
  });
});

interface Verdict {
  readonly ok: boolean;
  readonly size: number;
  readonly checkpoints: number;
  readonly firstBadSequence: number;
  readonly problem: string;
}

/** The texts of a journal's records, up to the first that is damaged. */
async function readableRecords(journal: string): Promise<string[]> {
  const texts: string[] = [];
  try {
    for await (const { bytes } of readJournalOffline(journal)) texts.push(Buffer.from(bytes).toString('latin1'));
  } catch (error) {
    expect(error).toMatchObject({ name: 'JournalDamagedError' });
  }
  return texts;
}

/** Changes one byte of the last text in a journal that names the task. */
function flipByte(journal: string): void {
  const needle = Buffer.from(missionId);
  const segments = readdirSync(journal).map((name) => join(journal, name));
  const path = segments.toSorted().findLast((segment) => readFileSync(segment).includes(needle))!;
  const bytes = readFileSync(path);
  bytes[bytes.lastIndexOf(needle) + 3]! ^= 1;
  writeFileSync(path, bytes);
}

describe('the audit log', { timeout: 120_000 }, () => {
  it('verifies while Panal runs and after it has stopped', async () => {
    const running = await panal.json<Verdict>('audit', 'verify');
    expect(running).toMatchObject({ ok: true });
    expect(running.size).toBeGreaterThan(10);
    await panal.stop();
    const stopped = await panal.json<Verdict>('audit', 'verify');
    expect(stopped).toMatchObject({ ok: true });
    expect(stopped.size).toBeGreaterThanOrEqual(running.size);
    expect(stopped.checkpoints).toBeGreaterThan(0);
  });

  it('does not verify with one changed byte, and names the first bad sequence', async () => {
    const copy = join(folder.path, 'copy');
    cpSync(join(dataDir, 'orchestrator'), join(copy, 'orchestrator'), { recursive: true });
    const journal = join(copy, 'orchestrator', 'journal');
    const before = await readableRecords(journal);
    flipByte(journal);
    // Records that were flushed together share a checksum, so the first bad one may stand a few before the changed byte.
    const after = await readableRecords(journal);
    expect(after).toEqual(before.slice(0, after.length));
    expect(before.findLastIndex((text) => text.includes(missionId))).toBeGreaterThanOrEqual(after.length);
    const { code, stdout } = await runPanal(['audit', 'verify', '--json'], { dataDir: copy }).finished;
    expect(code).toBe(1);
    const verdict = JSON.parse(stdout) as Verdict;
    expect(verdict).toMatchObject({ ok: false, firstBadSequence: after.length, problem: expect.stringContaining('byte') });
    const words = await runPanal(['audit', 'verify'], { dataDir: copy }).finished;
    expect(words.stdout).toContain(`does not verify from sequence ${after.length} on`);
    expect(words.code).toBe(1);
  });
});
