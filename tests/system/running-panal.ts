import { type GrpcChannel, loadConfig, serviceChannel } from '@panal/kernel/runtime';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Finished, type Running, isAlive, rootDir, runPanal, until } from './panal-run.ts';
import { sampleDir } from './sample-repository.ts';

/** The settings of the first run: the scripted model, and a rule at the first failure of its kind. */
export const scriptedEnv = {
  PANAL_GATEWAY_SCRIPTED_TRAJECTORY: join(sampleDir, 'trajectory.yaml'),
  PANAL_GATEWAY_DEFAULT_MODEL: 'scripted-demo',
  PANAL_ANALYST_RULE_THRESHOLD: '1',
};

export interface RunningPanal {
  readonly dataDir: string;
  readonly supervisor: ChildProcess;
  readonly running: Running;
  readonly finished: Promise<Finished>;
  /** Runs a command against it, as the operator unless a token file is named. */
  cli(args: readonly string[], env?: Record<string, string>): Promise<Finished>;
  /** Runs a command that must succeed, and reads its JSON. */
  json<T>(...args: string[]): Promise<T>;
  /** Resolves with the first progress line of a task that matches. */
  event(missionId: string, pattern: RegExp): Promise<string>;
  /** A channel to one of its services, as one of its processes. */
  channel(service: Parameters<typeof serviceChannel>[1], subject: string): GrpcChannel;
  /** Ends it by a signal to the supervisor, and waits for its end. */
  stop(signal?: NodeJS.Signals): Promise<Finished>;
}

const EVENT_MS_MAX = 90_000;

function readRunningFile(dataDir: string, pid: number): Running | undefined {
  const path = join(dataDir, 'running.json');
  if (!existsSync(path)) return undefined;
  const running = JSON.parse(readFileSync(path, 'utf8')) as Running;
  return running.pid === pid ? running : undefined;
}

/** Starts `panal up` on free ports and waits until all of its processes serve; a start that fails rejects with what it said. */
export async function startPanal(dataDir: string, env: Record<string, string> = scriptedEnv): Promise<RunningPanal> {
  const run = runPanal(['up', '--auto-ports'], { dataDir, env });
  const failed = run.finished.then((finished) => Promise.reject(new Error(`panal up ended: ${finished.stderr}`)));
  const up = until(() => readRunningFile(dataDir, run.child.pid!), 'the start of every process');
  const running = await Promise.race([up, failed]);
  failed.catch(() => undefined);
  const cli = (args: readonly string[], more: Record<string, string> = {}): Promise<Finished> =>
    runPanal(args, { dataDir, env: more }).finished;
  return {
    dataDir,
    supervisor: run.child,
    running,
    finished: run.finished,
    cli,
    async json<T>(...args: string[]) {
      const finished = await cli([...args, '--json']);
      if (finished.code !== 0) throw new Error(`panal ${args.join(' ')}: ${finished.stderr}`);
      return JSON.parse(finished.stdout) as T;
    },
    event: (missionId, pattern) => awaitEvent(dataDir, missionId, pattern),
    channel(service, subject) {
      const { common } = loadConfig({ env: {}, cwd: dataDir });
      const token = readFileSync(join(dataDir, 'auth', `${subject}.token`), 'utf8').trim();
      return serviceChannel({ ...common, ports: running.ports as unknown as typeof common.ports }, service, () => token);
    },
    async stop(signal = 'SIGTERM') {
      run.child.kill(signal);
      return await run.finished;
    },
  };
}

/** Follows a task with the command that people use, until a line matches. */
async function awaitEvent(dataDir: string, missionId: string, pattern: RegExp): Promise<string> {
  const { child, finished } = runPanal(['task', 'watch', missionId], { dataDir });
  let text = '';
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<string>((resolve, reject) => {
      child.stdout!.on('data', (chunk: string) => {
        text += chunk;
        const line = text.split('\n').find((candidate) => pattern.test(candidate));
        if (line !== undefined) resolve(line);
      });
      const fail = (why: string): void => reject(new Error(`${why} before ${pattern} was seen:\n${text}`));
      void finished.then(({ stderr }) => setTimeout(fail, 100, `the task ended (${stderr.trim()})`));
      timer = setTimeout(fail, EVENT_MS_MAX, `${EVENT_MS_MAX} ms went by`);
    });
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
  }
}

/** Waits until none of a Panal's processes lives. */
export async function allGone(running: Running, boundMs: number): Promise<void> {
  const pids = Object.values(running.children);
  await until(() => (pids.some(isAlive) ? undefined : true), `the end of ${pids.length} processes`, boundMs);
}

/** Starts the command through the launcher, as `npx panal` does. */
export const spawnLauncher = (args: readonly string[], dataDir: string): ChildProcess =>
  spawn(process.execPath, [join(rootDir, 'apps', 'cli', 'bin', 'panal.mjs'), ...args], {
    cwd: rootDir,
    env: { PATH: process.env['PATH'] ?? '', HOME: dataDir, PANAL_DATA_DIR: dataDir, ...scriptedEnv },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
