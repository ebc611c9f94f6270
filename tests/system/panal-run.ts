import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export { isAlive, temporaryDir, until } from '@panal/testkit';

export const rootDir = resolve(import.meta.dirname, '..', '..');
const cli = join(rootDir, 'apps', 'cli', 'dist', 'main.js');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface PanalRun {
  readonly child: ChildProcess;
  readonly dataDir: string;
  readonly finished: Promise<Finished>;
  /** Everything written to standard error so far. */
  readonly progress: () => string;
}

/** Starts the built `panal` with arguments, in a data folder of its own, without a terminal and without provider keys. */
export function runPanal(
  args: readonly string[],
  options: { dataDir: string; cwd?: string; env?: Record<string, string> },
): PanalRun {
  const env = { PATH: process.env['PATH'] ?? '', HOME: options.dataDir, PANAL_DATA_DIR: options.dataDir, ...options.env };
  const child = spawn(process.execPath, [cli, ...args], { cwd: options.cwd ?? tmpdir(), env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.once('error', (error) => (stderr += String(error)));
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const finished = new Promise<Finished>((done) => child.once('close', (code) => done({ code, stdout, stderr })));
  return { child, dataDir: options.dataDir, finished, progress: () => stderr };
}

export interface Running {
  readonly pid: number;
  readonly ports: Record<string, Record<string, number>>;
  readonly children: Record<string, number>;
}

/** The data folder of the one run under a data folder, once it is there. */
export function runDataDir(dataDir: string): string | undefined {
  const runs = join(dataDir, 'runs');
  const name = existsSync(runs) ? readdirSync(runs)[0] : undefined;
  return name ? join(runs, name, 'data') : undefined;
}

/** What the supervisor of a run says of its processes, or undefined while they start. */
export function readRunning(dataDir: string): Running | undefined {
  const runDir = runDataDir(dataDir);
  const path = runDir ? join(runDir, 'running.json') : '';
  if (!path || !existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Running;
  } catch {
    return undefined;
  }
}
