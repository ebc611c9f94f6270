import type { Logger } from '@panal/kernel/runtime';
import { ServiceError } from '@panal/kernel/runtime';
import {
  type Block,
  type BudgetRefusal,
  type LedgerCommand,
  type LedgerEvent,
  type Settlement,
  blockTouches,
} from '../../core/ledger/index.ts';
import { concernsWorkers } from '../../core/replica/index.ts';
import type { Ledger, Lender, WantedHold } from '../ledger.ts';
import type { RateKeeper } from '../rate-gate.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { WorkerHandle, type WorkerProgram } from './worker-handle.ts';

export interface WorkerPoolOptions {
  readonly ledger: Ledger;
  readonly workers: number;
  readonly port: number;
  readonly program: WorkerProgram;
  readonly log: Logger;
  readonly isDiskFull: () => boolean;
  readonly rates: RateKeeper;
  readonly onBudgetRefusal: (refusal: BudgetRefusal) => void;
  /** The metrics page over what each process counted. */
  readonly render: (values: readonly unknown[]) => Promise<string>;
}

const CHECK_EVERY_MS = 250;
const START_MS_MAX = 60_000;
const RETRY_MS = 250;
const BACK_OFF_MS = { first: 100, most: 10_000, steadyAfter: 30_000 };
const METRICS_WAIT_MS = 2_000;

/**
 * The worker processes: starts them and starts them again, lends them slices, records what they draw and settle, and charges what
 * a dead one leaves undecided.
 */
