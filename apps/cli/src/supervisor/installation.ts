import type { CommonConfig } from '@panal/kernel/runtime';
import { mkdirSync } from 'node:fs';
import pc from 'picocolors';
import { CliError } from '../exit.ts';
import { checkPorts, chooseFreePorts } from './ports.ts';
import type { ProcessSpec } from './processes.ts';
import { Supervisor, type SupervisorEvent } from './supervisor.ts';

export interface InstallationOptions {
  readonly common: CommonConfig;
  readonly processes: readonly ProcessSpec[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Choose free ports rather than the configured ones. */
  readonly autoPorts: boolean;
  readonly onEvent?: (event: SupervisorEvent) => void;
}

export interface Installation {
  readonly common: CommonConfig;
  readonly logDir: string;
  readonly pids: () => Record<string, number>;
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

/** Checks the ports, starts the processes under a supervisor and returns once all are ready. */
export async function startInstallation(options: InstallationOptions): Promise<Installation> {
  const ports = options.autoPorts ? await chooseFreePorts(options.common.host, options.common.ports) : options.common.ports;
  const common = { ...options.common, ports };
  if (!options.autoPorts) await checkPorts(common.host, portsOf(options));
  try {
    mkdirSync(common.dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new CliError(
      `The data folder ${common.dataDir} cannot be created: ${(error as Error).message}. Choose another with PANAL_DATA_DIR.`,
    );
  }
  const onEvent =
    options.onEvent ??
    ((event: SupervisorEvent) => {
      const line = describeSupervisorEvent(event);
      if (line) process.stderr.write(`${line}\n`);
    });
  const supervisor = new Supervisor({ common, processes: options.processes, env: options.env, onEvent });
  const interrupted = stopOnEarlySignal(supervisor);
  await supervisor.start();
  interrupted.disarm();
  return { common, logDir: supervisor.logDir, pids: () => supervisor.pids, stop: () => supervisor.stop() };
}

/** A Ctrl-C while processes still start must not leave any of them behind. */
function stopOnEarlySignal(supervisor: Supervisor): { disarm: () => void } {
  const onSignal = (): void => void supervisor.stop().then(() => process.exit(130));
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  return {
    disarm: () => {
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    },
  };
}

const PARENT_CHECK_MS = 1_000;

/** Resolves with the reason when the user (Ctrl-C), the system (SIGTERM, SIGHUP) or the death of the launcher ends the command. */
export function untilStopped(): Promise<string> {
  const parentPid = process.ppid;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (process.ppid !== parentPid) finish('the command that started Panal ended');
    }, PARENT_CHECK_MS);
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
