import { once } from 'node:events';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { argumentBytesMax } from '@panal/sandbox';
import { canRunAs, confining, SandboxBench, users } from './sandbox-bench.ts';
import type { User } from './sandbox-bench.ts';

const unconfined = { profile: 'none', works: true } as const;
const cases = [...confining, unconfined].flatMap(({ profile, works }) =>
  users.map((user): [string, User, boolean] => [profile, user, works]),
);

// A number of seconds nobody else sleeps for marks our processes in /proc.
const uniqueSeconds = (): string => `9${Math.random().toString().slice(2, 11)}`;

function processesWith(argument: string): string[] {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return ids.filter((id) => {
    try {
      return readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0').includes(argument);
    } catch {
      return false;
    }
  });
}

/** How long something that is about to happen is awaited before the test fails. */
const settle = { timeout: 10_000 };

for (const [profile, user, works] of cases) {
  describe.skipIf(!works || !canRunAs(user))(`${profile} as ${user}`, () => {
    const bench = new SandboxBench(profile as 'none', user);
    afterEach(() => bench.removeFolders());

    test('a time-out ends children and grandchildren, and what was said until then is kept', async () => {
      const seconds = uniqueSeconds();
      const result = await bench.shell(
        `echo begun; (sh -c "sleep ${seconds} & sleep ${seconds}" >/dev/null 2>&1 &); sleep ${seconds}`,
        { timeoutMs: 4000 },
      );
      expect(result).toMatchObject({ timedOut: true, exitCode: 137, signal: 'SIGKILL', stdout: 'begun\n' });
      await vi.waitFor(() => expect(processesWith(seconds)).toEqual([]), settle);
    });

    test('what a command leaves running ends with it', async () => {
      const seconds = uniqueSeconds();
      const result = await bench.shell(`sleep ${seconds} & echo done`);
      expect(result).toMatchObject({ timedOut: false, exitCode: 0, stdout: 'done\n' });
      await vi.waitFor(() => expect(processesWith(seconds)).toEqual([]), settle);
    });

    test('the environment is exactly what was given, bit for bit', async () => {
      const odd = ` it's "$HOME" \`id\` \\ \n\ttwo lines é€ `;
      const result = await bench.run({
        command: ['node', '-p', 'JSON.stringify(process.env)'],
        env: { ODD: odd, environment: 'x', EMPTY: '' },
      });
      const { PWD: _, OLDPWD: __, SHLVL: ___, ...seen } = JSON.parse(result.stdout) as Record<string, string>;
      expect(Object.keys(seen).toSorted()).toEqual(['EMPTY', 'HOME', 'LANG', 'ODD', 'PATH', 'TMPDIR', 'environment']);
      expect(seen).toMatchObject({ ODD: odd, environment: 'x', EMPTY: '', LANG: 'C.UTF-8' });
      expect(seen['PATH']?.split(':')[0]).toBe(join(process.execPath, '..'));
    });

    test('a secret in the environment shows in no argument of any process', async () => {
      const cwd = bench.folder();
      const secret = `secret-${uniqueSeconds()}`;
      const run = bench.shell('touch started; while [ ! -e stop ]; do sleep 0.05; done; printf %s "$KEY"', {
        cwd,
        env: { KEY: secret },
      });
      await vi.waitFor(() => expect(existsSync(join(cwd, 'started'))).toBe(true), settle);
      const commandLines = readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name) && existsSync(`/proc/${name}/cmdline`))
        .map((id) => readCommandLine(id));
      writeFileSync(join(cwd, 'stop'), '');
      expect(commandLines.filter((line) => line.includes(secret))).toEqual([]);
      expect((await run).stdout).toBe(secret);
    });

    test('a variable for the loader reaches the command only, not the programs around it', async () => {
      const result = await bench.run({ command: ['true'], env: { LD_PRELOAD: '/nowhere/evil.so' } });
      expect(result.stderr.trim().split('\n')).toEqual([expect.stringContaining('/nowhere/evil.so')]);
    });

    test('a file that was left open by whoever started us is not passed on', async () => {
      const canary = join(bench.folder(), 'canary');
      writeFileSync(canary, 'left open', { mode: 0o644 });
      const open = openSync(canary, 'r');
      try {
        const script = 'cat /proc/self/fd/40';
        const outcome = await bench.outcomeOf(bench.start({ command: ['sh', '-c', script] }, { descriptor: 40, open }));
        expect(outcome).toMatchObject({ ok: true, stdout: expect.not.stringContaining('left open') });
      } finally {
        closeSync(open);
      }
    });

    test('a missing program is a result that says so', async () => {
      const result = await bench.run({ command: ['no-such-program-here', '--flag'] });
      expect(result).toMatchObject({ ok: true, exitCode: 127, stderr: expect.stringMatching(/no-such-program-here.*not found/) });
    });

    test('a command of the longest length allowed runs', async () => {
      const script = `echo long #${'x'.repeat(argumentBytesMax - 'sh-cecho long #'.length)}`;
      expect((await bench.shell(script)).stdout).toBe('long\n');
    });

    test('input is delivered, and unread input does no harm', async () => {
      expect((await bench.run({ command: ['cat'], stdin: 'line one\nline two' })).stdout).toBe('line one\nline two');
      expect(await bench.run({ command: ['true'], stdin: 'x'.repeat(1_000_000) })).toMatchObject({ exitCode: 0 });
      expect((await bench.run({ command: ['cat'] })).stdout).toBe('');
    });

    test('output is kept to its bound: head and tail, with the middle counted', async () => {
      const result = await bench.shell('echo head; yes x | head -c 3000000; echo tail; echo oops >&2', { outputBytesMax: 2000 });
      expect(result.stdout).toMatch(/^head\n[\s\S]*\[2998010 bytes dropped here\][\s\S]*tail\n$/);
      expect(result.stderr).toBe('oops\n');
      expect(result.droppedBytes).toBe(2_998_015);
      expect(result.output.length).toBeLessThan(2100);
    });

    test('the exit code and a death by signal are reported as a shell does', async () => {
      expect((await bench.shell('exit 42')).exitCode).toBe(42);
      expect((await bench.shell('kill -SEGV $$')).exitCode).toBe(139);
    });

    test('the tests of a project run with the Node that runs us', async () => {
      const cwd = bench.folder();
      writeFileSync(
        join(cwd, 'sum.test.mjs'),
        `import test from 'node:test'; import assert from 'node:assert'; test('sum', () => assert.equal(1 + 1, 2));`,
        { mode: 0o644 },
      );
      const result = await bench.run({ command: ['node', '--test'], cwd });
      expect(result.output).toMatch(/pass 1/);
      expect(result.exitCode).toBe(0);
      expect((await bench.run({ command: ['node', '--version'] })).stdout.trim()).toBe(process.version);
    });
  });
}

