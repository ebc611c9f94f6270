import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { canRunAs, confining, SandboxBench, users } from './sandbox-bench.ts';

const canary = 'canary-6f1c';
const connectScript = (port: number): string => `
  const socket = require('node:net').connect({ port: ${port}, host: '127.0.0.1' });
  socket.on('connect', () => { console.log('connected'); socket.end(); });
  socket.on('error', (error) => { console.log('refused', error.code); });
`;

for (const { profile, works } of confining) {
  for (const user of users) {
    describe.skipIf(!works || !canRunAs(user))(`${profile} as ${user}`, () => {
      const bench = new SandboxBench(profile, user);
      let server: Server;
      let port: number;
      beforeAll(async () => {
        server = createServer((socket) => socket.end());
        await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
        ({ port } = server.address() as AddressInfo);
      });
      afterEach(() => bench.removeFolders());
      afterAll(() => server.close());

      test('no network, not even the loopback of the machine; its own works', async () => {
        const result = await bench.run({ command: ['node', '-e', connectScript(port)] });
        expect(result.output).toBe('refused ECONNREFUSED\n');
        const own = `require('node:http').createServer((q, s) => s.end('mine')).listen(0, 'localhost', async function () {
          console.log(await (await fetch('http://localhost:' + this.address().port)).text()); this.close(); })`;
        expect((await bench.run({ command: ['node', '-e', own] })).output).toBe('mine\n');
      });

      test('the network of the machine is there when it was asked for', async () => {
        const result = await bench.run({ command: ['node', '-e', connectScript(port)], network: 'host' });
        expect(result.output).toBe('connected\n');
        expect(result.evidence).toMatchObject({ network: 'host', namespaces: ['ipc', 'mnt', 'pid', 'user', 'uts'] });
      });

      test('nothing of the machine can be read but programs, and no link leads out', async () => {
        const home = bench.folder();
        const cwd = bench.folder();
        writeFileSync(join(home, 'canary'), canary, { mode: 0o644 });
        symlinkSync(join(home, 'canary'), join(cwd, 'link'));
        const result = await bench.shell(
          `cat ${home}/canary link /etc/shadow /root/.profile; ls /home /root /var /run /sys; ls -A /`,
          { cwd },
        );
        expect(result.output).not.toContain(canary);
        expect(
          result.stdout.split('\n').filter((name) => ['home', 'root', 'var', 'run', 'sys', 'opt', 'mnt'].includes(name)),
        ).toEqual([]);
      });

      test('nothing outside can be written, the tree can', async () => {
        const other = bench.folder();
        const cwd = bench.folder();
        const places = ['/', '/usr', '/usr/bin', '/etc', '/dev', '/proc', '/proc/sys/kernel', other];
        const script = `for place in ${places.join(' ')}; do (: > $place/written) 2>/dev/null && echo "$place"; done; echo mine > written; echo tmp > /tmp/written`;
        expect(await bench.shell(script, { cwd })).toMatchObject({ exitCode: 0, output: '' });
        expect(readFileSync(join(cwd, 'written'), 'utf8')).toBe('mine\n');
        expect(existsSync(join(other, 'written'))).toBe(false);
        expect(existsSync('/tmp/written')).toBe(false);
      });

      test('settings of the kernel cannot be written, even with the value they have', async () => {
        const setting = '/proc/sys/vm/swappiness';
        const result = await bench.shell(`value=$(cat ${setting}); echo "$value" > ${setting} && echo changed`);
        expect(result.stdout).toBe('');
        expect(result.stderr).toMatch(/Read-only|Permission|denied/);
      });

      test('no capabilities, no way to gain any, no further namespaces', async () => {
        const result = await bench.shell(
          'grep -E "^(Cap(Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs)" /proc/self/status; unshare --user true || echo denied',
        );
        const lines = result.stdout.trim().split('\n');
        expect(lines.filter((line) => /^Cap...:\t0{16}$/.test(line))).toHaveLength(5);
        expect(lines).toContain('NoNewPrivs:\t1');
        expect(lines.at(-1)).toBe('denied');
      });

      test('other processes are neither seen nor reached', async () => {
        const result = await bench.shell(`ls /proc | grep -c '^[0-9]'; kill -0 ${process.pid} || echo unreachable`);
        expect(Number(result.stdout.split('\n')[0])).toBeLessThan(8);
        expect(result.stdout).toContain('unreachable');
      });

      test('the git folder is read-only, whole, and cannot be moved away', async () => {
        const cwd = bench.folder();
        mkdirSync(join(cwd, '.git', 'hooks'), { recursive: true, mode: 0o777 });
        writeFileSync(join(cwd, '.git', 'config'), '[core]\n', { mode: 0o666 });
        const attempts = [
          ': > .git/hooks/post-checkout',
          ': > .git/config',
          ': > .git/commondir',
          'mv .git away',
          'rm -rf .git',
          'mount --bind /tmp .git',
          'umount .git',
        ];
        const result = await bench.shell(attempts.map((attempt) => `(${attempt}) 2>/dev/null && echo "${attempt}"`).join('\n'), {
          cwd,
        });
        expect(result.stdout).toBe('');
        expect(readFileSync(join(cwd, '.git', 'config'), 'utf8')).toBe('[core]\n');
      });

      test('the git file of a worktree cannot be pointed elsewhere', async () => {
        const cwd = bench.folder();
        writeFileSync(join(cwd, '.git'), 'gitdir: /elsewhere\n', { mode: 0o666 });
        const attempts = ['echo "gitdir: evil" > .git', 'rm -f .git', 'mv .git away', 'ln -sf evil .git'];
        const result = await bench.shell(attempts.map((attempt) => `(${attempt}) 2>/dev/null && echo "${attempt}"`).join('\n'), {
          cwd,
        });
        expect(result.stdout).toBe('');
        expect(readFileSync(join(cwd, '.git'), 'utf8')).toBe('gitdir: /elsewhere\n');
      });

      test('further paths are shown as asked, inside the tree and out of it', async () => {
        const cwd = bench.folder();
        const shown = bench.folder();
        const shared = bench.folder();
        mkdirSync(join(cwd, 'locked'));
        writeFileSync(join(cwd, 'locked', 'file'), 'kept', { mode: 0o666 });
        writeFileSync(join(shown, 'file'), canary, { mode: 0o644 });
        const script = `cat ${shown}/file; echo x > ${shown}/file; echo x > locked/file; echo new > ${shared}/file`;
        const result = await bench.shell(script, { cwd, readOnlyPaths: [shown, join(cwd, 'locked')], writablePaths: [shared] });
        expect(result.stdout).toBe(canary);
        expect(readFileSync(join(shown, 'file'), 'utf8')).toBe(canary);
        expect(readFileSync(join(cwd, 'locked', 'file'), 'utf8')).toBe('kept');
        expect(readFileSync(join(shared, 'file'), 'utf8')).toBe('new\n');
      });

      test('a tree below a read-only path stays writable', async () => {
        const repository = bench.folder();
        const cwd = join(repository, 'work tree');
        mkdirSync(cwd, { mode: 0o777 });
        const script = `: > ../outside; echo inside > file`;
        await bench.shell(`chmod 777 "${cwd}" || :`, { cwd: repository });
        const result = await bench.shell(script, { cwd, readOnlyPaths: [repository] });
        expect(result.stderr).toMatch(/outside/);
        expect(existsSync(join(repository, 'outside'))).toBe(false);
      });
    });
  }
}

test('the canaries are there for an unconfined command, so the tests above mean something', async () => {
  const bench = new SandboxBench('none');
  const server = createServer((socket) => socket.end());
  try {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const home = bench.folder();
    writeFileSync(join(home, 'canary'), canary);
    expect((await bench.shell(`cat ${home}/canary`)).stdout).toBe(canary);
    expect((await bench.run({ command: ['node', '-e', connectScript((server.address() as AddressInfo).port)] })).stdout).toBe(
      'connected\n',
    );
  } finally {
    server.close();
    bench.removeFolders();
  }
});
