import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { detectSandbox, runSandboxed } from '@panal/sandbox';
import type { SandboxRequest } from '@panal/sandbox';
import { planRun } from '../src/plan-run.ts';
import type { RunPlan } from '../src/plan-run.ts';
import { runInProfile } from '../src/run-in-profile.ts';
import type { AvailableProfile } from '../src/run-in-profile.ts';
import { confining, SandboxBench } from './sandbox-bench.ts';

const bench = new SandboxBench('none');
afterEach(() => bench.removeFolders());

function request(more: Partial<SandboxRequest> = {}): SandboxRequest {
  return { command: ['true'], cwd: bench.folder(), timeoutMs: 10_000, outputBytesMax: 10_000, requirement: 'required', ...more };
}

function planOf(asked: SandboxRequest): RunPlan {
  const planned = planRun(asked);
  if ('problem' in planned) throw new Error(planned.problem);
  return planned.plan;
}

describe('confinement required', () => {
  test('without a profile that confines, nothing runs and the answer says what to do', async () => {
    const cwd = bench.folder();
    const outcome = await runSandboxed(request({ cwd, command: ['touch', 'ran'] }), { profiles: ['none'] });
    expect(outcome).toMatchObject({
      ok: false,
      refusal: { code: 'no-sandbox', message: expect.stringMatching(/may only run confined.*user namespaces/) },
    });
    expect(existsSync(join(cwd, 'ran'))).toBe(false);
  });

  test('best effort runs all the same, and the evidence hides nothing', async () => {
    const outcome = await runSandboxed(request({ requirement: 'best-effort' }), { profiles: ['none'] });
    expect(outcome).toMatchObject({
      ok: true,
      evidence: {
        profile: 'none',
        network: 'host',
        namespaces: [],
        seccomp: 'absent',
        gaps: expect.arrayContaining([expect.stringContaining('not confined')]),
      },
    });
  });

  test('a run leaves nothing behind in the folder for temporary files', async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('panal-run-'));
    await runSandboxed(request({ command: ['sh', '-c', 'echo x > "$HOME/file"'], requirement: 'best-effort' }), {
      profiles: ['none'],
    });
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('panal-run-'))).toEqual(before);
  });
});

describe('a sandbox program that does not do its work', () => {
  const claims = { profile: 'bubblewrap', version: 'bubblewrap 9', features: { disableUserns: true, sizedTmpfs: true } } as const;
  const imposter = (script: string): AvailableProfile => {
    const path = join(bench.folder(), 'bwrap');
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return { ...claims, path };
  };

  test('one that runs the command without confining it is found out before the command starts', async () => {
    const cwd = bench.folder();
    const unwrapping = imposter('while [ "$1" != -- ]; do shift; done; shift; cd /; exec "$@"');
    const outcome = await runInProfile(unwrapping, planOf(request({ cwd, command: ['touch', join(cwd, 'ran')] })));
    expect(outcome).toMatchObject({
      ok: false,
      refusal: { code: 'no-sandbox', message: expect.stringContaining('not separate: ipc, mnt, net, pid, user, uts') },
    });
    expect(existsSync(join(cwd, 'ran'))).toBe(false);
  });

  test('one that ends early, or is not there, is a refusal with its own words', async () => {
    const failing = await runInProfile(imposter('echo "bwrap: no permission" >&2; exit 1'), planOf(request()));
    expect(failing).toMatchObject({
      ok: false,
      refusal: { code: 'no-sandbox', message: expect.stringContaining('bwrap: no permission') },
    });
    const absent = await runInProfile({ ...claims, path: '/nowhere/bwrap' }, planOf(request()));
    expect(absent).toMatchObject({ ok: false, refusal: { code: 'no-sandbox', message: expect.stringContaining('ENOENT') } });
  });

  test('one that hangs ends at the time-out, and nothing counts as observed', async () => {
    const outcome = await runInProfile(imposter('exec sleep 60'), planOf(request({ timeoutMs: 300 })));
    expect(outcome).toMatchObject({ ok: true, timedOut: true, evidence: { namespaces: [] } });
  });
});

