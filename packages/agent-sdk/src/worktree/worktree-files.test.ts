import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WorktreeFiles } from './worktree-files.ts';

let base: string;
let root: string;
let files: WorktreeFiles;

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'panal-files-'));
  root = join(base, 'tree');
  mkdirSync(join(root, 'src'), { recursive: true });
  mkdirSync(join(root, '.git'));
  mkdirSync(join(base, 'outside'));
  writeFileSync(join(base, 'outside/secret.txt'), 'canary');
  writeFileSync(join(root, '.git/config'), '[core]');
  writeFileSync(join(root, 'src/a.js'), 'one\n');
  symlinkSync(join(base, 'outside'), join(root, 'linked'));
  symlinkSync(join(base, 'outside/secret.txt'), join(root, 'link.txt'));
  symlinkSync(join(root, '.git'), join(root, 'notgit'));
  symlinkSync(join(root, 'src/a.js'), join(root, 'inner.js'));
  files = await WorktreeFiles.at(root);
});

afterEach(() => rmSync(base, { recursive: true, force: true }));

const outside = [
  '../outside/secret.txt',
  'src/../../outside/secret.txt',
  '/etc/passwd',
  'linked/secret.txt',
  'link.txt',
  '.git/config',
  'src/../.git/config',
  '.GIT/config',
  'notgit/config',
  'sub/.git/hooks/pre-commit',
  'a\0b',
  '',
  '.',
];

test.each(outside)('neither reads nor writes %j', async (path) => {
  await expect(files.read(path)).rejects.toMatchObject({ name: 'FileRefused' });
  await expect(files.write(path, 'overwritten')).rejects.toMatchObject({ name: 'FileRefused' });
  expect(readFileSync(join(base, 'outside/secret.txt'), 'utf8')).toBe('canary');
  expect(readFileSync(join(root, '.git/config'), 'utf8')).toBe('[core]');
});

test('removing goes through no link and stays inside', async () => {
  for (const path of ['../outside', 'linked/secret.txt', '.git']) {
    await expect(files.remove(path)).rejects.toMatchObject({ name: 'FileRefused' });
  }
  await files.remove('linked');
  expect(readFileSync(join(base, 'outside/secret.txt'), 'utf8')).toBe('canary');
});

test('reads a link that stays inside, and writes new files with their folders', async () => {
  expect(await files.read('inner.js')).toBe('one\n');
  expect(await files.read(join(root, 'src/a.js'))).toBe('one\n');
  await files.write('src/deep/er/b.js', 'two\n');
  expect(await files.read('./src/deep/er/b.js')).toBe('two\n');
});

test('says what is wrong with folders, absent, binary and large files', async () => {
  writeFileSync(join(root, 'bin'), Buffer.from([1, 0, 2]));
  writeFileSync(join(root, 'big'), 'x'.repeat(1024 * 1024 + 1));
  await expect(files.read('src')).rejects.toThrow('is a folder');
  await expect(files.read('nowhere.js')).rejects.toThrow('There is no file nowhere.js');
  await expect(files.read('bin')).rejects.toThrow('binary');
  await expect(files.read('big')).rejects.toThrow('at most 1048576');
  await expect(files.write('src/a.js/b', 'x')).rejects.toThrow('is no folder');
  await expect(files.write('src', 'x')).rejects.toThrow('a folder');
  await expect(files.write('new', 'x'.repeat(1024 * 1024 + 1))).rejects.toThrow('more than 1048576');
  await expect(files.list('nowhere')).rejects.toThrow('There is no folder nowhere');
});

test('lists files without git, dependencies and what links lead to, up to a bound', async () => {
  mkdirSync(join(root, 'node_modules/x'), { recursive: true });
  writeFileSync(join(root, 'node_modules/x/index.js'), '');
  expect(await files.list()).toEqual({ paths: ['inner.js', 'link.txt', 'linked', 'notgit', 'src/a.js'], truncated: false });
  expect(await files.list('.', 2)).toEqual({ paths: ['inner.js', 'link.txt'], truncated: true });
  expect(await files.list('src')).toEqual({ paths: ['src/a.js'], truncated: false });
});
