import type { ConnectionFront } from '@panal/kernel/runtime';
import type { Socket } from 'node:net';
import { PlainConnection, type PlainRoutes } from './plain-connection.ts';

const CHECK_MS = 1_000;
/** While draining a connection is looked at more often, since each one may be the last. */
const DRAIN_CHECK_MS = 50;

/** Serves plain model requests itself, on the same port and connections as node:http serves all others. */
export class PlainFront implements ConnectionFront {
  readonly #routes: PlainRoutes;
  readonly #connections = new Set<PlainConnection>();
  #timer: NodeJS.Timeout;
  #draining = false;

  constructor(routes: PlainRoutes) {
    this.#routes = routes;
    this.#timer = this.#checkEvery(CHECK_MS);
  }

  take(socket: Socket, handOver: (socket: Socket, bytes: Buffer) => void): void {
    const connection = new PlainConnection(socket, {
      routes: this.#routes,
      handOver,
      draining: () => this.#draining,
      onGone: (gone) => this.#connections.delete(gone),
    });
    this.#connections.add(connection);
  }

  drain(): void {
    this.#draining = true;
    clearInterval(this.#timer);
    this.#timer = this.#checkEvery(DRAIN_CHECK_MS);
    this.#check();
  }

  destroy(): void {
    clearInterval(this.#timer);
    for (const connection of this.#connections) connection.destroy();
  }

  #checkEvery(ms: number): NodeJS.Timeout {
    return setInterval(() => this.#check(), ms).unref();
  }

  #check(): void {
    const nowMs = performance.now();
    for (const connection of this.#connections) connection.check(nowMs);
  }
}