describe('detection', () => {
  for (const { profile, works } of confining) {
    test.skipIf(!works)(`finds ${profile} where its tools work`, async () => {
      const detection = await detectSandbox({ profiles: [profile] });
      expect(detection).toMatchObject({ profile, version: expect.stringMatching(/\d\.\d/) });
      expect(detection.advice).toBeUndefined();
    });
  }
});

describe('cancelling', () => {
  test('before the start nothing runs', async () => {
    const outcome = await runSandboxed(request({ signal: AbortSignal.abort() }));
    expect(outcome).toMatchObject({ ok: false, refusal: { code: 'bad-request' } });
  });

  test('while it is being started, the command does not start', async () => {
    const controller = new AbortController();
    const cwd = bench.folder();
    const run = runSandboxed(request({ cwd, command: ['touch', 'ran'], requirement: 'best-effort', signal: controller.signal }), {
      profiles: ['none'],
    });
    controller.abort();
    expect(await run).toMatchObject({ ok: true, exitCode: 137, signal: 'SIGKILL' });
    expect(existsSync(join(cwd, 'ran'))).toBe(false);
  });

  for (const { profile, works } of [...confining, { profile: 'none', works: true } as const]) {
    test.skipIf(!works)(`${profile}: in the middle ends the run`, async () => {
      const controller = new AbortController();
      const cwd = bench.folder();
      const run = runSandboxed(
        request({
          cwd,
          command: ['sh', '-c', 'touch begun; sleep 60'],
          requirement: 'best-effort',
          signal: controller.signal,
          timeoutMs: 50_000,
        }),
        { profiles: [profile] },
      );
      await vi.waitFor(() => expect(existsSync(join(cwd, 'begun'))).toBe(true), { timeout: 10_000 });
      controller.abort();
      expect(await run).toMatchObject({ ok: true, exitCode: 137, signal: 'SIGKILL', timedOut: false });
    });
  }
});

describe('the hash of a profile', () => {
  for (const { profile, works } of confining) {
    test.skipIf(!works)(`${profile}: is of the rules, not of the paths`, async () => {
      const hashOf = async (more: Partial<SandboxRequest>): Promise<string> => {
        const outcome = await runSandboxed(request(more), { profiles: [profile] });
        return outcome.ok ? outcome.evidence.profileHash : outcome.refusal.message;
      };
      const hash = await hashOf({});
      expect(hash).toMatch(/^[0-9a-f]{64}$/);
      expect(await hashOf({ env: { A: '1' }, readOnlyPaths: [bench.folder()] })).toBe(hash);
      expect(await hashOf({ network: 'host' })).not.toBe(hash);
      expect(await hashOf({ limits: { processesMax: 99 } })).not.toBe(hash);
    });
  }
});

test('requests that would open the machine are refused before anything starts', async () => {
  const linked = bench.folder();
  mkdirSync(join(linked, 'elsewhere'));
  symlinkSync('elsewhere', join(linked, '.git'));
  const root = join(bench.folder(), 'root');
  symlinkSync('/', root);
  const requests: [Partial<SandboxRequest>, RegExp][] = [
    [{ cwd: '/' }, /would expose/],
    [{ cwd: root }, /would expose/],
    [{ cwd: '/tmp' }, /would expose/],
    [{ cwd: homedir() }, /would expose/],
    [{ cwd: '/etc' }, /belongs to the system/],
    [{ cwd: '/proc/self' }, /belongs to the system/],
    [{ writablePaths: ['/usr'] }, /would expose/],
    [{ readOnlyPaths: ['/'] }, /would expose/],
    [{ readOnlyPaths: ['/etc/ssl'] }, /belongs to the system/],
    [{ cwd: linked }, /symbolic link/],
    [{ cwd: 'relative' }, /not an absolute path/],
    [{ cwd: join(linked, 'absent') }, /does not exist/],
    [{ readOnlyPaths: [join(linked, 'absent')] }, /does not exist/],
  ];
  for (const [more, message] of requests) {
    expect(await runSandboxed(request(more))).toMatchObject({
      ok: false,
      refusal: { code: 'bad-request', message: expect.stringMatching(message) },
    });
  }
});
