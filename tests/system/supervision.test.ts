import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAlive, runPanal, temporaryDir, until } from './panal-run.ts';
import { type RunningPanal, allGone, spawnLauncher, startPanal } from './running-panal.ts';

/** Every process stops by itself within its own time for that when it loses its supervisor. */
const ORPHANS_MS_MAX = 20_000;

let folder: ReturnType<typeof temporaryDir>;
let dataDir: string;
let panal: RunningPanal | undefined;
beforeEach(() => {
  folder = temporaryDir();
  dataDir = join(folder.path, 'data');
  panal = undefined;
});
afterEach(async () => {
  await panal?.stop();
  if (panal) await allGone(panal.running, ORPHANS_MS_MAX);
  folder.remove();
});

describe('panal up', { timeout: 180_000 }, () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('stops every child at %s and ends well', async (signal) => {
    panal = await startPanal(dataDir);
    expect(Object.keys(panal.running.children)).toHaveLength(9);
    expect(Object.values(panal.running.children).every(isAlive)).toBe(true);
    const finished = await panal.stop(signal);
    expect(finished.code, finished.stderr).toBe(0);
    expect(Object.values(panal.running.children).filter(isAlive)).toEqual([]);
    expect((await runPanal(['task', 'list'], { dataDir }).finished).code).toBe(3);
  });

  it('leaves no child behind when it is killed, and can be started again at once', async () => {
    panal = await startPanal(dataDir);
    const before = panal.running;
    await panal.stop('SIGKILL');
    panal = await startPanal(dataDir);
    await allGone(before, ORPHANS_MS_MAX);
    expect(await panal.json('task', 'list')).toEqual([]);
  });

  it('starts a killed child again, which then serves', async () => {
    panal = await startPanal(dataDir);
    const path = join(dataDir, 'running.json');
    const first = panal.running.children['orchestrator-core']!;
    process.kill(first, 'SIGKILL');
    await until(() => {
      const { children } = JSON.parse(readFileSync(path, 'utf8')) as typeof panal & { children: Record<string, number> };
      return children['orchestrator-core'] === first ? undefined : true;
    }, 'the restart of orchestrator-core');
    expect(await panal.json('task', 'list')).toEqual([]);
  });

  it('refuses a second one on the same data in one line, and the first goes on', async () => {
    panal = await startPanal(dataDir);
    for (const args of [['up', '--auto-ports'], ['up'], ['serve', 'llm-gateway'], ['serve', 'coder']]) {
      const second = await runPanal(args, { dataDir }).finished;
      expect(second.code).toBe(1);
      expect(second.stderr.trimEnd().split('\n')).toHaveLength(1);
      for (const word of ['already runs', dataDir, `process ${panal.supervisor.pid}`, 'PANAL_DATA_DIR'])
        expect(second.stderr).toContain(word);
    }
    expect(await panal.json('task', 'list')).toEqual([]);
    expect(Object.values(panal.running.children).every(isAlive)).toBe(true);
  });
});

describe('npx panal', { timeout: 240_000 }, () => {
  it('passes exit codes and the end of everything through the launcher', async () => {
    const nothing = spawnLauncher(['task', 'list'], dataDir);
    expect(await new Promise((done) => nothing.once('close', done))).toBe(3);
    const launcher = spawnLauncher(['up', '--auto-ports'], dataDir);
    const closed = new Promise((done) => launcher.once('close', done));
    let said = '';
    launcher.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await until(() => (said.includes('Panal is up') ? true : undefined), 'the start through the launcher', 120_000);
    const running = JSON.parse(readFileSync(join(dataDir, 'running.json'), 'utf8')) as RunningPanal['running'];
    launcher.kill('SIGTERM');
    expect(await closed).toBe(0);
    expect([running.pid, ...Object.values(running.children)].filter(isAlive)).toEqual([]);
  });
});
