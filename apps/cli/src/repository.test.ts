import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkLocalRepository } from './repository.ts';

describe('the check of a local repository', () => {
  let root = '';
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.invalid', ...args], { cwd: root, stdio: 'pipe' });

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'panal-repository-')));
    git('init', '-q', '-b', 'main');
    writeFileSync(join(root, '.gitattributes'), '*.txt filter=a=b.c\n*.md filter=worker\n');
    for (const name of ['a.txt', 'b.md']) writeFileSync(join(root, name), 'one\n');
    git('add', '-A');
    git('commit', '-qm', 'First');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('runs no filter, monitor or hook that the repository names', () => {
    const canary = join(root, '.git/canary');
    git('config', 'filter.a=b.c.clean', `touch ${canary}; cat`);
    git('config', 'filter.a=b.c.required', 'true');
    git('config', 'filter.worker.process', `touch ${canary}`);
    git('config', 'core.fsmonitor', `touch ${canary}; false`);
    writeFileSync(join(root, '.git/hooks/post-index-change'), `#!/bin/sh\ntouch ${canary}\n`, { mode: 0o755 });
    // The same size and another time: git has to read the file to tell.
    for (const name of ['a.txt', 'b.md']) writeFileSync(join(root, name), 'two\n');
    expect(() => checkLocalRepository(root, false)).toThrow(/has uncommitted changes/);
    for (const name of ['a.txt', 'b.md']) writeFileSync(join(root, name), 'one\n');
    expect(checkLocalRepository(root, false)).toBe(root);
    expect(existsSync(canary)).toBe(false);
  });

  it('refuses a filter whose name it could not switch off', () => {
    const name = Buffer.from([0xff]);
    const file = Buffer.concat([Buffer.from('[filter "'), name, Buffer.from('"]\n\tclean = touch canary\n')]);
    writeFileSync(join(root, '.git/config'), file);
    expect(() => checkLocalRepository(root, false)).toThrow(/filters cannot be switched off/);
    expect(checkLocalRepository(root, true)).toBe(root);
  });
});
