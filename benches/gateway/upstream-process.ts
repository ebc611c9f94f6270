import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What the upstream of the benches has answered under `countedPath`. */
export interface Ledger {
  documents: number;
  streams: number;
  /** Streams whose reader left before their end. */
  streamsCut: number;
}

export interface Manner {
  readonly thinkMs: number;
  readonly paceMs: number;
}

export const streamChunks = 50;
/** The ledger counts only what comes this way: the way of the gateway that keeps books, too. */
export const countedPath = '/counted';
/** What every answer says that it cost. */
export const answeredUsage = { prompt_tokens: 300, completion_tokens: streamChunks, total_tokens: 300 + streamChunks };

const program = fileURLToPath(new URL('upstream.ts', import.meta.url));

/** The upstream's process, seen from the bench. */
export class BenchUpstream {
  readonly #child: ChildProcess;
  readonly port: number;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  static async start(): Promise<BenchUpstream> {
    const child = fork(program);
    const [port] = (await once(child, 'message')) as [number];
    return new BenchUpstream(child, port);
  }

  get pid(): number {
    return this.#child.pid!;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.port}/v1`;
  }

  get countedUrl(): string {
    return `http://127.0.0.1:${this.port}${countedPath}/v1`;
  }

  async setManner(manner: Manner): Promise<void> {
    await this.#ask(manner);
  }

  async ledger(): Promise<Ledger> {
    return (await this.#ask('ledger')) as Ledger;
  }

  stop(): void {
    this.#child.kill();
  }

  async #ask(message: Manner | 'ledger'): Promise<unknown> {
    const answered = once(this.#child, 'message');
    this.#child.send(message);
    const [answer] = (await answered) as [unknown];
    return answer;
  }
}
