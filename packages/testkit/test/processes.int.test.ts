import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createAuthenticator, tokenPath } from '@panal/kernel/runtime';
import {
  type TestProcess,
  createDataDir,
  isAlive,
  processState,
  startProcess,
  startService,
  takeRecentOutput,
  temporaryDir,
  until,
} from '../src/index.ts';

const program = new URL('small-program.ts', import.meta.url);
const started: TestProcess[] = [];

async function start(mode: string): Promise<TestProcess> {
  const child = await startProcess({ program, arguments: [mode] });
  started.push(child);
  return child;
}

afterEach(async () => {
  for (const child of started.splice(0)) await child.kill();
});

describe('a process', () => {
  test('is ready with its ports, and ends by a kill', async () => {
    const child = await start('serve');
    expect(child.ports).toEqual({ grpc: 1, http: 2 });
    expect(child.output).toContain('hello from serve in no folder');
    expect(child.pssBytes()).toBeGreaterThan(10 * 1024 * 1024);
    expect(await child.kill()).toEqual({ code: null, signal: 'SIGKILL' });
    expect(isAlive(child.pid)).toBe(false);
    expect(await child.kill()).toEqual({ code: null, signal: 'SIGKILL' });
  });

  test('stops in order, with all of its output read', async () => {
    const child = await start('serve');
    expect(await child.terminate()).toEqual({ code: 0, signal: null });
    expect(child.output).toContain('"stopped"');
  });

  test('stands still while it is frozen, and can be killed then, too', async () => {
    const child = await start('serve');
    await child.pause();
    expect(processState(child.pid)).toBe('T');
    child.resume();
    await until(() => processState(child.pid) !== 'T' || undefined, 'the thaw');
    await child.pause();
    expect(await child.kill()).toMatchObject({ signal: 'SIGKILL' });
  });

  test('that cannot start says why, with what it wrote', async () => {
    await expect(start('refuse')).rejects.toThrow(/^the setting is wrong\n[^]*hello from refuse/);
    await expect(start('die')).rejects.toThrow(/^ended with 3 before it was ready\n[^]*hello from die/);
    await expect(startProcess({ program: '/nowhere/main.ts' })).rejects.toThrow('ended with 1 before it was ready');
  });

  test('shows what it said to the test after its end, and no longer', async () => {
    takeRecentOutput();
    const child = await start('serve');
    const ofChild = (): string[] => takeRecentOutput().filter((text) => text.startsWith(`process ${child.pid} said:`));
    expect(ofChild()).toHaveLength(1);
    await child.kill();
    expect(ofChild()[0]).toContain('hello from serve');
    expect(ofChild()).toEqual([]);
  });

  test('ends when the test process that started it has died', async () => {
    const script = `
      import { startProcess } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)};
      const child = await startProcess({ program: new URL(${JSON.stringify(program.href)}) });
      console.log(child.pid);
      setInterval(() => undefined, 1000);`;
    const parent = spawn(process.execPath, ['--conditions=panal-source', '--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(parent.stdout.setEncoding('utf8'), 'data')) as [string];
    const pid = Number(line);
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await until(() => !isAlive(pid) || undefined, 'the end of the orphan');
  });
});

test('a service gets its folder, its name and free ports', async () => {
  const dataDir = await createDataDir('small-program');
  try {
    const service = await startService({ program, dataDir, portsName: 'SMALL' });
    started.push(service);
    expect(service.output).toContain(`in ${dataDir.path}`);
    expect([service.grpcAddress, service.httpUrl]).toEqual(['127.0.0.1:0', 'http://127.0.0.1:2']);
  } finally {
    dataDir.remove();
  }
});

test('a data folder authenticates those it made tokens for, and goes away', async () => {
  const dataDir = await createDataDir('llm-gateway');
  const file = tokenPath(dataDir.path, 'llm-gateway');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const authenticator = await createAuthenticator(dataDir.path);
  const own = await authenticator.authenticate(readFileSync(file, 'utf8').trim());
  expect(own).toMatchObject({ ok: true, principal: { subject: 'llm-gateway', roles: ['service'] } });
  const token = await dataDir.token({ subject: 'coder-1', roles: ['agent'], kind: 'coder' });
  expect(await authenticator.authenticate(token)).toMatchObject({ ok: true, principal: { subject: 'coder-1', kind: 'coder' } });
  dataDir.remove();
  dataDir.remove();
  expect(existsSync(dataDir.path)).toBe(false);
});

test('a temporary folder is empty, absolute and its own', () => {
  const dirs = [temporaryDir('one'), temporaryDir('one')] as const;
  expect(dirs[0].path).not.toBe(dirs[1].path);
  expect(dirs[0].path).toMatch(/^\/.*panal-one-/);
  expect(existsSync(join(dirs[0].path))).toBe(true);
  for (const dir of dirs) dir.remove();
  expect(dirs.some(({ path }) => existsSync(path))).toBe(false);
});
