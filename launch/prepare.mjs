// Installs the dependencies and builds the sources when they changed since the last time.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Interrupted, runChild } from './child.mjs';
import { withLock } from './lock.mjs';
import { installLocked, isInstalled } from './npm.mjs';
import { startProgress } from './progress.mjs';
import { fail, rootDir } from './root.mjs';

const sourceRoots = ['packages', 'services', 'agents', 'apps'];
const sharedInputs = ['tsconfig.build.json', 'tsconfig.base.json', 'package-lock.json'];
const skipped = new Set(['node_modules', 'dist', 'python', '.panal', 'test']);
const stampPath = join(rootDir, 'node_modules', '.panal', 'build');

/** Runs `npm ci` under `node` unless node_modules already holds what the lock file names. */
export async function installDependencies(node) {
  if (isInstalled(rootDir)) return;
  await withLock(join(rootDir, 'tools', '.install.lock'), fail, async (onChild) => {
    if (isInstalled(rootDir)) return;
    const remedy = "Check the network and npm's registry setting, and run the command again.";
    await installLocked(node, rootDir, { label: 'installing dependencies', what: 'the dependencies', remedy, onChild });
  });
}

const isInput = (name) => (name.endsWith('.ts') && !name.endsWith('.test.ts')) || /^(tsconfig.*|package)\.json$/.test(name);

function listInputs(dir, found) {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name);
    if (entry.isDirectory() && !skipped.has(entry.name)) listInputs(path, found);
    else if (entry.isFile() && isInput(entry.name)) found.push(path);
  }
  return found;
}

/** Changes with every input's size or time, and when a built folder disappears. */
function inputsDigest() {
  const files = sharedInputs.map((name) => join(rootDir, name)).filter((path) => existsSync(path));
  for (const dir of sourceRoots) if (existsSync(join(rootDir, dir))) listInputs(join(rootDir, dir), files);
  const lines = files.map((path) => {
    const { mtimeMs, size } = statSync(path);
    const built = path.endsWith('tsconfig.json') ? existsSync(join(path, '..', 'dist')) : '';
    return `${path} ${mtimeMs} ${size} ${built}`;
  });
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
}

const isBuilt = () => existsSync(stampPath) && readFileSync(stampPath, 'utf8') === inputsDigest();

/** Compiles the sources with `tsc --build` unless nothing changed since the last build. */
export async function buildSources(node) {
  if (isBuilt()) return;
  await withLock(join(rootDir, 'tools', '.build.lock'), fail, async (onChild) => {
    if (isBuilt()) return;
    const progress = startProgress('building');
    const tsc = join(rootDir, 'node_modules', 'typescript', 'bin', 'tsc');
    const { code, signal, output } = await runChild(node, [tsc, '--build', 'tsconfig.build.json'], {
      cwd: rootDir,
      capture: true,
      onChild,
    });
    progress.stop(code === 0 && !signal);
    if (signal) throw new Interrupted(signal);
    if (code !== 0) fail(`the build failed:\n${output.trimEnd()}`);
    mkdirSync(join(stampPath, '..'), { recursive: true });
    writeFileSync(stampPath, inputsDigest());
  });
}
