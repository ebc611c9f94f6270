import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { BoundedOutput } from './bounded-output.ts';
import { descriptorMax, inheritedDescriptors } from './inherited-descriptors.ts';
import { exceedsProcesses, watchIntervalMs } from './process-watch.ts';
import type { ProcessGroup } from './process-watch.ts';
import { environmentFd, parseReport, reportBytesMax, reportFd } from './shell-launcher.ts';
import type { LauncherReport } from './shell-launcher.ts';

/** What the launcher's report is answered with: the environment script, which lets the command start, or why it must not. */
export type Release = { start: string; watch?: { group: ProcessGroup; max: number } } | { refuse: string };

/** A program to start in a process group of its own, and its bounds. */
export interface ProcessPlan {
  file: string;
  args: readonly string[];
  /** The environment of the program itself, not of the command. */
  env: Readonly<Record<string, string>>;
  cwd: string;
  /** Texts that the program reads from descriptors 5, 6, … */
  files: readonly string[];
  stdin: string | undefined;
  timeoutMs: number;
  outputBytesMax: number;
  signal: AbortSignal | undefined;
  /** Called once with the report and the process id, before the command starts. */
  release: (report: LauncherReport, pid: number) => Release;
}

/** Why we ended a process ourselves. */
export type Stop = 'timeout' | 'abort' | 'processes' | 'refused';

/** How it went. `report` is absent where the launcher was never reached. */
export type ProcessEnd =
  | { kind: 'not-started'; why: string }
  | {
      kind: 'ended';
      code: number | null;
      signal: NodeJS.Signals | null;
      stop?: Stop;
      refusal?: string;
      report?: LauncherReport;
      durationMs: number;
      stdout: string;
      stderr: string;
      output: string;
      droppedBytes: number;
    };

/** The first descriptor of `ProcessPlan.files`. */
export const firstFileFd = 5;

/** How long open pipes are waited for after the program ended and its group was killed. */
const drainMsMax = 2000;

/** Runs the program to its end. Never rejects; the process group is killed at the time-out, on abort, and when the program ends. */
export async function runProcess(plan: ProcessPlan): Promise<ProcessEnd> {
  const startMs = performance.now();
  const child = start(plan);
  if ('why' in child) return { kind: 'not-started', why: child.why };
  const run = new Run(child.process, plan);
  const end = await run.end();
  if ('why' in end) return { kind: 'not-started', why: end.why };
  const { text: output, droppedBytes } = run.both.read();
  return {
    kind: 'ended',
    ...end,
    ...run.findings,
    durationMs: Math.round(performance.now() - startMs),
    stdout: run.stdout.read().text,
    stderr: run.stderr.read().text,
    output,
    droppedBytes,
  };
}

function start(plan: ProcessPlan): { process: ChildProcess } | { why: string } {
  const strays = inheritedDescriptors();
  const highest = strays.at(-1) ?? 0;
  if (highest > descriptorMax) return { why: `descriptor ${highest} was left open by whoever started Panal: close it there` };
  const nothing = openSync('/dev/null', 'r');
  try {
    const stdio = stdioOf(plan, strays, nothing);
    return { process: spawn(plan.file, plan.args, { cwd: plan.cwd, env: { ...plan.env }, detached: true, stdio }) };
  } catch (error) {
    return { why: describe(error) };
  } finally {
    closeSync(nothing);
  }
}

// What would be inherited is covered by /dev/null, since nothing but another descriptor in its place keeps it out.
function stdioOf(plan: ProcessPlan, strays: readonly number[], nothing: number): ('ignore' | 'pipe' | number)[] {
  const stdin = plan.stdin === undefined ? 'ignore' : 'pipe';
  const used = [stdin, 'pipe', 'pipe', 'pipe', 'pipe', ...plan.files.map((): 'pipe' => 'pipe')] as const;
  const stdio: ('ignore' | 'pipe' | number)[] = [...used];
  for (const stray of strays.filter((descriptor) => descriptor >= used.length)) {
    while (stdio.length < stray) stdio.push('ignore');
    stdio.push(nothing);
  }
  return stdio;
}

