import { ServiceError } from '@panal/kernel/runtime';
import {
  type LedgerEvent,
  type LedgerRefusal,
  type Settlement,
  authenticateKey,
  blockIdOf,
  defaultBounds,
  haltRefusal,
} from '../../core/ledger/index.ts';
import { KeyReplica, SliceHolder, homeOf } from '../../core/replica/index.ts';
import type { LedgerOutcome, RequestLedger, WantedHold } from '../ledger.ts';
import type { LeaveSignal } from '../leave-signal.ts';
import { type FromWorker, PING_EVERY_MS, type ToWorker, WORKER_LIFE_MS, type WorkerPlace } from './messages.ts';

export interface WorkerLedgerOptions {
  readonly place: WorkerPlace;
  /** Returns when the message is in the pipe. */
  readonly tell: (message: FromWorker) => void;
  readonly onEvent: (event: LedgerEvent) => void;
}

interface Waiting {
  readonly resolve: (outcome: LedgerOutcome) => void;
  readonly reject: (error: Error) => void;
}

interface Unflushed {
  readonly n: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * The ledger as a worker sees it: calls of its home keys are drawn from slices and sent at once, all others are held by the
 * ledger first. There are never more of either than requests under way.
 */
export class WorkerLedger implements RequestLedger {
  readonly #options: WorkerLedgerOptions;
  readonly #keys = new KeyReplica(defaultBounds.endedLeasesMax);
  readonly #holder = new SliceHolder({ lifeMs: WORKER_LIFE_MS, slicesMax: defaultBounds.blocksMax });
  readonly #waiting = new Map<string, Waiting>();
  /** In the order of their draws. */
  readonly #unflushed: Unflushed[] = [];
  readonly #timer: NodeJS.Timeout;
  readonly #started = Promise.withResolvers<void>();
  #draws = 0;
  #haltValidUntilMs = 0;
  #diskFull = false;

  constructor(options: WorkerLedgerOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#tick(), PING_EVERY_MS).unref();
  }

  /** Resolves when it knows the keys and the ledger gave a sign of life. */
  async start(): Promise<void> {
    this.#options.tell({ t: 'up' });
    this.#tick();
    await this.#started.promise;
  }

