import type { CommonConfig } from '@panal/kernel/runtime';
import { existsSync, mkdirSync } from 'node:fs';
import pc from 'picocolors';
import { CliError, exitCodes } from '../exit.ts';
import { type FolderLock, lockProcesses } from './folder-lock.ts';
import { checkPorts, chooseFreePorts } from './ports.ts';
import type { ProcessSpec } from './processes.ts';
import { Supervisor, type SupervisorEvent } from './supervisor.ts';

export interface InstallationOptions {
  readonly common: CommonConfig;
  readonly processes: readonly ProcessSpec[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Choose free ports rather than the configured ones. */
  readonly autoPorts: boolean;
  /** One process beside others that are started the same way, on the configured ports. */
  readonly alone?: boolean;
  readonly onEvent?: (event: SupervisorEvent) => void;
}

export interface Installation {
  readonly common: CommonConfig;
  readonly logDir: string;
  readonly pids: () => Record<string, number>;
  /** Resolves with the reason when a signal, or the end of the launcher, is to end it; listened for from before the start on. */
  readonly stopped: Promise<string>;
  readonly stop: () => Promise<void>;
}

/** One line for a person about what the supervisor did. */
export function describeSupervisorEvent(event: SupervisorEvent): string | undefined {
  if (event.kind !== 'exited') return undefined;
  return pc.yellow(`${event.name} ended (${event.how}); starting it again in ${event.restartInMs} ms`);
}

/** Only the ports of the processes that are started need be free. */
function portsOf(options: InstallationOptions): CommonConfig['ports'] {
  const wanted = new Set(options.processes.map(({ portsKey }) => portsKey));
  const entries = Object.entries(options.common.ports).filter(([key]) => wanted.has(key as never));
  return Object.fromEntries(entries) as unknown as CommonConfig['ports'];
}

/** Checks data folder and ports, starts the processes under a supervisor and returns once all are ready. */
export async function startInstallation(options: InstallationOptions): Promise<Installation> {
  const ports = options.autoPorts ? await chooseFreePorts(options.common.host, options.common.ports) : options.common.ports;
  const common = { ...options.common, ports };
  const names = options.processes.map(({ name }) => name);
  // Who runs there already is told before a taken port, which would be theirs; a folder is made only when nothing is in the way.
  const early = existsSync(common.dataDir) ? await lockProcesses(common.dataDir, names) : undefined;
  try {
    if (!options.autoPorts) await checkPorts(common.host, portsOf(options));
    createDataDir(common.dataDir);
    const lock = early ?? (await lockProcesses(common.dataDir, names));
    return await startUnderLock(options, { common, lock });
  } catch (error) {
    await early?.release();
    throw error;
  }
}

function createDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new CliError(
      `The data folder ${dataDir} cannot be created: ${(error as Error).message}. Choose another with PANAL_DATA_DIR.`,
    );
  }
}

async function startUnderLock(
  options: InstallationOptions,
  { common, lock }: { common: CommonConfig; lock: FolderLock },
): Promise<Installation> {
  const onEvent =
    options.onEvent ??
    ((event: SupervisorEvent) => {
      const line = describeSupervisorEvent(event);
      if (line) process.stderr.write(`${line}\n`);
    });
  const { processes, env } = options;
  const supervisor = new Supervisor({ common, processes, env, onEvent, announces: options.alone !== true });
  const stopped = untilStopped();
  let isUp = false;
  // A Ctrl-C while processes still start must not leave any of them behind.
  void stopped.then(() => (isUp ? undefined : supervisor.stop().then(() => process.exit(exitCodes.interrupted))));
  await supervisor.start();
  isUp = true;
  const stop = async (): Promise<void> => {
    await supervisor.stop();
    await lock.release();
  };
  return { common, logDir: supervisor.logDir, pids: () => supervisor.pids, stopped, stop };
}

const PARENT_CHECK_MS = 1_000;

/** Resolves with the reason when the user (Ctrl-C), the system (SIGTERM, SIGHUP) or the death of the launcher ends the command. */
function untilStopped(): Promise<string> {
  const parentPid = process.ppid;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (process.ppid !== parentPid) finish('the command that started Panal ended');
    }, PARENT_CHECK_MS).unref();
    const finish = (reason: string): void => {
      clearInterval(timer);
      resolve(reason);
    };
    // The handlers stay: a launcher may repeat the terminal's signal while everything stops in order.
    process
      .on('SIGINT', () => finish('Ctrl-C'))
      .on('SIGTERM', () => finish('SIGTERM'))
      .on('SIGHUP', () => finish('SIGHUP'));
  });
}
