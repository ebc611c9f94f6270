/**
 * The ledger's side of one worker: what it was lent, what it is responsible for, and how long it may be silent.
 *
 * | request  | what happens                  | to       | then                                                              |
 * |----------|-------------------------------|----------|-------------------------------------------------------------------|
 * | –        | a draw is told                | sent     | it was sent, or is about to be                                     |
 * | –        | a hold is asked for           | asked    | the ledger decides                                                 |
 * | asked    | the worker is told of it      | sent     | from now on it may be sent                                         |
 * | asked    | it is refused                 | –        | nothing was held                                                   |
 * | sent     | its settlement is told        | –        | charged by what it used                                            |
 * | sent     | the worker is gone            | –        | charged in full, as an orphan                                      |
 * | asked    | the worker is gone            | –        | released: nobody was told that it may be sent                       |
 *
 * `isLost`: nothing was heard for longer than the worker's own life and the margin. It is then killed, and is gone when its pipe
 * has come to its end: a draw is in the pipe before its call is sent, so that all of them are known by then, and what is left of
 * its slices is free again. A worker that only stopped for a while can't wake up to spend what others were given.
 */
export interface BookOptions {
  /** As the worker counts it. */
  readonly lifeMs: number;
  /** By how much longer the ledger waits. */
  readonly marginMs: number;
  readonly nowMs: number;
}

/** What a worker that is gone leaves behind. */
export interface Estate {
  readonly charge: readonly string[];
  readonly release: readonly string[];
  readonly slices: readonly string[];
}

export class WorkerBook {
  readonly #requests = new Map<string, 'asked' | 'sent'>();
  readonly #slices = new Set<string>();
  readonly #silenceMs: number;
  #heardMs: number;

  constructor({ lifeMs, marginMs, nowMs }: BookOptions) {
    this.#silenceMs = lifeMs + marginMs;
    this.#heardMs = nowMs;
  }

  /** Requests that it must settle. */
  get open(): number {
    return this.#requests.size;
  }

  get slices(): ReadonlySet<string> {
    return this.#slices;
  }

  heard(nowMs: number): void {
    this.#heardMs = nowMs;
  }

  isLost(nowMs: number): boolean {
    return nowMs - this.#heardMs > this.#silenceMs;
  }

  drawn(requestId: string): void {
    this.#requests.set(requestId, 'sent');
  }

  asked(requestId: string): void {
    this.#requests.set(requestId, 'asked');
  }

  /** It is told that a hold was made. */
  told(requestId: string): void {
    this.#requests.set(requestId, 'sent');
  }

  /** A request is settled, or its hold was refused. */
  over(requestId: string): void {
    this.#requests.delete(requestId);
  }

  lent(sliceId: string): void {
    this.#slices.add(sliceId);
  }

  returned(sliceId: string): void {
    this.#slices.delete(sliceId);
  }

  /** Once, when it is dead and everything that it told is heard. */
  gone(): Estate {
    const of = (state: 'asked' | 'sent'): string[] => [...this.#requests].filter(([, each]) => each === state).map(([id]) => id);
    return { charge: of('sent'), release: of('asked'), slices: [...this.#slices] };
  }
}
