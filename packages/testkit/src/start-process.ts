import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { OutputTail } from './output-tail.ts';
import { isAlive, processState, pssBytes } from './process-state.ts';
import { type ReadyPorts, readReadyLine } from './ready-line.ts';
import { noteProcess } from './recent-processes.ts';
import { until, within } from './until.ts';

const READY_MS_MAX = 60_000;
const END_MS_MAX = 30_000;

export interface StartProcessOptions {
  /** The program's TypeScript source, which runs as it is; a compiled one (.js) runs on compiled packages. */
  readonly program: string | URL;
  /** All that it gets of an environment, besides PATH. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly arguments?: readonly string[];
}

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A real process of Panal, started from source, and at the test's mercy. */
export class TestProcess {
  readonly #child: ChildProcess;
  readonly #output = new OutputTail();
  readonly #ended: Promise<ProcessEnd>;
  #ports: ReadyPorts = {};

  protected constructor(child: ChildProcess) {
    this.#child = child;
    this.#output.read(child.stdout);
    this.#output.read(child.stderr);
    this.#ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve({ code, signal }));
    });
    this.#ended.catch(() => undefined);
    noteProcess(this);
  }

  /** Starts a program and waits for its ready line; rejects with its own words, or with its output, where it does not start. */
  static async start(options: StartProcessOptions): Promise<TestProcess> {
    const started = new TestProcess(spawnProgram(options));
    await started.awaitReady();
    return started;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get ports(): ReadyPorts {
    return this.#ports;
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null && isAlive(this.pid);
  }

  /** The newest part (256 KiB or more) of what it wrote to standard output and standard error. */
  get output(): string {
    return this.#output.text;
  }

  /** Counts the lines that match `pattern` (without flag g) from now on and in {@link output}; returns what reads the count. */
  countLines(pattern: RegExp): () => number {
    return this.#output.countLines(pattern);
  }

  /** How it ended, as soon as it did and all its output is read. */
  get ended(): Promise<ProcessEnd> {
    return this.#ended;
  }

  /** Proportional set size, bytes. */
  pssBytes(): number {
    return pssBytes(this.pid);
  }

  /** Ends it at once, as a crash would, and waits until it is gone. */
  kill(): Promise<ProcessEnd> {
    return this.end('SIGKILL');
  }

  /** Asks it to stop in order, and waits until it is gone. */
  terminate(): Promise<ProcessEnd> {
    return this.end('SIGTERM');
  }

  /** Freezes it, as a long pause of its machine would, and waits until it stands still; it can be killed while frozen. */
  async pause(): Promise<void> {
    this.#child.kill('SIGSTOP');
    await until(() => (processState(this.pid) === 'T' ? true : undefined), `the freezing of process ${this.pid}`, END_MS_MAX);
  }

  /** Lets a frozen process go on. */
  resume(): void {
    this.#child.kill('SIGCONT');
  }

  /** Sends a signal that ends it, waits until it is gone, and tells how it ended; half a minute at the most. */
  async end(signal: NodeJS.Signals): Promise<ProcessEnd> {
    if (this.isAlive) this.#child.kill(signal);
    try {
      return await within(this.#ended, `the end of process ${this.pid} after ${signal}`, END_MS_MAX);
    } catch (error) {
      this.#child.kill('SIGKILL');
      throw new Error(`${String(error)}; it said:\n${this.output}`, { cause: error });
    }
  }

  protected async awaitReady(): Promise<void> {
    const said = readReadyLine(this.#child.stdio[3] as Readable);
    const ready = await within(said, 'the ready line', READY_MS_MAX).catch((error: unknown) => {
      this.#child.kill('SIGKILL');
      return { ready: false as const, message: String(error) };
    });
    if (ready?.ready) {
      this.#ports = ready.ports;
      return;
    }
    const { code, signal } = await this.#ended;
    const why = ready?.message ?? `ended with ${signal ?? code} before it was ready`;
    throw new Error(`${why}\n${this.output}`);
  }
}

/**
 * Starts the program with a pipe as its descriptor 3 (a socket pair: the process tells on it where it serves, and ends when the
 * test's own process has died).
 */
export function spawnProgram(options: StartProcessOptions): ChildProcess {
  const program = options.program instanceof URL ? fileURLToPath(options.program) : options.program;
  const conditions = program.endsWith('.js') ? [] : ['--conditions=panal-source'];
  const args = [...conditions, program, ...(options.arguments ?? [])];
  return spawn(process.execPath, args, {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'], PANAL_READY_FD: '3', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
}

/** Starts a program of Panal from source as a real process, and returns once it serves. */
export const startProcess = (options: StartProcessOptions): Promise<TestProcess> => TestProcess.start(options);
