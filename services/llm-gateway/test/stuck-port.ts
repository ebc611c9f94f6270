import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Socket, connect } from 'node:net';

const LISTEN = `const server = require('node:net').createServer();
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port));`;
/** More than fit into the queue of a listener that takes nobody. */
const FILLERS = 8;

/** A port at which connections hang: its process is stopped, and the queue of its listener is full. */
export class StuckPort {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #fillers: Socket[];

  private constructor(child: ChildProcess, port: number) {
    this.port = port;
    this.#child = child;
    this.#fillers = Array.from({ length: FILLERS }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  }

  static async open(): Promise<StuckPort> {
    const child = spawn(process.execPath, ['-e', LISTEN], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    child.kill('SIGSTOP');
    const stuck = new StuckPort(child, Number(line.toString()));
    // The first ones are let into the queue; the last one never is.
    await once(stuck.#fillers[0]!, 'connect');
    return stuck;
  }

  close(): void {
    for (const socket of this.#fillers) socket.destroy();
    this.#child.kill('SIGKILL');
  }
}
