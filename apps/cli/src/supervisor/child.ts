import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, renameSync, statSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { rootDir } from '../root-dir.ts';
import type { ProcessSpec } from './processes.ts';

const LOG_BYTES_MAX = 32 * 1024 * 1024;
const READY_LINE_BYTES_MAX = 64 * 1024;

/** What a child said about its start on the pipe that it shares with us. */
export type ReadyMessage =
  | { readonly ready: true; readonly ports: Readonly<Record<string, number>> }
  | { readonly ready: false; readonly message: string };

export interface ChildHandle {
  readonly process: ChildProcess;
  /** Resolves with the child's first word, or undefined when it ended without one. */
  readonly ready: Promise<ReadyMessage | undefined>;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Opens a log file for appending; one larger than 32 MiB is set aside as `.1`, replacing the one before. */
function openLog(path: string): number {
  if (existsSync(path) && statSync(path).size > LOG_BYTES_MAX) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
}

function readFirstLine(socket: Socket): Promise<ReadyMessage | undefined> {
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const end = text.indexOf('\n');
      if (end < 0 && text.length < READY_LINE_BYTES_MAX) return;
      try {
        resolve(JSON.parse(text.slice(0, end)) as ReadyMessage);
      } catch {
        resolve(undefined);
      }
    });
    socket.on('error', () => resolve(undefined));
    socket.on('close', () => resolve(undefined));
  });
}

/** Flags that keep many small processes small: young generation and code are trimmed rather than kept for speed. */
const NODE_FLAGS = ['--max-semi-space-size=2', '--no-warnings'];

/** Starts one process of Panal with its log in a file and a pipe by which each side notices the other's end. */
export function startChild(spec: ProcessSpec, options: { env: Record<string, string>; logDir: string }): ChildHandle {
  const log = openLog(join(options.logDir, `${spec.name}.log`));
  const child = spawn(process.execPath, [...NODE_FLAGS, join(rootDir, spec.folder, 'dist', 'main.js')], {
    cwd: rootDir,
    env: { ...options.env, PANAL_PROCESS_NAME: spec.name, PANAL_READY_FD: '3' },
    stdio: ['ignore', log, log, 'pipe'],
    detached: true,
  });
  closeSync(log);
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: 127, signal: null }));
  });
  return { process: child, ready: readFirstLine(child.stdio[3] as Socket), exited };
}
