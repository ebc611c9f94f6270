import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derivedRepositoryId, folderName, isBranchName, isCommitId, isRepositoryId, printable } from './names.ts';
import { dirtyWarning, readSource, readWorktreeStatus } from './source.ts';

describe('names', () => {
  it('takes no branch name that git refuses or could take for something else', () => {
    const gitTakes = (name: string): boolean => {
      try {
        execFileSync('git', ['check-ref-format', `refs/heads/${name}`], { stdio: 'ignore' });
        return true;
      } catch {
        return false;
      }
    };
    const letter = fc.constantFrom(
      'a',
      'B',
      '1',
      '-',
      '.',
      '/',
      '@',
      '{',
      '~',
      '^',
      ':',
      '?',
      '*',
      '[',
      '\\',
      ' ',
      '\n',
      '\u007f',
      'é',
      '.lock',
      '..',
    );
    fc.assert(
      fc.property(
        fc.array(letter, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('')),
        (name) => {
          fc.pre(isBranchName(name));
          expect(gitTakes(name), JSON.stringify(name)).toBe(true);
          expect(name.startsWith('-')).toBe(false);
        },
      ),
      { numRuns: 150 },
    );
    for (const name of ['panal/fix-1', 'main', 'feature/a_b.c', 'ünï']) expect(isBranchName(name), name).toBe(true);
    for (const name of ['', '-x', '@', 'HEAD', 'a..b', 'a/.b', 'a.lock', 'a.lock/b', '/a', 'a/', 'a b', 'x'.repeat(201)])
      expect(isBranchName(name), name).toBe(false);
  });

  it('makes folder names and ids that stay in their folder, unlike for unlike ids', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.stringMatching(/^[0-9a-f]{64}$/), (text, digest) => {
        for (const name of [folderName(text, digest), derivedRepositoryId(text, digest)])
          expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]{8,60}$/);
        expect(isRepositoryId(derivedRepositoryId(text, digest))).toBe(true);
      }),
    );
    for (const id of ['', '..', 'a..b', '.a', 'a/b', 'a.git', 'a.lock', 'a b', 'x'.repeat(81)])
      expect(isRepositoryId(id), id).toBe(false);
  });

  it('knows full commit ids and writes odd text as escapes', () => {
    expect([isCommitId('a'.repeat(40)), isCommitId('0'.repeat(64))]).toEqual([true, true]);
    for (const id of ['HEAD', 'a'.repeat(39), 'A'.repeat(40), `-${'a'.repeat(39)}`, `${'a'.repeat(40)}\n`])
      expect(isCommitId(id), id).toBe(false);
    expect(printable('a b')).toBe('a b');
    expect(printable('a\u001b[31m')).toBe('"a\\u001b[31m"');
  });
});

describe('sources', () => {
  it('takes paths and plain URLs, and refuses options, helpers, other schemes and passwords', () => {
    for (const text of ['/a/b', '/-x']) expect(readSource(text)).toEqual({ kind: 'path', path: text });
    for (const text of ['https://h/r.git', 'ssh://git@h/r', 'git@github.com:a/b.git', 'file:///a/b', 'http://127.0.0.1:3000/r']) {
      expect(readSource(text), text).toMatchObject({ kind: 'url' });
    }
    const refused = [
      '',
      '-x',
      'a/b',
      './a',
      'ext::sh',
      'fd::0',
      'ftp://h/r',
      'https://',
      'https://u:p@h/r',
      'https://token@h/r',
      'ssh://u:p@h/r',
      'ssh://-oProxyCommand=x/r',
      'git@h:-x',
      '-u@h:r',
      'a\nb',
      'javascript:alert(1)',
      'g@h::x',
    ];
    for (const text of refused) expect(readSource(text), text).toMatchObject({ kind: 'refused' });
  });

  it('counts the entries of a status and warns about changes only', () => {
    const status = readWorktreeStatus(' M a\0R  new\0old\0?? x\0A  b\0');
    expect(status).toEqual({ changed: 3, untracked: 1 });
    expect(dirtyWarning('/r', status)).toContain('/r has 3 files with uncommitted changes');
    expect(dirtyWarning('/r', { changed: 0, untracked: 4 })).toBeUndefined();
  });
});