export class WorkerPool implements Lender {
  readonly #options: WorkerPoolOptions;
  readonly #workers: (WorkerHandle | undefined)[];
  readonly #failures: number[];
  readonly #ready: (() => void)[] = [];
  /** Slices whose closing somebody waits for. */
  readonly #closing = new Map<string, { readonly closed: Promise<void>; readonly resolve: () => void }>();
  /** Given back, and not closed yet: nothing is added to them. */
  readonly #returning = new Set<string>();
  /** What must not be lent meanwhile. */
  readonly #withheld = new Set<(block: Pick<Block, 'leaseId' | 'model'>) => boolean>();
  /** Messages that wait for room in the journal, in order; while there are any, later ones wait behind them. */
  readonly #backlog: (() => void)[] = [];
  readonly #metricsWaits = new Map<number, (values: unknown) => void>();
  readonly #timer: NodeJS.Timeout;
  #port: number;
  #sequence = 0;
  #haltValidUntilMs = 0;
  #stopping = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#port = options.port;
    this.#workers = Array.from({ length: options.workers }, () => undefined);
    this.#failures = this.#workers.map(() => 0);
    this.#timer = setInterval(() => this.#check(), CHECK_EVERY_MS);
    options.ledger.lendThrough(this);
  }

  /** Starts all workers, the first one first, since it chooses the port where none is set; resolves with the port. */
  async start(): Promise<number> {
    for (const index of this.#workers.keys()) {
      const ready = new Promise<void>((resolve) => (this.#ready[index] = resolve));
      this.#start(index);
      const first = this.#workers[index]!;
      const failed = first.gone.then(() => {
        throw new ServiceError('internal', `Worker ${index} of the gateway ended before it served; its log says why.`);
      });
      await Promise.race([ready, failed]);
      failed.catch(() => undefined);
    }
    return this.#port;
  }

  /** Process ids of the workers that run. */
  get pids(): number[] {
    return this.#workers.flatMap((worker) => (worker && !worker.isGone ? [worker.pid] : []));
  }

  /** Asks all to finish what is under way; resolves when they are gone, or are killed at the deadline. */
  async stop(deadlineMs: number): Promise<void> {
    this.#stopping = true;
    const workers = this.#workers.filter((worker) => worker !== undefined);
    for (const worker of workers) worker.tell({ t: 'stop' });
    const timer = setTimeout(() => workers.forEach((worker) => worker.kill()), deadlineMs);
    await Promise.all(workers.map((worker) => worker.gone));
    clearTimeout(timer);
    clearInterval(this.#timer);
  }

  async haltValidUntil(atMs: number): Promise<void> {
    this.#haltValidUntilMs = atMs;
    this.#sequence += 1;
    const seq = this.#sequence;
    const workers = this.#introduced();
    for (const worker of workers) worker.tell({ t: 'halt-valid', seq, untilMs: atMs });
    await Promise.all(workers.map((worker) => worker.acknowledged(seq)));
  }

  async before(command: LedgerCommand): Promise<(() => void) | undefined> {
    const matches = this.#conflicts(command);
    if (!matches || this.#options.ledger.state.blocks.byId.size === 0) return undefined;
    this.#withheld.add(matches);
    await this.#recallWhere(matches);
    return () => this.#withheld.delete(matches);
  }

  async recall(scope: string): Promise<boolean> {
    const { state } = this.#options.ledger;
    const matches = (block: Pick<Block, 'leaseId' | 'model'>): boolean => blockTouches(state, block, scope);
    this.#withheld.add(matches);
    await this.#recallWhere(matches);
    this.#withheld.delete(matches);
    return true;
  }

  async after(events: readonly LedgerEvent[]): Promise<void> {
    const told = events.filter(concernsWorkers);
    if (told.length === 0) return;
    for (const event of told) {
      this.#sequence += 1;
      for (const worker of this.#introduced()) worker.tell({ t: 'event', seq: this.#sequence, event });
    }
    const sequence = this.#sequence;
    await Promise.all(this.#introduced().map((worker) => worker.acknowledged(sequence)));
  }

  /** One that only starts is told everything when it is up. */
  #introduced(): WorkerHandle[] {
    return this.#workers.filter((worker) => worker?.isIntroduced === true) as WorkerHandle[];
  }

  /** What a command must not find lent. */
  #conflicts(command: LedgerCommand): ((block: Pick<Block, 'leaseId' | 'model'>) => boolean) | undefined {
    const { state, context } = this.#options.ledger;
    switch (command.kind) {
      case 'revoke':
      case 'release':
        return ({ leaseId }) => leaseId === command.leaseId;
      case 'release-expired':
        return ({ leaseId }) => (state.leases.get(leaseId)?.expiresMs ?? 0) <= context.nowMs;
      case 'set-limit':
        return command.limitNanoUsd === undefined ? undefined : (block) => blockTouches(state, block, command.scope);
      default:
        return undefined;
    }
  }

  async #recallWhere(matches: (block: Pick<Block, 'leaseId' | 'model'>) => boolean): Promise<void> {
    const blocks = [...this.#options.ledger.state.blocks.byId.values()].filter(
      (block) => block.holder !== undefined && matches(block),
    );
    const closed = blocks.map((block) => this.#whenClosed(block.blockId));
    for (const worker of this.#workers) {
      const slices = worker ? blocks.filter((block) => block.holder === holderName(worker)).map((block) => block.blockId) : [];
      if (slices.length > 0) worker!.tell({ t: 'recall', slices });
    }
    await Promise.all(closed);
  }

  #whenClosed(blockId: string): Promise<void> {
    const known = this.#closing.get(blockId);
    if (known) return known.closed;
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    this.#closing.set(blockId, { closed, resolve });
    return closed;
  }

  #start(index: number): void {
    const place = { index, workers: this.#options.workers, port: this.#port };
    const worker: WorkerHandle = new WorkerHandle(place, this.#options.program, (message) => this.#hear(worker, message));
    this.#workers[index] = worker;
    void worker.gone.then(() => this.#bury(worker, index));
  }

  /** Nothing more can come of it: what it may have sent is charged, the rest of its slices is free, another one takes its place. */
  #bury(worker: WorkerHandle, index: number): void {
    for (const [id, ticket] of worker.tickets) this.#rateUsed(worker, id, ticket.estimatedTokens);
    this.#inOrder(() => {
      const { charge, slices } = worker.book.gone();
      for (const requestId of charge) this.#options.ledger.settle(orphanOf(requestId));
      this.#takeBack(worker, slices, 'its worker is gone');
      if (!this.#stopping)
        this.#options.log.warn(
          { worker: index, workerPid: worker.pid, orphans: charge.length },
          'a worker is gone; its undecided calls are charged in full',
        );
    });
    if (this.#stopping) return;
    const steady = performance.now() - worker.startedMs > BACK_OFF_MS.steadyAfter;
    this.#failures[index] = steady ? 0 : this.#failures[index]! + 1;
    const waitMs = Math.min(BACK_OFF_MS.first * 2 ** this.#failures[index], BACK_OFF_MS.most);
    setTimeout(() => {
      if (!this.#stopping) this.#start(index);
    }, waitMs).unref();
  }

  /** A worker that is silent for too long is killed: until it is dead, its slices count as held. */
  #check(): void {
    const nowMs = performance.now();
    for (const worker of this.#workers) {
      if (!worker || worker.isGone || !worker.book.isLost(nowMs)) continue;
      // One that only starts was lent nothing yet, and takes long on a busy machine.
      if (!worker.isIntroduced && nowMs - worker.startedMs < START_MS_MAX) continue;
      this.#options.log.warn(
        { worker: worker.place.index, workerPid: worker.pid },
        'a worker gave no sign of life; it is killed',
      );
      worker.kill();
    }
    this.#recallPastDays();
  }

  /** A slice belongs to the day on which it was lent. */
  #recallPastDays(): void {
    const { state, context } = this.#options.ledger;
    if (state.blocks.lentByScope.size === 0) return;
    const { day } = context.rules.calendar.windowsAt(context.nowMs);
    const past = (block: Pick<Block, 'leaseId' | 'model'> & Partial<Block>): boolean =>
      block.windows !== undefined && block.windows.day !== day;
    void this.#recallWhere(past);
  }

  #hear(worker: WorkerHandle, message: FromWorker): void {
    switch (message.t) {
      case 'ping':
        worker.book.heard(performance.now());
        return this.#pong(worker, message.n);
      case 'ack':
        return worker.acknowledge(message.seq);
      case 'up':
        return this.#introduce(worker);
      case 'ready':
        this.#port = message.port;
        return this.#ready[worker.place.index]?.();
      case 'metrics':
        return this.#metricsWaits.get(message.id)?.(message.values);
      case 'render':
        return void this.#render(worker, message.id);
      case 'rate':
        return void this.#rate(worker, message);
      case 'rate-used':
        return this.#rateUsed(worker, message.id, message.tokens);
      case 'leave':
        return worker.waiting.get(message.id)?.abort();
      default:
        return this.#inOrder(() => this.#record(worker, message));
    }
  }

  #pong(worker: WorkerHandle, n: number): void {
    worker.tell({ t: 'pong', n, diskFull: this.#options.isDiskFull(), haltValidUntilMs: this.#haltValidUntilMs });
  }

  async #rate(worker: WorkerHandle, { id, keyHash, request }: Extract<FromWorker, { t: 'rate' }>): Promise<void> {
    const { ledger, rates } = this.#options;
    const lease = ledger.state.leases.get(ledger.state.leaseByKeyHash.get(keyHash) ?? '');
    const decision = lease && (await rates.admit(lease, request));
    if (!decision?.ok) return worker.tell({ t: 'rated', id, answer: decision ?? null });
    worker.tickets.set(id, decision.value);
    const { standings, estimatedTokens } = decision.value;
    worker.tell({ t: 'rated', id, answer: { ok: true, value: { standings, estimatedTokens } } });
  }

  #rateUsed(worker: WorkerHandle, id: number, tokens: number): void {
    const ticket = worker.tickets.get(id);
    worker.tickets.delete(id);
    if (ticket) this.#options.rates.finish(ticket, tokens);
  }

  #introduce(worker: WorkerHandle): void {
    const { leases, halt } = this.#options.ledger.state;
    worker.isIntroduced = true;
    worker.tell({ t: 'keys', leases: [...leases.values()], halt, seq: this.#sequence });
  }

  /** Runs what changes the ledger in the order in which it was told, also while the journal takes nothing. */
  #inOrder(work: () => void): void {
    this.#backlog.push(work);
    if (this.#backlog.length === 1) this.#workOff();
  }

  #workOff(): void {
    for (let work = this.#backlog[0]; work; work = this.#backlog[0]) {
      try {
        work();
      } catch (error) {
        if (!(error instanceof ServiceError && error.code === 'disk-full')) throw error;
        setTimeout(() => this.#workOff(), RETRY_MS);
        return;
      }
      this.#backlog.shift();
    }
  }

  #record(worker: WorkerHandle, message: Extract<FromWorker, { t: 'draw' | 'hold' | 'settle' | 'ask' | 'return' }>): void {
    switch (message.t) {
      case 'draw':
        return this.#draw(worker, message);
      case 'hold':
        return void this.#hold(worker, message.hold);
      case 'settle':
        worker.book.over(message.settlement.requestId);
        return this.#options.ledger.settle(message.settlement);
      case 'ask':
        return void this.#lend(worker, message);
      case 'return':
        return this.#takeBack(worker, message.slices, 'given back');
    }
  }

  #draw(worker: WorkerHandle, { n, hold }: Extract<FromWorker, { t: 'draw' }>): void {
    const drawn = this.#options.ledger.drawn(hold);
    if (!drawn) {
      this.#options.log.error(
        { worker: worker.place.index, slice: hold.slice },
        'a worker drew what it was not lent: a bug; it is killed',
      );
      return worker.kill();
    }
    worker.book.drawn(hold.requestId);
    drawn.durable.then(
      () => worker.tell({ t: 'flushed', n }),
      () => undefined,
    );
  }

  async #hold(worker: WorkerHandle, hold: WantedHold): Promise<void> {
    const { ledger, log } = this.#options;
    const id = hold.requestId;
    const left = new AbortController();
    worker.waiting.set(id, left);
    worker.book.asked(id);
    try {
      const outcome = await ledger.hold(hold, left.signal);
      if (outcome.ok) await outcome.durable;
      if (outcome.ok && worker.isGone) return ledger.settle(releaseOf(id));
      if (outcome.ok) worker.book.told(id);
      else worker.book.over(id);
      if (!outcome.ok && outcome.refusal.kind === 'budget') this.#options.onBudgetRefusal(outcome.refusal);
      worker.tell(
        outcome.ok
          ? { t: 'held', id, events: outcome.events.filter((event) => event.kind === 'held') }
          : { t: 'refused', id, refusal: outcome.refusal },
      );
    } catch (error) {
      worker.book.over(id);
      const diskFull = error instanceof ServiceError && error.code === 'disk-full';
      if (!diskFull) log.error({ err: error }, 'a hold of a worker failed');
      worker.tell({ t: 'failed', id, diskFull });
    } finally {
      worker.waiting.delete(id);
    }
  }

  async #lend(worker: WorkerHandle, { slice, number, moreNanoUsd, hold }: Extract<FromWorker, { t: 'ask' }>): Promise<void> {
    const { ledger } = this.#options;
    const { keyHash, model, upstream, scripted, priceVersion } = hold;
    const leaseId = ledger.state.leaseByKeyHash.get(keyHash) ?? '';
    const withheld =
      this.#stopping || this.#returning.has(slice) || [...this.#withheld].some((matches) => matches({ leaseId, model }));
    const holder = holderName(worker);
    const before = ledger.state.blocks.byId.get(slice)?.amountNanoUsd ?? 0;
    const wish = { wantedNanoUsd: before + moreNanoUsd, leastNanoUsd: before + hold.amountNanoUsd };
    const command = { kind: 'open-block', keyHash, model, upstream, scripted, priceVersion, ...wish, holder } as const;
    let amountNanoUsd = 0;
    if (!withheld) {
      const granting = ledger.lend(command);
      // Decided already: whoever looks from now on finds it lent.
      if (ledger.state.blocks.byId.get(slice)?.holder === holder) worker.book.lent(slice);
      const events = await granting.catch((): readonly LedgerEvent[] => []);
      const opened = events.find((event) => event.kind === 'block-opened');
      amountNanoUsd = opened ? opened.amountNanoUsd - before : 0;
    }
    worker.tell({ t: 'granted', slice, number, amountNanoUsd });
  }

  #takeBack(worker: WorkerHandle, slices: readonly string[], reason: string): void {
    const holder = holderName(worker);
    const { ledger } = this.#options;
    const own = slices.filter((slice) => ledger.state.blocks.byId.get(slice)?.holder === holder);
    for (const slice of slices) worker.book.returned(slice);
    for (const slice of own) this.#returning.add(slice);
    const closed = (): void => {
      for (const slice of slices) {
        this.#returning.delete(slice);
        this.#closing.get(slice)?.resolve();
        this.#closing.delete(slice);
      }
    };
    const attempt = (): void => {
      ledger.takeBack(own, reason).then(
        () => closed(),
        (error: unknown) => {
          this.#options.log.warn({ err: error }, 'slices that were given back wait for the journal');
          setTimeout(attempt, RETRY_MS);
        },
      );
    };
    attempt();
  }

  async #render(worker: WorkerHandle, id: number): Promise<void> {
    const values = await Promise.all(this.#introduced().map((each) => this.#valuesOf(each)));
    const text = await this.#options.render(values.filter((each) => each !== undefined));
    worker.tell({ t: 'rendered', id, text });
  }

  /** Undefined from one that doesn't answer in time. */
  #valuesOf(worker: WorkerHandle): Promise<unknown> {
    this.#sequence += 1;
    const id = this.#sequence;
    const ask: ToWorker = { t: 'values', id };
    worker.tell(ask);
    return new Promise((resolve) => {
      const done = (values: unknown): void => {
        clearTimeout(timer);
        this.#metricsWaits.delete(id);
        resolve(values);
      };
      const timer = setTimeout(done, METRICS_WAIT_MS, undefined);
      this.#metricsWaits.set(id, done);
    });
  }
}

/** Names a process, not a place: what a dead one held is never taken for its successor's. */
const holderName = (worker: WorkerHandle): string => `worker ${worker.place.index} (${worker.pid})`;

const ended = { inputTokens: 0, cachedTokens: 0, outputTokens: 0, latencyMs: 0 };
const orphanOf = (requestId: string): Settlement => ({
  ...ended,
  requestId,
  costNanoUsd: undefined,
  estimated: true,
  outcome: 'orphan',
});
const releaseOf = (requestId: string): Settlement => ({
  ...ended,
  requestId,
  costNanoUsd: 0,
  estimated: false,
  outcome: 'cancelled',
});
