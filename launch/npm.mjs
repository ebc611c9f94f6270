// Runs npm: installs what a lock file names, and tells whether that has been done.
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { Interrupted, runChild } from './child.mjs';
import { startProgress } from './progress.mjs';
import { fail } from './root.mjs';

const PING_EVERY_MS = 12_000;
const PING_MS_MAX = 8000;
/** One unanswered ping may be a link that the installation itself fills. */
const SILENT_PINGS_MAX = 2;

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

/** How npm runs under `node`: that Node first in PATH, with the global configuration of the Node that npm belongs to. */
function npmSetup(node, cwd) {
  const cli = npmCli();
  if (!cli)
    fail('npm was not found beside Node.js. Install npm 10 or newer, or Node.js 24 with its npm, and run the command again.');
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH || ''}` };
  // npm derives its global configuration from the place of its Node, so it is asked for under the old one and handed over.
  const config = spawnSync(process.execPath, [cli, 'config', 'get', 'globalconfig'], { encoding: 'utf8', cwd });
  const globalConfig = (config.stdout || '').trim();
  if (globalConfig) env.npm_config_globalconfig = globalConfig;
  return { cli, env, cwd };
}

/**
 * Asks the registry now and then whether it answers at all, and ends `child` when it doesn't twice in a row: npm itself tries
 * one package after the other, which with a registry that accepts and stays silent takes half an hour. Returns how to stop
 * asking, and why the child was ended.
 */
function watchRegistry(child, node, { cli, env, cwd }) {
  const state = { reason: undefined, stop: () => clearInterval(timer) };
  const ping = [cli, 'ping', '--fetch-retries=0', `--fetch-timeout=${PING_MS_MAX}`, '--loglevel=error'];
  let silent = 0;
  const onAnswer = (error, stdout, stderr) => {
    const reason = error ? npmReason(stderr + stdout) : '';
    silent = isUnreachable(reason) ? silent + 1 : 0;
    if (silent < SILENT_PINGS_MAX || child.exitCode !== null) return;
    state.reason = reason;
    child.kill('SIGTERM');
  };
  const timer = setInterval(() => execFile(node, ping, { cwd, env }, onAnswer), PING_EVERY_MS).unref();
  return state;
}

/**
 * Installs exactly what the lock file of `dir` names, saying so on standard error, or leaves nothing half-installed and ends
 * the process with one line (throws `Interrupted` when a signal ended npm). `what` completes "... could not be installed".
 */
export async function installLocked(node, dir, { label, what, remedy, onChild }) {
  const setup = npmSetup(node, dir);
  const progress = startProgress(label);
  let watch;
  const { code, signal, output } = await runChild(node, [setup.cli, 'ci', '--include=dev', '--loglevel=error'], {
    cwd: dir,
    env: setup.env,
    capture: true,
    onChild(child) {
      if (onChild) onChild(child);
      watch = watchRegistry(child, node, setup);
    },
  });
  if (watch) watch.stop();
  const isComplete = code === 0 && isInstalled(dir);
  progress.stop(isComplete);
  if (isComplete) return;
  rmSync(join(dir, 'node_modules'), { recursive: true, force: true });
  const reason = (watch && watch.reason) || npmReason(output);
  if (signal && !(watch && watch.reason)) throw new Interrupted(signal);
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

/** No answer at all, in contrast to a refusal. */
const isUnreachable = (reason) =>
  /ECONN|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|UNREACH|EPIPE|getaddrinfo|network timeout|socket/.test(reason);
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
