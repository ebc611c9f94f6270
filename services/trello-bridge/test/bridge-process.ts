import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { writeToken } from '@panal/kernel/runtime';
import { type TrelloEmulator, startTrelloEmulator } from '@panal/trello-emulator';

const mainFile = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const LOGGED_MS_MAX = 60_000;
const DAY_MS = 86_400_000;

export const CALLBACK_URL = 'https://panal.example/webhooks/trello';
export const LISTS = ['Inbox', 'Requirements', 'To do', 'In progress', 'Human review', 'Done', 'Blocked', 'Rework'];
const credentials = { apiKey: 'fake-api-key', token: 'fake-token', appSecret: 'fake-app-secret' };

/** A real bridge in a child process. */
export interface TestBridge {
  url(): string;
  /** Everything that the process wrote to its log. */
  log(): string;
  /** Waits until the log is as wanted. */
  logged(wanted: (log: string) => boolean): Promise<void>;
  kill(): Promise<void>;
  /** Starts the process again on the same data. */
  start(): Promise<void>;
  /** Stops it in order and returns the exit code. */
  terminate(): Promise<number | null>;
}

interface Ready {
  readonly ready: boolean;
  readonly message?: string;
  readonly ports: { readonly http: number };
}

async function readyLine(child: ChildProcess): Promise<Ready> {
  const line = once(createInterface({ input: child.stdio[3] as Readable }), 'line').then(
    ([text]) => JSON.parse(text as string) as Ready,
  );
  const gone = once(child, 'exit').then(([code]) => ({ ready: false, message: `exit ${code}`, ports: { http: 0 } }));
  return await Promise.race([line, gone]);
}

/** Starts a bridge on a data folder whose tokens were initialised; without further variables it has no board. */
export async function startTestBridge(dataDir: string, env: Record<string, string> = {}): Promise<TestBridge> {
  await writeToken(dataDir, { subject: 'trello-bridge', roles: ['service'], ttlMs: DAY_MS });
  let child: ChildProcess | undefined;
  let log = '';
  let port = 0;
  const grown = new EventEmitter();
  const start = async (): Promise<void> => {
    const started = spawn(process.execPath, ['--conditions=panal-source', mainFile], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        PANAL_DATA_DIR: dataDir,
        PANAL_READY_FD: '3',
        // The same port after a restart, so that deliveries find it again.
        PANAL_PORTS_BRIDGE_HTTP: String(port),
        PANAL_PORTS_SYNAPSE_GRPC: '9',
        PANAL_PORTS_ORCHESTRATOR_GRPC: '9',
        ...env,
      },
    });
    child = started;
    started.stderr?.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      grown.emit('grown');
    });
    const ready = await readyLine(started);
    if (!ready.ready) throw new Error(`the bridge did not start: ${ready.message}\n${log.slice(-2000)}`);
    port = ready.ports.http;
  };
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const exited = once(child, 'exit');
    child.kill(signal);
    return (await exited)[0] as number | null;
  };
  await start();
  return {
    url: () => `http://127.0.0.1:${port}`,
    log: () => log,
    async logged(wanted) {
      const signal = AbortSignal.timeout(LOGGED_MS_MAX);
      while (!wanted(log)) await once(grown, 'grown', { signal });
    },
    kill: async () => void (await end('SIGKILL')),
    start,
    terminate: () => end('SIGTERM'),
  };
}

/** A fake Trello that tries undelivered deliveries again quickly. */
export const startBoard = (): Promise<TrelloEmulator> =>
  startTrelloEmulator({ ...credentials, lists: LISTS, retryMs: Array.from({ length: 200 }, () => 100) });

/** The settings of a bridge that works on a fake board. */
export function boardEnv(
  board: TrelloEmulator,
  options: { orchestratorPort: number; prompters: readonly string[]; approvers: readonly string[]; pollSeconds?: number },
): Record<string, string> {
  return {
    PANAL_PORTS_ORCHESTRATOR_GRPC: String(options.orchestratorPort),
    PANAL_BRIDGE_BOARD_ID: board.boardId,
    PANAL_BRIDGE_BASE_URL: board.baseUrl,
    PANAL_BRIDGE_CALLBACK_URL: CALLBACK_URL,
    PANAL_BRIDGE_REPOSITORY_ID: 'sample',
    PANAL_BRIDGE_PROJECT: 'bills',
    PANAL_BRIDGE_POLL_SECONDS: String(options.pollSeconds ?? 0),
    PANAL_BRIDGE_MEMBERS_MAY_PROMPT: JSON.stringify(options.prompters),
    PANAL_BRIDGE_MEMBERS_MAY_APPROVE: JSON.stringify(options.approvers),
    TRELLO_API_KEY: credentials.apiKey,
    TRELLO_TOKEN: credentials.token,
    TRELLO_APP_SECRET: credentials.appSecret,
  };
}
