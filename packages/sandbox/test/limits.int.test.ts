import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { canRunAs, confining, isLimitedByKernel, SandboxBench, users } from './sandbox-bench.ts';

const mebibyte = 1_048_576;

for (const { profile, works } of confining) {
  for (const user of users) {
    describe.skipIf(!works || !canRunAs(user))(`${profile} as ${user}`, () => {
      const bench = new SandboxBench(profile, user);
      afterEach(() => bench.removeFolders());

      test('processes: no more than allowed for long', async () => {
        const script = 'i=0; while [ $i -lt 300 ]; do sleep 60 & i=$((i+1)); done; echo all started; wait';
        const result = await bench.shell(script, { limits: { processesMax: 40 } });
        const expected = isLimitedByKernel(user)
          ? { processLimit: 'kernel', limitExceeded: undefined, stderr: expect.stringMatching(/fork/i) }
          : { processLimit: 'watch', limitExceeded: 'processes', stderr: '' };
        const { limitExceeded, stderr, evidence, exitCode, timedOut } = result;
        expect({ processLimit: evidence.processLimit, limitExceeded, stderr }).toEqual(expected);
        expect(exitCode).not.toBe(0);
        expect(timedOut).toBe(false);
      });

      test('memory of a process', async () => {
        const script =
          'const kept = []; for (let i = 0; i < 40; i += 1) kept.push(Buffer.alloc(50e6, 1)); console.log("had it all")';
        const allowed = await bench.run({ command: ['node', '-e', script] });
        expect(allowed.stdout).toBe('had it all\n');
        const denied = await bench.run({ command: ['node', '-e', script], limits: { dataBytesMax: 1024 * mebibyte } });
        expect(denied.stdout).toBe('');
        expect(denied.exitCode).not.toBe(0);
      });

      test('size of a file, and of the private tmp', async () => {
        const cwd = bench.folder();
        const script =
          'dd if=/dev/zero of=big bs=1M count=20 2>/dev/null; dd if=/dev/zero of=/tmp/big bs=1M count=6 2>&1; ls -l /tmp/big; : > /dev/shm/x && dd if=/dev/zero of=/dev/shm/x bs=1M count=6 2>&1';
        const result = await bench.shell(script, { cwd, limits: { fileBytesMax: 8 * mebibyte, tmpBytesMax: 4 * mebibyte } });
        expect(statSync(join(cwd, 'big')).size).toBe(8 * mebibyte);
        expect(result.stdout.match(/No space left/g)).toHaveLength(2);
      });

      test('processor time', async () => {
        const result = await bench.shell('while :; do :; done', { limits: { cpuSecondsMax: 1 } });
        expect(result.exitCode).toBeGreaterThan(128);
        expect(result.timedOut).toBe(false);
      });

      test('the evidence states the limits as read back inside', async () => {
        const limits = {
          processesMax: 77,
          dataBytesMax: 512 * mebibyte,
          fileBytesMax: mebibyte,
          cpuSecondsMax: 9,
          openFilesMax: 55,
          tmpBytesMax: mebibyte,
        };
        const result = await bench.shell('ulimit -t; ulimit -n; ulimit -d; ulimit -f; ulimit -c', { limits });
        expect(result.stdout).toBe('9\n55\n524288\n2048\n0\n');
        expect(result.evidence.limits).toEqual(limits);
      });
    });
  }
}