  /** Why nothing is served now, if so. */
  get unable(): 'cut-off' | 'disk-full' | undefined {
    if (!this.#holder.isFresh(performance.now())) return 'cut-off';
    return this.#diskFull ? 'disk-full' : undefined;
  }

  authenticate(keyHash: string): ReturnType<typeof authenticateKey> {
    return authenticateKey(this.#keys, keyHash, Date.now());
  }

  async hold(command: WantedHold, signal: LeaveSignal): Promise<LedgerOutcome> {
    const known = this.authenticate(command.keyHash);
    if (!known.ok) return known;
    const { lease } = known;
    const refusal = this.#refusalOf(lease, command.model);
    if (refusal) return { ok: false, refusal };
    const { place } = this.#options;
    if (homeOf(lease.leaseId, place.workers) !== place.index) return await this.#ask(command, signal);
    const slice = blockIdOf(lease.leaseId, command.model);
    const nowMs = performance.now();
    const drawn = this.#holder.draw(slice, command.amountNanoUsd, nowMs);
    const outcome = drawn ? this.#draw(command, slice) : undefined;
    const wish = this.#holder.want(slice, command.amountNanoUsd, { nowMs, drawn });
    if (wish) this.#options.tell({ t: 'ask', slice, ...wish, hold: command });
    return outcome ?? (await this.#ask(command, signal));
  }

  settle(settlement: Settlement): void {
    this.#options.tell({ t: 'settle', settlement });
  }

  /** Takes what the ledger tells. */
  hear(message: ToWorker): void {
    switch (message.t) {
      case 'keys':
        this.#keys.load(message.leases, message.halt);
        return this.#options.tell({ t: 'ack', seq: message.seq });
      case 'event':
        this.#keys.apply(message.event);
        this.#options.onEvent(message.event);
        return this.#options.tell({ t: 'ack', seq: message.seq });
      case 'halt-valid':
        this.#haltValidUntilMs = message.untilMs;
        return this.#options.tell({ t: 'ack', seq: message.seq });
      case 'flushed':
        while (this.#unflushed[0] && this.#unflushed[0].n <= message.n) this.#unflushed.shift()!.resolve();
        return;
      case 'held':
        return this.#answer(message.id, ({ resolve }) => resolve({ ok: true, events: message.events }));
      case 'refused':
        return this.#answer(message.id, ({ resolve }) => resolve({ ok: false, refusal: message.refusal }));
      case 'failed':
        return this.#answer(message.id, ({ reject }) => reject(new ServiceError(message.diskFull ? 'disk-full' : 'internal')));
      case 'granted':
        return this.#holder.granted(message.slice, message, performance.now());
      case 'recall':
        // Also those that are not known: the ledger waits for an answer.
        this.#holder.giveBack(message.slices);
        return this.#options.tell({ t: 'return', slices: message.slices });
      case 'pong':
        return this.#pong(message);
      default:
    }
  }

  /** Gives all slices back, and asks for no sign of life any more. */
  close(): void {
    clearInterval(this.#timer);
    this.#return([...this.#holder.sliceIds]);
  }

  /** What the ledger would say of a key, for calls that it isn't asked about. */
  #refusalOf(lease: Parameters<typeof haltRefusal>[1], model: string): LedgerRefusal | undefined {
    const halted = haltRefusal(this.#keys, lease, Date.now() <= this.#haltValidUntilMs);
    if (halted) return halted;
    const { allowedModels } = lease;
    const allowed = allowedModels.length === 0 || allowedModels.includes(model);
    return allowed ? undefined : { kind: 'model-not-allowed', model, allowed: allowedModels };
  }

  /** In the pipe first: whatever happens to this process then, the ledger learns of the call. */
  #draw(command: WantedHold, slice: string): LedgerOutcome {
    this.#draws += 1;
    const n = this.#draws;
    this.#options.tell({ t: 'draw', n, hold: { ...command, slice } });
    const { promise: durable, resolve, reject } = Promise.withResolvers<void>();
    durable.catch(() => undefined);
    this.#unflushed.push({ n, resolve, reject });
    return { ok: true, events: [], durable };
  }

  #ask(command: WantedHold, signal: LeaveSignal): Promise<LedgerOutcome> {
    const id = command.requestId;
    const { promise, resolve, reject } = Promise.withResolvers<LedgerOutcome>();
    this.#waiting.set(id, { resolve, reject });
    this.#options.tell({ t: 'hold', hold: command });
    const leave = (): void => {
      if (this.#waiting.has(id)) this.#options.tell({ t: 'leave', id });
    };
    signal.addEventListener('abort', leave, { once: true });
    return promise;
  }

  #answer(id: string, give: (waiting: Waiting) => void): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (waiting) give(waiting);
  }

  #pong({ n, diskFull, haltValidUntilMs }: Extract<ToWorker, { t: 'pong' }>): void {
    this.#holder.pong(n);
    this.#haltValidUntilMs = haltValidUntilMs;
    this.#diskFull = diskFull;
    // The keys were told before.
    this.#started.resolve();
    if (diskFull) for (const { reject } of this.#unflushed.splice(0)) reject(new ServiceError('disk-full'));
  }

  #tick(): void {
    const nowMs = performance.now();
    this.#options.tell({ t: 'ping', n: this.#holder.ping(nowMs) });
    this.#return(this.#holder.idle(nowMs));
  }

  #return(slices: readonly string[]): void {
    const back = this.#holder.giveBack(slices);
    if (back.length > 0) this.#options.tell({ t: 'return', slices: back });
  }
}