class Run {
  readonly stdout: BoundedOutput;
  readonly stderr: BoundedOutput;
  readonly both: BoundedOutput;
  readonly findings: { stop?: Stop; refusal?: string; report?: LauncherReport } = {};
  readonly #child: ChildProcess;
  readonly #plan: ProcessPlan;
  #watchTimer: NodeJS.Timeout | undefined;

  constructor(child: ChildProcess, plan: ProcessPlan) {
    this.#child = child;
    this.#plan = plan;
    this.stdout = new BoundedOutput(plan.outputBytesMax);
    this.stderr = new BoundedOutput(plan.outputBytesMax);
    this.both = new BoundedOutput(plan.outputBytesMax);
    this.#collect(child.stdout, this.stdout);
    this.#collect(child.stderr, this.stderr);
    if (plan.stdin !== undefined) this.#send(child.stdin, plan.stdin);
    for (const [index, content] of plan.files.entries()) this.#send(child.stdio[firstFileFd + index], content);
    this.#readReport(child.stdio[reportFd] as Readable);
    // A write into a pipe whose reader is gone must not end our own process.
    (child.stdio[environmentFd] as Writable).on('error', () => undefined);
  }

  async end(): Promise<{ code: number | null; signal: NodeJS.Signals | null } | { why: string }> {
    const { signal, timeoutMs } = this.#plan;
    const timer = setTimeout(() => this.#stop('timeout'), timeoutMs);
    const abort = (): void => this.#stop('abort');
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted) abort();
    try {
      return await this.#closed();
    } finally {
      clearTimeout(timer);
      clearInterval(this.#watchTimer);
      signal?.removeEventListener('abort', abort);
    }
  }

  #closed(): Promise<{ code: number | null; signal: NodeJS.Signals | null } | { why: string }> {
    return new Promise((resolve) => {
      let drainTimer: NodeJS.Timeout | undefined;
      this.#child.once('error', (error) => {
        if (this.#child.pid === undefined) resolve({ why: describe(error) });
      });
      this.#child.once('exit', () => {
        this.#killGroup();
        drainTimer = setTimeout(() => this.#closePipes(), drainMsMax);
      });
      this.#child.once('close', (code, signal) => {
        clearTimeout(drainTimer);
        resolve({ code, signal });
      });
    });
  }

  #collect(stream: Readable | null, own: BoundedOutput): void {
    stream?.on('data', (chunk: Buffer) => {
      own.push(chunk);
      this.both.push(chunk);
    });
    stream?.on('error', () => undefined);
  }

  #send(stream: Readable | Writable | null | undefined, content: string): void {
    const writable = stream as Writable | null | undefined;
    // A command need not read its input.
    writable?.on('error', () => undefined);
    writable?.end(content);
  }

  #readReport(stream: Readable): void {
    let text = '';
    stream.on('error', () => undefined);
    stream.on('data', (chunk: Buffer) => {
      if (this.findings.report || text.length > reportBytesMax) return;
      text += chunk.toString('latin1');
      const report = parseReport(text);
      if (report) this.#release(report);
    });
  }

  #release(report: LauncherReport): void {
    this.findings.report = report;
    if (this.#child.pid === undefined || this.findings.stop) return;
    const release = this.#plan.release(report, this.#child.pid);
    if ('refuse' in release) {
      this.findings.refusal = release.refuse;
      this.#stop('refused');
      return;
    }
    const { start, watch } = release;
    if (watch) this.#watch(watch);
    (this.#child.stdio[environmentFd] as Writable).end(start);
  }

  #watch({ group, max }: { group: ProcessGroup; max: number }): void {
    this.#watchTimer = setInterval(() => {
      if (exceedsProcesses(group, max)) this.#stop('processes');
    }, watchIntervalMs);
  }

  #stop(reason: Stop): void {
    this.findings.stop ??= reason;
    this.#killGroup();
  }

  #killGroup(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // Nobody is left in it.
    }
  }

  // Only without namespaces can something outlive the group and hold the pipes open.
  #closePipes(): void {
    for (const stream of this.#child.stdio) stream?.destroy();
  }
}

function describe(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
