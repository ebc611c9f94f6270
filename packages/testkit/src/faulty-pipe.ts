import type { Socket } from 'node:net';
import type { Clock } from './clock.ts';

/**
 * What one direction of a connection does to bytes, from the moment the fault is set:
 *
 *   none        passes them on as they come
 *   delay       passes each on `ms` after it came, in order
 *   throttle    passes on `bytesPerSecond`
 *   cut         passes on `afterBytes` more, then ends the connection both ways, in order or by a reset
 *   black-hole  passes nothing on, neither bytes nor the end, and loses nothing: as TCP does over a network that is down, it goes
 *               on where it stood once the fault is gone
 */
export type Fault =
  | { readonly kind: 'none' }
  | { readonly kind: 'delay'; readonly ms: number }
  | { readonly kind: 'throttle'; readonly bytesPerSecond: number }
  | { readonly kind: 'cut'; readonly afterBytes: number; readonly how: CutBy }
  | { readonly kind: 'black-hole' };

export type CutBy = 'end' | 'reset';

export interface FaultyPipeOptions {
  readonly source: Socket;
  readonly sink: Socket;
  readonly clock: Clock;
  readonly onBytes: (count: number) => void;
  /** Ends both sockets of the connection. */
  readonly onCut: (how: CutBy) => void;
}

interface Arrival {
  readonly what: Buffer | CutBy;
  readonly atMs: number;
}

/** Above this the source is not read until some of it is passed on. */
const QUEUED_BYTES_MAX = 256 * 1024;
/** A throttled pipe passes on this many portions a second. */
const PORTIONS_PER_S = 20;

/** One direction of a proxied connection: bytes and the end come out in the order in which they came in, unless a fault says otherwise. */
export class FaultyPipe {
  readonly #options: FaultyPipeOptions;
  readonly #queue: Arrival[] = [];
  #queuedBytes = 0;
  #fault: Fault;
  #untilCut = 0;
  /** Until when a throttle passes nothing on. */
  #throttledUntilMs = 0;
  #wake: () => void = () => undefined;
  #stopped = false;

  constructor(fault: Fault, options: FaultyPipeOptions) {
    this.#options = options;
    this.#fault = fault;
    this.setFault(fault);
    const { source } = options;
    source.on('data', (chunk: Buffer) => this.#arrived(chunk));
    source.once('end', () => this.#arrived('end'));
    source.once('close', () => this.#arrived(source.readableEnded ? 'end' : 'reset'));
    void this.#run();
  }

  /** Bytes that came and are not passed on yet. */
  get heldBytes(): number {
    return this.#queuedBytes;
  }

  /** Replaces the fault, also for what waits. */
  setFault(fault: Fault): void {
    this.#fault = fault;
    if (fault.kind === 'cut') this.#untilCut = fault.afterBytes;
    this.#wake();
  }

  /** Passes nothing on any more, and drops what comes. */
  stop(): void {
    this.#stopped = true;
    this.#queue.length = 0;
    this.#queuedBytes = 0;
    this.#options.source.resume();
    this.#wake();
  }

  #arrived(what: Buffer | CutBy): void {
    if (this.#stopped) return;
    if (typeof what !== 'string') {
      this.#queuedBytes += what.length;
      if (this.#queuedBytes > QUEUED_BYTES_MAX) this.#options.source.pause();
    }
    this.#queue.push({ what, atMs: this.#options.clock.now() });
    this.#wake();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const next = this.#queue[0];
      if (!next || this.#fault.kind === 'black-hole') await this.#sleep();
      else if (this.#waitMs(next) > 0) await this.#sleep(this.#waitMs(next));
      else if (typeof next.what === 'string') return this.#end(next.what);
      else if (this.#fault.kind === 'cut') await this.#cutWithin(next.what, this.#fault.how);
      else if (this.#fault.kind === 'throttle') await this.#throttled(next.what, this.#fault.bytesPerSecond);
      else await this.#pass(next.what.length);
    }
  }

  #waitMs({ atMs }: Arrival): number {
    const nowMs = this.#options.clock.now();
    if (this.#fault.kind === 'delay') return atMs + this.#fault.ms - nowMs;
    return this.#fault.kind === 'throttle' ? this.#throttledUntilMs - nowMs : 0;
  }

  #end(how: CutBy): void {
    const { sink } = this.#options;
    if (how === 'reset') sink.resetAndDestroy();
    else sink.end();
    this.stop();
  }

  async #cutWithin(chunk: Buffer, how: CutBy): Promise<void> {
    const count = Math.min(chunk.length, this.#untilCut);
    this.#untilCut -= count;
    if (count > 0) await this.#pass(count);
    if (this.#untilCut > 0 || this.#stopped) return;
    this.#options.onCut(how);
  }

  async #throttled(chunk: Buffer, bytesPerSecond: number): Promise<void> {
    const portion = Math.max(1, Math.floor(bytesPerSecond / PORTIONS_PER_S));
    const count = Math.min(chunk.length, portion);
    await this.#pass(count);
    this.#throttledUntilMs = this.#options.clock.now() + (count * 1_000) / bytesPerSecond;
  }

  /** Passes on the first bytes of the queue's first chunk. */
  async #pass(count: number): Promise<void> {
    const { source, sink, onBytes } = this.#options;
    const { what, atMs } = this.#queue.shift()!;
    const chunk = what as Buffer;
    if (count < chunk.length) this.#queue.unshift({ what: chunk.subarray(count), atMs });
    this.#queuedBytes -= count;
    if (this.#queuedBytes <= QUEUED_BYTES_MAX) source.resume();
    const error = await new Promise<unknown>((resolve) => sink.write(chunk.subarray(0, count), resolve));
    if (!error) return onBytes(count);
    // Who sends to somebody that is gone is told by a reset.
    source.resetAndDestroy();
    this.stop();
  }

  /** Until something changes, or `ms` have passed. */
  async #sleep(ms?: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const cancel = ms === undefined ? undefined : this.#options.clock.after(ms, resolve);
    await promise;
    cancel?.();
  }
}