for (const { profile, works } of confining) {
  for (const user of users) {
    test.skipIf(!works || !canRunAs(user))(
      `${profile} as ${user}: the end of our own process, however sudden, ends the command`,
      async () => {
        const bench = new SandboxBench(profile, user);
        const seconds = uniqueSeconds();
        const child = bench.start({ command: ['sh', '-c', `(setsid sleep ${seconds} >/dev/null 2>&1 &); sleep ${seconds}`] });
        try {
          await vi.waitFor(() => expect(processesWith(seconds)).not.toEqual([]), settle);
        } finally {
          child.kill('SIGKILL');
          await once(child, 'close');
        }
        await vi.waitFor(() => expect(processesWith(seconds)).toEqual([]), settle);
        bench.removeFolders();
      },
    );

    test.skipIf(!works || !canRunAs(user))(
      `${profile} as ${user}: a process in a session of its own ends with the command, too`,
      async () => {
        const bench = new SandboxBench(profile, user);
        const seconds = uniqueSeconds();
        await bench.shell(`setsid sleep ${seconds} >/dev/null 2>&1 & sleep 0.1`);
        await vi.waitFor(() => expect(processesWith(seconds)).toEqual([]), settle);
        bench.removeFolders();
      },
    );
  }
}

function readCommandLine(id: string): string {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
