import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryDir, until } from './panal-run.ts';
import { type RunningPanal, startPanal } from './running-panal.ts';
import { createSampleRepository, sampleDir } from './sample-repository.ts';

interface Rows {
  readonly results: { readonly bindings: readonly Record<string, { readonly value: string }>[] };
}

const folder = temporaryDir();
const backupDir = join(folder.path, 'backup');
let panal: RunningPanal;
let missionId: string;

/** What a first run does, on a Panal that stays, so that it can be asked afterwards. */
beforeAll(async () => {
  const sample = createSampleRepository(folder.path);
  panal = await startPanal(join(folder.path, 'data'));
  const card = ['--card', join(sampleDir, 'card.md'), '--repo', sample.repository, '--push-remote', sample.remote];
  ({ missionId } = await panal.json<{ missionId: string }>('task', 'add', ...card));
  await panal.event(missionId, /approval asked/);
  const approvals = await panal.json<readonly { approvalId: string }[]>('approve');
  await panal.json('approve', approvals[0]!.approvalId, '--yes');
  const watched = await panal.cli(['task', 'watch', missionId, '--json']);
  expect(watched.code, watched.stderr).toBe(0);
}, 240_000);
afterAll(async () => {
  await panal?.stop();
  folder.remove();
});

async function select(query: string): Promise<Record<string, string>[]> {
  const { results } = await panal.json<Rows>('synapse', 'query', `PREFIX swarm: <http://swarm.os/ontology/> ${query}`);
  return results.bindings.map((row) => Object.fromEntries(Object.entries(row).map(([name, { value }]) => [name, value])));
}

it(
  'the graph says how the mission ended, in one state for each task, and nothing broke a shape',
  { timeout: 180_000 },
  async () => {
    const mission = `<http://swarm.os/mission/${missionId}>`;
    await until(
      async () => ((await select(`SELECT ?o { ${mission} swarm:outcome ?o }`)).length > 0 ? true : undefined),
      'the end in the graph',
    );
    expect(await select(`SELECT ?o { ${mission} swarm:outcome ?o }`)).toEqual([{ o: 'done' }]);
    const tasks = await select(
      `SELECT ?task ?state { ?task a swarm:Task ; swarm:partOfMission ${mission} ; swarm:internalState ?state }`,
    );
    expect(new Set(tasks.map(({ task }) => task)).size).toBe(tasks.length);
    expect(tasks.length).toBeGreaterThan(2);
    expect(new Set(tasks.map(({ state }) => state))).toEqual(new Set(['succeeded']));
    expect(await select(`SELECT ?task { ?task swarm:mission ${mission} }`)).toHaveLength(tasks.length);
    // Whatever is about a task is about the task, not a lease of it.
    expect(
      await select('SELECT ?x ?t { ?x swarm:relatedTask ?t . FILTER(!STRSTARTS(STR(?t), "http://swarm.os/task/")) }'),
    ).toEqual([]);
    expect(await select('SELECT ?x { ?x <http://www.w3.org/ns/prov#used> ?used . FILTER(isLiteral(?used)) }')).toEqual([]);
    expect(await panal.json('synapse', 'quarantine', 'list')).toEqual({ batches: [], total: 0, forgotten: 0 });
  },
);

it('the doctor looks at Synapse, and a backup of the whole verifies', { timeout: 180_000 }, async () => {
  const doctor = await panal.cli(['doctor', '--json']);
  const findings = JSON.parse(doctor.stdout) as readonly { name: string; level: string; message: string }[];
  expect(findings.find(({ name }) => name === 'Synapse')).toMatchObject({
    level: 'ok',
    message: expect.stringMatching(/^\d{2,} quads, 0 changes not applied yet, 0 batches in quarantine$/) as string,
  });
  await panal.json('synapse', 'backup', backupDir);
  expect(await panal.json('synapse', 'verify', backupDir)).toMatchObject({ ok: true });
  expect(await panal.cli(['synapse', 'restore', backupDir])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/Panal runs on .*: stop it/) as string,
  });
});
