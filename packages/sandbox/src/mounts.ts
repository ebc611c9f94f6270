import { existsSync, lstatSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { SandboxNetwork } from './request.ts';

/** One thing that the confined command sees, at the same path as outside. */
export type Mount =
  | { kind: 'read-only' | 'writable'; path: string }
  | { kind: 'link'; path: string; target: string }
  | { kind: 'file'; path: string; content: string };

/** Whether `path` is `folder` or lies below it. Both absolute and without dots. */
export function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith('../'));
}

const systemFolders = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];

const plainSystemFiles = [
  '/etc/alternatives',
  '/etc/ld.so.cache',
  '/etc/ld.so.conf',
  '/etc/ld.so.conf.d',
  '/etc/localtime',
  '/etc/protocols',
  '/etc/services',
  '/etc/ssl/openssl.cnf',
];

const networkFiles = ['/etc/pki/ca-trust/extracted', '/etc/pki/tls/certs', '/etc/ssl/certs'];

/** The system as a command sees it: programs and libraries read-only, and of /etc only what holds no secrets. */
export function systemMounts(network: SandboxNetwork, ids: { uid: number; gid: number }): Mount[] {
  const shared = network === 'host' ? [...plainSystemFiles, ...networkFiles] : plainSystemFiles;
  return [
    ...systemFolders.filter(existsSync).map(systemFolder),
    ...shared.filter(existsSync).map((path): Mount => ({ kind: 'read-only', path })),
    { kind: 'file', path: '/etc/passwd', content: passwd(ids) },
    { kind: 'file', path: '/etc/group', content: `sandbox:x:${ids.gid}:\n` },
    { kind: 'file', path: '/etc/nsswitch.conf', content: 'passwd: files\ngroup: files\nhosts: files dns\n' },
    { kind: 'file', path: '/etc/hosts', content: '127.0.0.1 localhost sandbox\n::1 localhost\n' },
    ...(network === 'host' ? resolverMounts() : []),
  ];
}

function systemFolder(path: string): Mount {
  return lstatSync(path).isSymbolicLink() ? { kind: 'link', path, target: readlinkSync(path) } : { kind: 'read-only', path };
}

function passwd({ uid, gid }: { uid: number; gid: number }): string {
  return `sandbox:x:${uid}:${gid}:sandbox:/tmp:/bin/sh\n`;
}

function resolverMounts(): Mount[] {
  const path = '/etc/resolv.conf';
  return existsSync(path) ? [{ kind: 'file', path, content: readFileSync(path, 'utf8') }] : [];
}

/** Where the running Node lies: the folder to put first in PATH, and what must be shown for it (with its npm, where it lies beside it). */
export function nodeRuntime(execPath: string): { binFolder: string; paths: string[] } {
  const binFolder = dirname(realpathSync(execPath));
  const modules = join(dirname(binFolder), 'lib', 'node_modules');
  const besideBin = binFolder.endsWith('/bin') && existsSync(modules) ? [modules] : [];
  const paths = [binFolder, ...besideBin].filter((path) => !systemFolders.some((folder) => isWithin(path, folder)));
  return { binFolder, paths };
}

/** The paths of a run, all real (no symbolic links). */
export interface RunPaths {
  cwd: string;
  readOnly: readonly string[];
  writable: readonly string[];
}

/**
 * The run's own paths, parents before children so that none hides another. A path asked for both ways is writable only
 * where it was listed as such. The `.git` of each writable tree is read-only as a whole: its hooks, its config and its
 * `commondir` all decide what a later git command outside the sandbox runs, and a rename gets round any one of them alone.
 */
export function runMounts({ cwd, readOnly, writable }: RunPaths): Mount[] {
  const trees = [cwd, ...writable];
  const gitFolders = trees.map((tree) => join(tree, '.git')).filter((path) => existsSync(path) && !writable.includes(path));
  const kinds = new Map<string, 'read-only' | 'writable'>();
  for (const path of [...gitFolders, ...readOnly]) kinds.set(path, 'read-only');
  for (const path of trees) kinds.set(path, 'writable');
  return [...kinds]
    .map(([path, kind]) => ({ kind, path }))
    .toSorted((a, b) => a.path.split('/').length - b.path.split('/').length);
}
