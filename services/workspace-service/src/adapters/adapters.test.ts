import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readCredentialSettings } from './credentials.ts';
import { createGit } from './git.ts';
import { createSecretScanner } from './secret-scanner.ts';

const root = mkdtempSync(join(tmpdir(), 'panal-adapters-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const path = process.env['PATH'] ?? '';

describe('git as a child', () => {
  const git = createGit({ path, network: { env: { HOME: root }, config: [['credential.helper', 'store']] } });

  it('sees no configuration but ours', async () => {
    writeFileSync(join(root, '.gitconfig'), '[alias]\n\tevil = !false\n');
    const { stdout } = await git.must({ args: ['config', '--list', '--show-scope'], cwd: root, network: true });
    const lines = stdout.toString().trim().split('\n');
    expect(lines.every((line) => line.startsWith('command\t'))).toBe(true);
    expect(lines).toContain('command\tcore.hookspath=/dev/null');
    expect(lines).toContain('command\tcredential.helper=store');
    expect((await git.must({ args: ['config', '--list'], cwd: root })).stdout.toString()).not.toContain('credential');
  });

  it('keeps to the bound of its output, and still counts and hashes all of it', async () => {
    const call = { args: ['help', '--all'], cwd: root };
    const whole = await git.must(call);
    const cut = await git.must({ ...call, stdoutBytesMax: 10 });
    expect(cut.stdout.toString()).toBe(whole.stdout.subarray(0, 10).toString());
    expect([cut.stdoutBytes, cut.stdoutSha256]).toEqual([whole.stdout.length, whole.stdoutSha256]);
  });

  it('is ended with all that it started when its time is over', async () => {
    const bin = join(root, 'git');
    writeFileSync(bin, `#!/bin/sh\nsleep 300 &\necho $! > ${root}/pid\nwait\n`);
    chmodSync(bin, 0o755);
    const slow = createGit({ path: `${root}:${path}`, network: { env: {}, config: [] } });
    expect(await slow.run({ args: ['status'], cwd: root, timeoutMs: 500 })).toMatchObject({ timedOut: true, exitCode: -1 });
    const pid = Number(readFileSync(join(root, 'pid'), 'utf8'));
    await expect.poll(() => isRunning(pid)).toBe(false);
    rmSync(bin);
    await expect(slow.must({ args: ['no-such-command'], cwd: root })).rejects.toThrow(/git no-such-command ended with code 1/);
    const none = createGit({ path: root, network: { env: {}, config: [] } });
    await expect(none.run({ args: ['status'], cwd: root })).rejects.toMatchObject({ code: 'unavailable' });
  });
});

/** Whether a process is there and is no zombie that nobody has reaped. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('credentials', () => {
  const operator = { path, network: { HOME: root } };

  it("reads the operator's helpers, and keeps configured passwords in a file for git alone", async () => {
    writeFileSync(
      join(root, '.gitconfig'),
      '[credential "https://forge.example"]\n\thelper = mine\n[http]\n\tproxy = p\n[core]\n\thooksPath = /evil\n',
    );
    writeFileSync(join(root, 'password'), 'p@ss/word\n');
    const storePath = join(root, "it's", 'credentials');
    const credentials = [{ url: 'https://forge.example/a', username: 'me', passwordFile: join(root, 'password') }];
    const settings = await readCredentialSettings({ credentials, storePath, operator });
    expect(settings.slice(0, 2)).toEqual([
      ['credential.https://forge.example.helper', 'mine'],
      ['http.proxy', 'p'],
    ]);
    expect(JSON.stringify(settings)).not.toMatch(/p@ss|evil/);
    expect(statSync(storePath).mode & 0o777).toBe(0o600);
    const git = createGit({ path, network: { env: { HOME: root }, config: settings } });
    const filled = await git.must({
      args: ['credential', 'fill'],
      cwd: root,
      network: true,
      stdin: 'protocol=https\nhost=forge.example\n\n',
    });
    expect(filled.stdout.toString()).toContain('password=p@ss/word');
    await readCredentialSettings({ credentials: [], storePath, operator });
    expect(statSync(storePath, { throwIfNoEntry: false })).toBeUndefined();
  });

  it('says which setting names an unreadable file', async () => {
    const credentials = [{ url: 'https://x', username: 'me', passwordFile: join(root, 'nowhere') }];
    await expect(readCredentialSettings({ credentials, storePath: join(root, 's'), operator })).rejects.toThrow(
      /workspace\.credentials/,
    );
  });
});

describe('the secret scan', () => {
  const scanner = createSecretScanner();
  const token = ['gh', 'p_aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5'].join('');
  const keyId = ['AK', 'IAQ3EGRYPZXA7NBMWL'].join('');

  it('finds what the preset knows and a lone AWS key id, with offsets and without values', async () => {
    const text = `a\n${token} and ${keyId}`;
    const findings = await scanner.scan(text);
    expect(findings.map(({ rule, start, end }) => [rule, text.slice(start, end)])).toEqual([
      ['github/GITHUB_TOKEN', token],
      ['panal/aws-access-key-id', keyId],
    ]);
    expect(JSON.stringify(findings)).not.toContain(token);
  });

  it('does not obey comments that ask it to look away', async () => {
    for (const line of ['// secretlint-disable', '/* SECRETLINT-DISABLE */', '# secretlint-disable-next-line']) {
      expect(await scanner.scan(`${line}\n${token}`), line).toHaveLength(1);
    }
  });

  it('finds nothing in ordinary text', async () => {
    for (const text of [
      '',
      'const key = process.env.KEY;',
      ['AK', 'IAIOSFODNN7EXAMPLE'].join(''),
      'a'.repeat(64),
      'XAK' + 'IAQ3EGRYPZXA7NBMWL',
    ]) {
      expect(await scanner.scan(text), text).toEqual([]);
    }
  });
});
