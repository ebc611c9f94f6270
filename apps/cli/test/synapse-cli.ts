import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DataDir, type TestService, createDataDir, startService } from '@panal/testkit';

const engine = new URL('../../../services/synapse-engine/src/main.ts', import.meta.url);
const cli = new URL('../src/main.ts', import.meta.url).pathname;

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliRun {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
}

/** A real Synapse with the real command line beside it. */
export class SynapseCli {
  readonly home: DataDir;
  #service: TestService | undefined;

  private constructor(home: DataDir) {
    this.home = home;
  }

  static async create(): Promise<SynapseCli> {
    const cliHome = new SynapseCli(await createDataDir('synapse-engine'));
    const token = await cliHome.home.token({ subject: 'test-operator', roles: ['operator'] });
    writeFileSync(join(cliHome.home.path, 'operator.token'), token);
    return cliHome;
  }

  get service(): TestService {
    return this.#service!;
  }

  async start(env: Record<string, string> = {}): Promise<void> {
    this.#service = await startService({ program: engine, dataDir: this.home, portsName: 'SYNAPSE', env });
  }

  /** Starts `panal synapse …`; `input` goes to its standard input. */
  begin(args: readonly string[], input: string | Uint8Array = '', env: Record<string, string> = {}): CliRun {
    const child = spawn(process.execPath, ['--conditions=panal-source', cli, 'synapse', ...args], {
      cwd: this.home.path,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: this.home.path,
        PANAL_DATA_DIR: this.home.path,
        PANAL_TOKEN_FILE: join(this.home.path, 'operator.token'),
        PANAL_PORTS_SYNAPSE_GRPC: String(this.#service?.ports['grpc'] ?? 1),
        ...env,
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const out: Buffer[] = [];
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    const finished = new Promise<Finished>((done) =>
      child.once('close', (code) => done({ code, stdout: Buffer.concat(out).toString('utf8'), stderr })),
    );
    return { child, finished };
  }

  run(args: readonly string[], input: string | Uint8Array = '', env: Record<string, string> = {}): Promise<Finished> {
    return this.begin(args, input, env).finished;
  }

  /** Runs a command that must succeed, and reads its JSON. */
  async json<T>(...args: readonly string[]): Promise<T> {
    const { code, stdout, stderr } = await this.run([...args, '--json']);
    if (code !== 0) throw new Error(`panal synapse ${args.join(' ')}: ${stderr}`);
    return JSON.parse(stdout) as T;
  }

  async remove(): Promise<void> {
    await this.#service?.kill();
    this.home.remove();
  }
}
