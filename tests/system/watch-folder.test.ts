import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningPanal, startPanal } from './running-panal.ts';
import { runPanal, temporaryDir, until } from './panal-run.ts';
import { type SampleRepository, createSampleRepository, git, sampleDir } from './sample-repository.ts';

const folder = temporaryDir();
const cards = join(folder.path, 'cards');
let panal: RunningPanal;
let sample: SampleRepository;

beforeAll(async () => {
  mkdirSync(cards);
  sample = createSampleRepository(folder.path);
  panal = await startPanal(join(folder.path, 'data'));
}, 120_000);
afterAll(async () => {
  await panal?.stop();
  folder.remove();
});

const read = (name: string): string => readFileSync(join(cards, name), 'utf8');
const edit = (name: string, change: (text: string) => string): void => writeFileSync(join(cards, name), change(read(name)));
const watch = (...more: string[]) =>
  runPanal(['watch-folder', cards, '--repo', sample.repository, '--every', '0.2', ...more], { dataDir: panal.dataDir });

it('a file becomes a mission, is approved by ticking a box, and ends pushed, though the watching dies in between', async () => {
  copyFileSync(join(sampleDir, 'card.md'), join(cards, 'bill.md'));
  writeFileSync(join(cards, 'empty.md'), '# No description\n');
  const own = read('bill.md');
  const first = watch();
  await until(() => (/^- \[ \] Approve/m.test(read('bill.md')) ? true : undefined), 'the plan is shown in the file');
  expect(read('empty.md')).toContain('not taken: empty.md has a title but says nothing of what is wanted');
  first.child.kill('SIGKILL');
  await first.finished;
  edit('bill.md', (text) => text.replace('- [ ] Approve', '- [x] Approve'));
  const second = await watch('--until-done').finished;
  expect([second.code, second.stderr]).toEqual([0, expect.stringContaining('bill.md: approved') as string]);
  const text = read('bill.md');
  expect(text.startsWith(own)).toBe(true);
  expect(text).toMatch(/\*\*Panal\*\* · done/);
  const commit = /Pushed `([0-9a-f]{12})`/.exec(text)?.[1];
  expect(git(sample.repository, 'branch', '--all', '--contains', commit!)).toContain('panal/');
  const missions = await panal.json<{ source: string; externalId: string }[]>('task', 'list');
  expect(missions).toMatchObject([{ source: 'folder', externalId: 'bill.md' }]);
  expect(readdirSync(cards).toSorted()).toEqual(['bill.md', 'empty.md']);
});

it('a box stops a task, a corrected file is taken, and nothing is made twice', async () => {
  edit('empty.md', (text) => text.replace('# No description\n', '# Described now\n\nAdd a note to the README.\n'));
  const watching = watch();
  await until(() => (/^- \[ \] Stop this task/m.test(read('empty.md')) ? true : undefined), 'the card is taken');
  edit('empty.md', (text) => text.replace('- [ ] Stop', '- [x] Stop'));
  await until(() => (read('empty.md').includes('· stopped') ? true : undefined), 'it is stopped');
  watching.child.kill('SIGINT');
  expect((await watching.finished).code).toBe(0);
  expect(await panal.json<unknown[]>('task', 'list')).toHaveLength(2);
});

it('what the orchestrator refuses is said in the file, and the other cards go on', async () => {
  writeFileSync(join(cards, 'long.md'), `# Too long\n\n${'word '.repeat(30_000)}`);
  const { code } = await watch('--until-done').finished;
  expect(code).toBe(0);
  expect(read('long.md')).toMatch(/\*\*Panal\*\* · not taken: .*description/);
  expect(read('bill.md')).toContain('· done');
});

it('a folder that is none is refused in one line', async () => {
  const { code, stderr } = await runPanal(['watch-folder', join(cards, 'none')], { dataDir: panal.dataDir }).finished;
  expect([code, stderr]).toEqual([2, expect.stringMatching(/^.*is no folder\. Create it.*\n$/) as string]);
});
