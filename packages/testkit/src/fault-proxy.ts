import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { type Clock, systemClock } from './clock.ts';
import { type CutBy, type Fault, FaultyPipe } from './faulty-pipe.ts';
import { Happenings } from './happenings.ts';

export type Direction = 'to-server' | 'to-client';

interface Connection {
  readonly client: Socket;
  readonly server: Socket;
  readonly pipes: Readonly<Record<Direction, FaultyPipe>>;
  isBroken: boolean;
}

const DIRECTIONS: readonly Direction[] = ['to-server', 'to-client'];
const CONNECTIONS_MAX = 1_000;
const none = (): Fault => ({ kind: 'none' });

/** A TCP proxy on loopback, between a client and a server, that misbehaves on command; at most 1,000 connections at once. */
export class FaultProxy {
  readonly #targetPort: () => number;
  readonly #clock: Clock;
  readonly #listener: Server;
  readonly #connections = new Set<Connection>();
  readonly #faults: Record<Direction, () => Fault> = { 'to-server': none, 'to-client': none };
  readonly #happenings = new Happenings();
  /** While true, whoever connects is reset at once, as by a server that is down. */
  refuses = false;
  /** Connections since the start, refused ones included. */
  accepted = 0;
  /** Connections that the proxy cut, reset or refused. */
  broken = 0;
  /** Bytes passed on since the start. */
  readonly bytes: Record<Direction, number> = { 'to-server': 0, 'to-client': 0 };

  private constructor(targetPort: () => number, clock: Clock) {
    this.#targetPort = targetPort;
    this.#clock = clock;
    this.#listener = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#accept(client));
    this.#listener.maxConnections = CONNECTIONS_MAX;
  }

  /**
   * Starts a proxy before a port of 127.0.0.1; a function is asked anew for each connection, for servers that start again
   * elsewhere. Delays and throttles are timed by `clock`.
   */
  static async start(targetPort: number | (() => number), clock: Clock = systemClock): Promise<FaultProxy> {
    const proxy = new FaultProxy(typeof targetPort === 'number' ? () => targetPort : targetPort, clock);
    proxy.#listener.listen(0, '127.0.0.1');
    await once(proxy.#listener, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#listener.address() as AddressInfo).port;
  }

  /** Where clients connect, `host:port`. */
  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Connections open now, on either side. */
  get open(): number {
    return this.#connections.size;
  }

  /** Bytes of a direction that came and are not passed on yet, in all connections; at most about 320 KiB in each. */
  heldBytes(direction: Direction): number {
    return [...this.#connections].reduce((sum, { pipes }) => sum + pipes[direction].heldBytes, 0);
  }

  /** What happens to a direction of every connection from now on; a function is asked anew for each connection. */
  setFault(direction: Direction, fault: Fault | (() => Fault)): void {
    const faultOf = typeof fault === 'function' ? fault : (): Fault => fault;
    this.#faults[direction] = faultOf;
    for (const { pipes } of this.#connections) pipes[direction].setFault(faultOf());
  }

  /** Passes everything on again; what a black hole held comes first. */
  heal(): void {
    this.refuses = false;
    for (const direction of DIRECTIONS) this.setFault(direction, none);
  }

  /** Breaks every open connection now, in order or by a reset; new ones are taken. */
  breakConnections(how: CutBy = 'reset'): void {
    for (const connection of this.#connections) this.#cut(connection, how);
  }

  /** Resolves when the condition holds, looked at whenever bytes or connections come or go; bounded by a minute. */
  until(condition: () => boolean, what?: string): Promise<void> {
    return this.#happenings.until(condition, what);
  }

  /** Resets what is open and stops listening. */
  async close(): Promise<void> {
    for (const connection of this.#connections) this.#cut(connection, 'reset');
    await new Promise((resolve) => this.#listener.close(resolve));
  }

  #accept(client: Socket): void {
    this.accepted += 1;
    client.on('error', () => undefined);
    if (this.refuses) {
      this.broken += 1;
      client.resetAndDestroy();
    } else this.#connect(client);
    this.#happenings.happened();
  }

  #connect(client: Socket): void {
    const server = connect({ port: this.#targetPort(), host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    server.on('error', () => undefined);
    const pipe = (direction: Direction, source: Socket, sink: Socket): FaultyPipe =>
      new FaultyPipe(this.#faults[direction](), {
        ...{ source, sink, clock: this.#clock },
        onBytes: (count) => {
          this.bytes[direction] += count;
          this.#happenings.happened();
        },
        onCut: (how) => this.#cut(connection, how),
      });
    const pipes = { 'to-server': pipe('to-server', client, server), 'to-client': pipe('to-client', server, client) };
    const connection: Connection = { client, server, pipes, isBroken: false };
    this.#connections.add(connection);
    const closed = (): void => {
      if (client.closed && server.closed) this.#connections.delete(connection);
      this.#happenings.happened();
    };
    client.once('close', closed);
    server.once('close', closed);
  }

  /** After an end in order the connection stays until both sides have closed it, too. */
  #cut(connection: Connection, how: CutBy): void {
    if (!connection.isBroken) this.broken += 1;
    connection.isBroken = true;
    for (const direction of DIRECTIONS) connection.pipes[direction].stop();
    for (const socket of [connection.client, connection.server]) {
      if (how === 'reset') socket.resetAndDestroy();
      else socket.end();
    }
  }
}
