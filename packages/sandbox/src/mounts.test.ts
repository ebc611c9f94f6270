import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isWithin, nodeRuntime, runMounts, systemMounts } from './mounts.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(realpathSync(tmpdir()), 'panal-mounts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the mounts of a run', () => {
  test('come parents first, and the git folder of each writable tree is read-only', () => {
    const cwd = join(folder, 'repo', 'tree');
    const extra = join(folder, 'extra');
    for (const tree of [cwd, extra]) mkdirSync(join(tree, '.git'), { recursive: true });
    const mounts = runMounts({ cwd, readOnly: [join(cwd, 'locked'), join(folder, 'repo')], writable: [extra] });
    const position = (path: string): number => mounts.findIndex((mount) => mount.path === path);
    expect(position(join(folder, 'repo'))).toBeLessThan(position(cwd));
    expect(position(cwd)).toBeLessThan(position(join(cwd, '.git')));
    expect(Object.fromEntries(mounts.map(({ path, kind }) => [path.slice(folder.length), kind]))).toEqual({
      '/repo': 'read-only',
      '/repo/tree': 'writable',
      '/repo/tree/.git': 'read-only',
      '/repo/tree/locked': 'read-only',
      '/extra': 'writable',
      '/extra/.git': 'read-only',
    });
  });

  test('a git folder listed as writable is', () => {
    mkdirSync(join(folder, '.git'));
    const mounts = runMounts({ cwd: folder, readOnly: [], writable: [join(folder, '.git')] });
    expect(mounts).toEqual([
      { path: folder, kind: 'writable' },
      { path: join(folder, '.git'), kind: 'writable' },
    ]);
  });
});

describe('the system', () => {
  const ids = { uid: 1000, gid: 1000 };
  const paths = (network: 'none' | 'host'): string[] => systemMounts(network, ids).map(({ path }) => path);

  test('is shown without anything secret, and without the network files unless asked', () => {
    expect(systemMounts('none', ids).filter(({ kind }) => kind === 'writable')).toEqual([]);
    for (const path of ['/etc', '/etc/shadow', '/etc/ssl', '/home', '/root', '/var', '/run'])
      expect(paths('host')).not.toContain(path);
    expect(paths('none')).not.toContain('/etc/resolv.conf');
    expect(paths('none')).not.toContain('/etc/ssl/certs');
  });

  test('has users and hosts of its own', () => {
    const passwd = systemMounts('none', ids).find(({ path }) => path === '/etc/passwd');
    expect(passwd).toEqual({ kind: 'file', path: '/etc/passwd', content: 'sandbox:x:1000:1000:sandbox:/tmp:/bin/sh\n' });
  });
});

describe('the Node runtime', () => {
  test('is shown with the npm beside it where it lies outside the system', () => {
    mkdirSync(join(folder, 'bin'));
    mkdirSync(join(folder, 'lib', 'node_modules'), { recursive: true });
    writeFileSync(join(folder, 'bin', 'node'), '');
    const binFolder = join(folder, 'bin');
    expect(nodeRuntime(join(binFolder, 'node'))).toEqual({ binFolder, paths: [binFolder, join(folder, 'lib', 'node_modules')] });
  });

  test('needs nothing more where it is part of the system', () => {
    expect(nodeRuntime('/usr/bin/env')).toEqual({ binFolder: '/usr/bin', paths: [] });
  });
});

test('a path is within itself and its parents, not within a neighbour of a similar name', () => {
  expect(isWithin('/a/b', '/a/b')).toBe(true);
  expect(isWithin('/a/b/c', '/a/b')).toBe(true);
  expect(isWithin('/a/bc', '/a/b')).toBe(false);
  expect(isWithin('/a/..b', '/a')).toBe(true);
  expect(isWithin('/a', '/a/b')).toBe(false);
  expect(isWithin('/a', '/')).toBe(true);
});
