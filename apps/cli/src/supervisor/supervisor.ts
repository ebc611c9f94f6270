import { initialiseAuth, writeToken, type CommonConfig } from '@panal/kernel/runtime';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from '../exit.ts';
import { isAlive, readRunning, removeRunning, writeRunning } from '../running-file.ts';
import { type ChildHandle, startChild } from './child.ts';
import { listPorts, portVariable } from './ports.ts';
import { type ProcessSpec, environmentOf } from './processes.ts';
import { type RestartState, afterExit, firstStart } from './restart-policy.ts';

const DAY_MS = 86_400_000;
const TOKEN_TTL_MS = 30 * DAY_MS;
const READY_MS_MAX = 60_000;
const STOP_MS_MAX = 15_000;
const CHILD_CHECK_MS = 100;

/** What the supervisor tells whoever shows its progress. */
export type SupervisorEvent =
  | { readonly kind: 'starting' | 'ready' | 'stopped'; readonly name: string }
  | { readonly kind: 'exited'; readonly name: string; readonly how: string; readonly restartInMs: number };

export interface SupervisorOptions {
  readonly common: CommonConfig;
  readonly processes: readonly ProcessSpec[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onEvent: (event: SupervisorEvent) => void;
  /** Whether other commands are to find these processes by the data folder: not where one is started alone. */
  readonly announces: boolean;
}

interface Supervised {
  readonly spec: ProcessSpec;
  child: ChildHandle | undefined;
  restart: RestartState;
  timer: NodeJS.Timeout | undefined;
}

/** The children of a supervisor that was killed stop by themselves and hold their journals until then; bounded by a stop's time. */
async function childrenBeforeUsGone(dataDir: string): Promise<void> {
  const before = readRunning(dataDir);
  if (!before || isAlive(before.pid)) return;
  const endMs = Date.now() + STOP_MS_MAX;
  while (Object.values(before.children).some(isAlive) && Date.now() < endMs) await sleep(CHILD_CHECK_MS);
}

/** Keeps one child per process alive: starts them, restarts what dies with back-off, stops them all. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #logDir: string;
  readonly #supervised: Supervised[];
  readonly #env: Record<string, string | undefined>;
  #stopping = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#logDir = join(options.common.dataDir, 'logs');
    const ports = listPorts(options.common.ports).map(({ setting, port }) => [portVariable(setting), String(port)] as const);
    this.#env = {
      ...options.env,
      PANAL_DATA_DIR: options.common.dataDir,
      PANAL_HOST: options.common.host,
      ...Object.fromEntries(ports),
    };
    this.#supervised = options.processes.map((spec) => ({
      spec,
      child: undefined,
      restart: firstStart(Date.now()),
      timer: undefined,
    }));
  }

  get logDir(): string {
    return this.#logDir;
  }

  /** Process ids of the children that live, by name. */
  get pids(): Record<string, number> {
    const live = this.#supervised.flatMap(({ spec, child }) =>
      child?.process.pid ? [[spec.name, child.process.pid] as const] : [],
    );
    return Object.fromEntries(live);
  }

  /** Creates tokens and starts every process; rejects with the first one's own words when it can't start. */
  async start(): Promise<void> {
    const { dataDir } = this.#options.common;
    mkdirSync(this.#logDir, { recursive: true, mode: 0o700 });
    await childrenBeforeUsGone(dataDir);
    await initialiseAuth(dataDir);
    await this.#writeTokens();
    setInterval(() => void this.#writeTokens(), DAY_MS).unref();
    const starts = await Promise.all(this.#supervised.map((supervised) => this.#launch(supervised)));
    const failed = starts.find((outcome) => outcome !== undefined);
    if (failed) {
      await this.stop();
      throw new CliError(failed);
    }
    this.#writeRunning();
  }

  /** Stops every child: SIGTERM, then SIGKILL to what is left after fifteen seconds. */
  async stop(): Promise<void> {
    this.#stopping = true;
    // Agents take leave of an orchestrator that still answers.
    const [agents, services] = [true, false].map((isAgent) =>
      this.#supervised.filter(({ spec }) => (spec.role === 'agent') === isAgent),
    );
    for (const wave of [agents!, services!]) await Promise.all(wave.map((supervised) => this.#stopOne(supervised)));
    if (this.#options.announces) removeRunning(this.#options.common.dataDir);
  }

  async #writeTokens(): Promise<void> {
    const { dataDir } = this.#options.common;
    await writeToken(dataDir, { subject: 'operator', roles: ['operator', 'approver', 'viewer'], ttlMs: TOKEN_TTL_MS });
    for (const { spec } of this.#supervised) {
      await writeToken(dataDir, {
        subject: spec.name,
        roles: [spec.role],
        ttlMs: TOKEN_TTL_MS,
        ...(spec.kind ? { kind: spec.kind } : {}),
      });
    }
  }

  #writeRunning(): void {
    const { common, announces } = this.#options;
    if (announces)
      writeRunning(common.dataDir, { pid: process.pid, host: common.host, ports: common.ports, children: this.pids });
  }

  /** Starts a child and waits for its word; returns why it did not start, or undefined when it serves. */
  async #launch(supervised: Supervised): Promise<string | undefined> {
    const { spec } = supervised;
    this.#options.onEvent({ kind: 'starting', name: spec.name });
    const child = startChild(spec, { env: environmentOf(spec, this.#env), logDir: this.#logDir });
    supervised.child = child;
    const exited = child.exited.then(({ code, signal }) => ({
      ready: false as const,
      message: `ended with ${signal ?? `exit code ${code}`}`,
    }));
    const late = new Promise<{ ready: false; message: string }>((resolve) => {
      setTimeout(resolve, READY_MS_MAX, { ready: false, message: `was not ready within ${READY_MS_MAX / 1000} s` }).unref();
    });
    const said = child.ready.then((message) => message ?? exited);
    const outcome = await Promise.race([said, late]);
    if (!outcome.ready)
      return `${spec.name} could not start: ${outcome.message.replace(/\.?$/, '.')} Its log: ${join(this.#logDir, `${spec.name}.log`)}`;
    this.#options.onEvent({ kind: 'ready', name: spec.name });
    void child.exited.then((how) => this.#onExit(supervised, child, how));
    return undefined;
  }

  #onExit(supervised: Supervised, child: ChildHandle, how: { code: number | null; signal: NodeJS.Signals | null }): void {
    if (supervised.child === child) supervised.child = undefined;
    if (this.#stopping) return;
    this.#scheduleRestart(supervised, how.signal ?? `exit code ${how.code}`);
  }

  #scheduleRestart(supervised: Supervised, how: string): void {
    const { delayMs, next } = afterExit(supervised.restart, Date.now());
    supervised.restart = next;
    this.#options.onEvent({ kind: 'exited', name: supervised.spec.name, how, restartInMs: delayMs });
    supervised.timer = setTimeout(() => void this.#relaunch(supervised), delayMs);
  }

  async #relaunch(supervised: Supervised): Promise<void> {
    const failure = await this.#launch(supervised);
    if (this.#stopping) return;
    if (failure === undefined) return this.#writeRunning();
    supervised.child?.process.kill('SIGKILL');
    this.#scheduleRestart(supervised, failure);
  }

  async #stopOne(supervised: Supervised): Promise<void> {
    clearTimeout(supervised.timer);
    const { child } = supervised;
    if (!child) return;
    child.process.kill('SIGTERM');
    const timer = setTimeout(() => child.process.kill('SIGKILL'), STOP_MS_MAX);
    await child.exited;
    clearTimeout(timer);
    this.#options.onEvent({ kind: 'stopped', name: supervised.spec.name });
  }
}
