import { Socket } from 'node:net';
import type { Logger } from './log.ts';
import { formatDuration } from '../pure/units.ts';

/** What a process does at its end: steps run in reverse order of their registration, each with a deadline. */
export interface Lifecycle {
  readonly log: Logger;
  /** Aborted when the process begins to stop. */
  readonly stopping: AbortSignal;
  onStop(name: string, stop: () => Promise<void> | void, deadlineMs?: number): void;
  /** Tells the parent process (and whoever reads the log) that the process serves, and where. */
  announceReady(ports: Readonly<Record<string, number>>): void;
  /** Stops everything and ends the process with the code. */
  stop(reason: string, exitCode?: number): Promise<void>;
}

const STOP_STEP_MS = 10_000;
const READY_FD_VARIABLE = 'PANAL_READY_FD';

interface StopStep {
  readonly name: string;
  readonly stop: () => Promise<void> | void;
  readonly deadlineMs: number;
}

async function runStep(step: StopStep, log: Logger): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, step.deadlineMs, 'late' as const);
  });
  try {
    const outcome = await Promise.race([Promise.resolve(step.stop()), late]);
    if (outcome === 'late') log.warn({ step: step.name }, `did not stop within ${formatDuration(step.deadlineMs)}; going on`);
  } catch (error) {
    log.error({ step: step.name, err: error }, 'failed to stop');
  } finally {
    clearTimeout(timer);
  }
}

/** A pipe to the parent: readiness goes out on it, and its end says that the parent died. */
function parentPipe(onParentGone: () => void): Socket | undefined {
  const fd = Number(process.env[READY_FD_VARIABLE]);
  if (!Number.isInteger(fd) || fd < 3) return undefined;
  const socket = new Socket({ fd, readable: true, writable: true });
  socket.on('error', () => undefined);
  socket.on('close', onParentGone);
  socket.resume();
  return socket;
}

/**
 * Runs a process: `start` opens what it needs and registers how to close it; SIGTERM, SIGINT or the parent's death stop it in
 * order. A start that throws prints one line and exits 1; an error that nothing caught exits 70.
 */
export function runProcess(log: Logger, start: (lifecycle: Lifecycle) => Promise<void>): void {
  const steps: StopStep[] = [];
  const controller = new AbortController();
  let stopped: Promise<void> | undefined;

  const stop = (reason: string, exitCode = 0): Promise<void> => {
    stopped ??= (async () => {
      log.info({ reason }, 'stopping');
      controller.abort(new Error(reason));
      for (const step of steps.reverse()) await runStep(step, log);
      log.info('stopped');
      process.exit(exitCode);
    })();
    return stopped;
  };
  const pipe = parentPipe(() => void stop('parent process ended'));
  const crash = (error: unknown): void => {
    log.fatal({ err: error }, 'unexpected error; ending so that a clean start can follow');
    process.exit(70);
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));

  const lifecycle: Lifecycle = {
    log,
    stopping: controller.signal,
    onStop: (name, stopStep, deadlineMs = STOP_STEP_MS) => steps.push({ name, stop: stopStep, deadlineMs }),
    announceReady(ports) {
      log.info({ ports }, 'ready');
      pipe?.write(`${JSON.stringify({ ready: true, ports })}\n`);
    },
    stop,
  };
  start(lifecycle).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    log.fatal({ err: error }, `cannot start: ${message}`);
    pipe?.write(`${JSON.stringify({ ready: false, message })}\n`);
    setTimeout(() => process.exit(1), 50);
  });
}
