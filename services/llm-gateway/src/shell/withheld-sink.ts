import type { CallEnd } from '../core/call-end.ts';
import type { Charge } from '../core/settlement-rule.ts';
import type { RunningCall } from '../ports.ts';
import type { ClientSink } from './model-call.ts';

/** Beyond it the upstream is paused until the record is on the disk. */
const WITHHELD_BYTES_MAX = 256 * 1024;

export interface WithholdableSink extends ClientSink {
  /** In place of all others: the call's hold can't be recorded, so that nothing of an answer may be told. */
  unrecorded(): void;
}

export interface WithheldOptions {
  /** Resolves when the call's hold is on the disk; rejects when it can't be recorded. */
  readonly durable: Promise<void>;
  readonly call: () => RunningCall | undefined;
}

/**
 * Keeps an answer back until the hold of its call is on the disk, then passes it on unchanged. Where the hold can't be recorded
 * the client gets an error in place of the answer and the call is given up; what it cost is charged all the same.
 */
export class WithheldSink implements ClientSink {
  readonly #sink: WithholdableSink;
  readonly #call: () => RunningCall | undefined;
  #state: 'withheld' | 'open' | 'lost' = 'withheld';
  #steps: (() => void)[] = [];
  #bytes = 0;
  #paused = false;

  constructor(sink: WithholdableSink, { durable, call }: WithheldOptions) {
    this.#sink = sink;
    this.#call = call;
    durable.then(
      () => this.#open(),
      () => this.#lose(),
    );
  }

  start(): void {
    if (this.#state === 'open') this.#sink.start();
    else if (this.#state === 'withheld') this.#steps.push(() => this.#sink.start());
  }

  write(bytes: Uint8Array): boolean {
    if (this.#state === 'open') return this.#sink.write(bytes);
    if (this.#state === 'lost') return true;
    this.#steps.push(() => void this.#sink.write(bytes));
    this.#bytes += bytes.length;
    this.#paused ||= this.#bytes > WITHHELD_BYTES_MAX;
    return !this.#paused;
  }

  end(end: CallEnd, charge: Charge): void {
    if (this.#state === 'open') this.#sink.end(end, charge);
    else if (this.#state === 'withheld') this.#steps.push(() => this.#sink.end(end, charge));
  }

  #open(): void {
    this.#state = 'open';
    for (const step of this.#steps) step();
    this.#steps = [];
    if (this.#paused) this.#call()?.resume();
  }

  #lose(): void {
    this.#state = 'lost';
    this.#steps = [];
    this.#sink.unrecorded();
    this.#call()?.cancel();
  }
}
