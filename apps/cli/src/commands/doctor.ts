import { loadConfig, type CommonConfig } from '@panal/kernel/runtime';
import { detectSandbox } from '@panal/sandbox';
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import pc from 'picocolors';
import { Connection, callError, runningConfig } from '../connection.ts';
import { CliError } from '../exit.ts';
import { findModelKeys } from '../model-keys.ts';
import { isAlive, readRunning } from '../running-file.ts';
import { createOutput } from '../show/output.ts';
import { statistics } from './synapse/namespaces.ts';
import { isPortFree, listPorts, portVariable } from '../supervisor/ports.ts';
import { wantsJson } from '../wants-json.ts';

interface Finding {
  readonly name: string;
  readonly level: 'ok' | 'warning' | 'problem';
  readonly message: string;
}

const NODE_MAJOR_MIN = 24;
const FREE_BYTES_MIN = 1024 ** 3;
const SYNAPSE_FREE_BYTES_MIN = 256 * 1024 ** 2;
const LAG_CHANGES_MAX = 100_000;

const finding = (name: string, level: Finding['level'], message: string): Finding => ({ name, level, message });

function checkNode(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  return major >= NODE_MAJOR_MIN
    ? finding('Node.js', 'ok', process.versions.node)
    : finding('Node.js', 'problem', `${process.versions.node} is too old: install 24 or newer.`);
}

function checkGit(): Finding {
  const run = spawnSync('git', ['--version'], { encoding: 'utf8' });
  if (run.error) return finding('git', 'problem', 'not found. Install git 2.39 or newer.');
  return finding('git', 'ok', run.stdout.trim());
}

async function checkSandbox(): Promise<Finding> {
  const found = await detectSandbox();
  const text = `${found.version || found.profile}: ${found.why}`;
  if (found.profile === 'bubblewrap') return finding('sandbox', 'ok', text);
  if (found.profile === 'unshare') return finding('sandbox', 'warning', `${text}. ${found.advice ?? ''}`);
  return finding('sandbox', 'problem', `${text}. Commands written by a model will be refused. ${found.advice ?? ''}`);
}

async function checkPortsOf(common: CommonConfig, running: boolean): Promise<Finding> {
  if (running) return finding('ports', 'ok', 'in use by the Panal that runs here');
  const taken: string[] = [];
  for (const { setting, port } of listPorts(common.ports))
    if (!(await isPortFree(common.host, port))) taken.push(`${port} (${portVariable(setting)})`);
  if (taken.length === 0) return finding('ports', 'ok', 'all free');
  return finding('ports', 'problem', `in use by another program: ${taken.join(', ')}. Stop it or set other ports.`);
}

function checkKeys(env: NodeJS.ProcessEnv): Finding {
  const { found, missing } = findModelKeys(env);
  if (missing.length > 0) {
    const names = missing.map(({ upstream, variable }) => `${variable} (upstream "${upstream}")`).join(', ');
    return finding('models', 'problem', `not set: ${names}. Set it, or take apiKeyEnv out of gateway.upstreams.`);
  }
  if (found.length > 0) return finding('models', 'ok', `${found.join(', ')}; values not shown`);
  return finding(
    'models',
    'warning',
    'no provider key: only the scripted sample can run. Set OPENAI_API_KEY, ANTHROPIC_API_KEY, or OPENAI_BASE_URL for a local server.',
  );
}

function checkDataDir(dataDir: string): Finding {
  const existing = existsSync(dataDir) ? dataDir : dirname(dataDir);
  try {
    if (existing !== dataDir) mkdirSync(existing, { recursive: true });
    accessSync(existing, constants.W_OK);
    const { bavail, bsize } = statfsSync(existing);
    const freeBytes = bavail * bsize;
    const text = `${dataDir}, ${Math.floor(freeBytes / 1024 ** 2)} MiB free`;
    return freeBytes < FREE_BYTES_MIN
      ? finding('data folder', 'warning', `${text}: make room, a full disk stops all work`)
      : finding('data folder', 'ok', text);
  } catch (error) {
    return finding(
      'data folder',
      'problem',
      `${dataDir} cannot be written: ${(error as Error).message}. Choose another with PANAL_DATA_DIR.`,
    );
  }
}

function checkTrello(env: NodeJS.ProcessEnv): Finding {
  return env['PANAL_BRIDGE_BOARD_ID']
    ? finding('Trello', 'ok', 'a board is configured')
    : finding('Trello', 'ok', 'not configured (optional); see docs/configuration.md, section bridge');
}

/** Of a Synapse that runs: whether it answers, what waits, and the room for more. */
async function checkSynapse(running: boolean): Promise<Finding> {
  if (!running) return finding('Synapse', 'ok', 'not running; "panal synapse verify" checks its files');
  const connection = new Connection();
  try {
    const { quads, lagChanges, quarantined } = await statistics(connection.to('synapse'));
    const text = `${quads} quads, ${lagChanges} changes not applied yet, ${quarantined} batches in quarantine`;
    const { bavail, bsize } = statfsSync(connection.common.dataDir);
    if (bavail * bsize < SYNAPSE_FREE_BYTES_MIN)
      return finding('Synapse', 'problem', `${text}; its disk is nearly full, and then it takes no more: free some space.`);
    if (quarantined > 0) return finding('Synapse', 'warning', `${text}: see "panal synapse quarantine".`);
    if (lagChanges > LAG_CHANGES_MAX)
      return finding('Synapse', 'warning', `${text}: it is busy; queries wait for what was written before them.`);
    return finding('Synapse', 'ok', text);
  } catch (error) {
    return finding('Synapse', 'problem', `${callError(error).message} Look into its log.`);
  } finally {
    connection.close();
  }
}

async function diagnose(): Promise<Finding[]> {
  const { common } = loadConfig({});
  const running = readRunning(runningConfig().dataDir);
  const isRunning = running !== undefined && isAlive(running.pid);
  return [
    checkNode(),
    checkGit(),
    await checkSandbox(),
    await checkPortsOf(common, isRunning),
    checkKeys(process.env),
    checkDataDir(common.dataDir),
    checkTrello(process.env),
    await checkSynapse(isRunning),
  ];
}

const marks = { ok: pc.green('✓'), warning: pc.yellow('!'), problem: pc.red('✗') };

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('Check Node, git, sandbox, ports, keys and the data folder, and say what to do')
    .action(async (_options: unknown, command: Command) => {
      const findings = await diagnose();
      createOutput(wantsJson(command)).result(findings, () =>
        findings.map(({ name, level, message }) => `${marks[level]} ${name.padEnd(12)} ${message}`),
      );
      const problems = findings.filter(({ level }) => level === 'problem').length;
      if (problems > 0) throw new CliError(`${problems} ${problems === 1 ? 'problem' : 'problems'} found; see above.`);
    });
}
