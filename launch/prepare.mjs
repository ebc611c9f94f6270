// Installs the dependencies and builds the sources when they changed since the last time.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, npmReason, rootDir, runNpm, withLock } from './node24.mjs';

const stampDir = join(rootDir, 'node_modules', '.panal');
const sourceRoots = ['packages', 'services', 'agents', 'apps'];
const skipped = new Set(['node_modules', 'dist', 'python', '.panal', 'test']);

const digest = (text) => createHash('sha256').update(text).digest('hex');
const readStamp = (name) => (existsSync(join(stampDir, name)) ? readFileSync(join(stampDir, name), 'utf8') : '');

function writeStamp(name, value) {
  mkdirSync(stampDir, { recursive: true });
  writeFileSync(join(stampDir, name), value);
}

/** Runs `npm ci` under `node` unless node_modules already matches the lock file. */
export function installDependencies(node) {
  const wanted = digest(readFileSync(join(rootDir, 'package-lock.json')));
  if (readStamp('install') === wanted) return;
  withLock('install', () => {
    if (readStamp('install') === wanted) return;
    process.stderr.write('panal: installing dependencies\n');
    const { code, stderr } = runNpm(node, ['ci'], rootDir);
    if (code !== 0) fail(`the dependencies could not be installed (${npmReason(stderr)}). Check the network and npm's registry setting, then run the command again.`);
    writeStamp('install', wanted);
  });
}

function listSources(dir, found) {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    if (skipped.has(entry.name)) continue;
    const path = join(dir, entry.name);
    if (entry.isDirectory()) listSources(path, found);
    else if (/\.ts$|tsconfig.*\.json$/.test(entry.name) && !entry.name.endsWith('.test.ts')) found.push(path);
  }
  return found;
}

function sourcesDigest() {
  const files = sourceRoots.flatMap((dir) => (existsSync(join(rootDir, dir)) ? listSources(join(rootDir, dir), []) : []));
  const lines = files.map((path) => {
    const { mtimeMs, size } = statSync(path);
    return `${path} ${mtimeMs} ${size}`;
  });
  return digest(lines.sort().join('\n'));
}

/** Compiles the sources with `tsc -b` unless nothing changed since the last build. */
export function buildSources(node) {
  const wanted = sourcesDigest();
  if (readStamp('build') === wanted) return;
  withLock('build', () => {
    if (readStamp('build') === wanted) return;
    process.stderr.write('panal: building\n');
    const run = spawnSync(node, [join(rootDir, 'node_modules', 'typescript', 'bin', 'tsc'), '-b'], { cwd: rootDir, encoding: 'utf8' });
    if (run.status !== 0) fail(`the build failed:\n${run.stdout}${run.stderr}`);
    writeStamp('build', wanted);
  });
}
