import { seededRandom } from '@panal/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type LedgerCommand,
  type LedgerEvent,
  balanceOf,
  blockIdOf,
  createCalendar,
  createLedgerCore,
  defaultBounds,
} from '../ledger/index.ts';
import { type Numbered, LinkReceiver, LinkSender } from './ordered-link.ts';
import { SliceHolder, WorkerBook, homeOf } from './index.ts';

/** More for a long run: PANAL_REPLICA_RUNS=5000. */
const RUNS = Number(process.env['PANAL_REPLICA_RUNS'] ?? 150);
const START_MS = Date.UTC(2026, 6, 14, 12);
const LIFE_MS = 2_000;
const MARGIN_MS = 3_000;
const LIMIT = 5_000;
const calendar = createCalendar('UTC');
const core = createLedgerCore({ calendar, bounds: defaultBounds });

type FromWorker =
  | { readonly t: 'draw'; readonly requestId: string; readonly amount: number; readonly key: number }
  | { readonly t: 'settle'; readonly requestId: string; readonly cost: number }
  | { readonly t: 'ask'; readonly key: number; readonly number: number; readonly more: number; readonly least: number }
  | { readonly t: 'return'; readonly slices: readonly string[] }
  | { readonly t: 'ping'; readonly n: number };
type ToWorker =
  | { readonly t: 'granted'; readonly slice: string; readonly number: number; readonly amount: number }
  | { readonly t: 'recall'; readonly slices: readonly string[] }
  | { readonly t: 'pong'; readonly n: number };

type Packet<Message> = Numbered<Message> | { readonly acknowledged: number };

/** A network between two ends that loses, repeats, delays and reorders, and nothing else. */
class LyingNetwork<Message> {
  readonly #random: () => number;
  readonly #inFlight: { packet: Packet<Message>; dueMs: number }[] = [];

  constructor(random: () => number) {
    this.#random = random;
  }

  send(packet: Packet<Message>, nowMs: number): void {
    const copies = this.#random() < 0.15 ? 0 : this.#random() < 0.15 ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1)
      this.#inFlight.push({ packet, dueMs: nowMs + Math.floor(this.#random() ** 3 * 900) });
  }

  arrivals(nowMs: number): Packet<Message>[] {
    const due = this.#inFlight.filter(({ dueMs }) => dueMs <= nowMs);
    for (const each of due) this.#inFlight.splice(this.#inFlight.indexOf(each), 1);
    return due.map(({ packet }) => packet);
  }
}

/** An end of the lying network at which messages come out in order. */
class End<Out, In> {
  readonly #sender = new LinkSender<Out>();
  readonly #receiver = new LinkReceiver<In>(64);
  readonly #out: LyingNetwork<Out>;
  readonly #in: LyingNetwork<In>;

  constructor(out: LyingNetwork<Out>, incoming: LyingNetwork<In>) {
    this.#out = out;
    this.#in = incoming;
  }

  tell(message: Out, nowMs: number): void {
    this.#out.send(this.#sender.send(message), nowMs);
  }

  sendAgain(nowMs: number): void {
    for (const packet of this.#sender.pending.slice(0, 20)) this.#out.send(packet, nowMs);
  }

  hear(nowMs: number, back: LyingNetwork<Out>): In[] {
    const heard: In[] = [];
    for (const packet of this.#in.arrivals(nowMs)) {
      if ('acknowledged' in packet) this.#sender.acknowledged(packet.acknowledged);
      else heard.push(...this.#receiver.receive(packet));
    }
    back.send({ acknowledged: this.#receiver.received }, nowMs);
    return heard;
  }

  /** What was told and is not known to have come out: a pipe that is read to its end has it. */
  unheard(): Numbered<Out>[] {
    return this.#sender.pending;
  }

  receive(packet: Numbered<In>): In[] {
    return this.#receiver.receive(packet);
  }
}

interface Call {
  readonly requestId: string;
  readonly amount: number;
  readonly doneMs: number;
}

class Worker {
  readonly name: string;
  readonly holder = new SliceHolder({ lifeMs: LIFE_MS, slicesMax: 100 });
  readonly book: WorkerBook;
  readonly up: LyingNetwork<FromWorker>;
  readonly down: LyingNetwork<ToWorker>;
  readonly end: End<FromWorker, ToWorker>;
  readonly ledgerEnd: End<ToWorker, FromWorker>;
  readonly calls: Call[] = [];
  /** Its clock has another origin, and is not set by anyone. */
  readonly clockSkewMs: number;
  stoppedUntilMs = 0;
  dead = false;

  constructor(name: string, random: () => number, nowMs: number) {
    this.name = name;
    this.up = new LyingNetwork(random);
    this.down = new LyingNetwork(random);
    this.end = new End(this.up, this.down);
    this.ledgerEnd = new End(this.down, this.up);
    this.book = new WorkerBook({ lifeMs: LIFE_MS, marginMs: MARGIN_MS, nowMs });
    this.clockSkewMs = Math.floor(random() * 1e6);
  }
}

/** Two places for workers, three keys, one hard limit, and an upstream that bills at the moment in which a call is sent. */
class World {
  readonly random: () => number;
  readonly state = core.initial();
  readonly workers: Worker[] = [];
  nowMs = START_MS;
  billed = 0;
  draws = 0;
  fenced = 0;
  #requests = 0;

  constructor(seed: number) {
    this.random = seededRandom(seed);
    this.#execute({ kind: 'set-limit', scope: 'mission:m', window: 'total', limitNanoUsd: LIMIT, hard: true, by: 'o' });
    for (const key of [0, 1, 2]) {
      this.#execute({
        kind: 'mint',
        leaseId: `t-${key}`,
        keyHash: `k-${key}`,
        missionId: 'm',
        project: '',
        agentId: 'a',
        allowedModels: [],
        reserveNanoUsd: key === 2 ? 1_500 : 0,
        missionLimitNanoUsd: 0,
        expiresMs: START_MS + 1e9,
      });
    }
    for (const place of [0, 1]) this.workers.push(new Worker(`w-${place}-0`, this.random, this.nowMs));
  }

  #execute(command: LedgerCommand): readonly LedgerEvent[] | undefined {
    const decision = core.decide(this.state, command, this.nowMs);
    if (!decision.ok) return undefined;
    for (const event of decision.events) core.apply(this.state, event, { atMs: this.nowMs });
    return decision.events;
  }

  step(): void {
    this.nowMs += Math.floor(this.random() * 120);
    for (const [place, worker] of this.workers.entries()) {
      if (this.random() < 0.004) worker.stoppedUntilMs = this.nowMs + Math.floor(this.random() * 12_000);
      if (this.random() < 0.002) this.#kill(place);
      else if (worker.stoppedUntilMs <= this.nowMs) this.#work(worker, place);
      this.#listen(worker);
      if (worker.book.isLost(this.nowMs)) this.#kill(place);
    }
    // Somebody else needs the room now and then.
    if (this.random() < 0.02) this.#recallAll();
    if (this.random() < 0.1) this.#holdDirectly(10 + Math.floor(this.random() * 1_500));
    this.check();
  }

  check(): void {
    const { settledNanoUsd, heldNanoUsd } = balanceOf(this.state.accounts.get('mission:m'), 'total');
    const lent = this.state.blocks.lentByScope.get('mission:m') ?? 0;
    expect(settledNanoUsd + heldNanoUsd + lent, 'slices never sum to more than the limit').toBeLessThanOrEqual(LIMIT);
    expect(this.billed, 'what was billed is within what is charged, held or lent').toBeLessThanOrEqual(
      settledNanoUsd + heldNanoUsd + lent,
    );
  }

  #work(worker: Worker, place: number): void {
    const clockMs = this.nowMs + worker.clockSkewMs;
    for (const message of worker.end.hear(this.nowMs, worker.up)) {
      if (message.t === 'granted')
        worker.holder.granted(message.slice, { number: message.number, amountNanoUsd: message.amount }, clockMs);
      else if (message.t === 'pong') worker.holder.pong(message.n);
      else {
        worker.holder.giveBack(message.slices);
        worker.end.tell({ t: 'return', slices: message.slices }, this.nowMs);
      }
    }
    if (this.random() < 0.4) worker.end.sendAgain(this.nowMs);
    if (this.random() < 0.5) worker.end.tell({ t: 'ping', n: worker.holder.ping(clockMs) }, this.nowMs);
    const idle = worker.holder.giveBack(worker.holder.idle(clockMs));
    if (idle.length > 0) worker.end.tell({ t: 'return', slices: idle }, this.nowMs);
    this.#finish(worker);
    for (let calls = Math.floor(this.random() * 3); calls > 0; calls -= 1) this.#call(worker, { place, clockMs });
  }

  #call(worker: Worker, at: { place: number; clockMs: number }): void {
    const key = Math.floor(this.random() * 3);
    if (homeOf(`t-${key}`, 2) !== at.place) return;
    const amount = 10 + Math.floor(this.random() * 40);
    const slice = blockIdOf(`t-${key}`, 'm');
    const drawn = worker.holder.draw(slice, amount, at.clockMs);
    if (drawn) {
      this.#requests += 1;
      const requestId = `r-${this.#requests}`;
      worker.end.tell({ t: 'draw', requestId, amount, key }, this.nowMs);
      worker.calls.push({ requestId, amount, doneMs: this.nowMs + Math.floor(this.random() * 2_000) });
      this.billed += amount;
      this.draws += 1;
    }
    const wish = worker.holder.want(slice, amount, { nowMs: at.clockMs, drawn });
    if (wish) worker.end.tell({ t: 'ask', key, number: wish.number, more: wish.moreNanoUsd, least: amount }, this.nowMs);
  }

  /** The upstream billed all of it at once; now it says that it was less. */
  #finish(worker: Worker): void {
    for (const call of worker.calls.filter(({ doneMs }) => doneMs <= this.nowMs)) {
      worker.calls.splice(worker.calls.indexOf(call), 1);
      const cost = Math.floor(this.random() * (call.amount + 1));
      this.billed -= call.amount - cost;
      worker.end.tell({ t: 'settle', requestId: call.requestId, cost }, this.nowMs);
    }
  }

  #listen(worker: Worker): void {
    for (const message of worker.ledgerEnd.hear(this.nowMs, worker.down)) this.#record(worker, message);
    if (this.random() < 0.4) worker.ledgerEnd.sendAgain(this.nowMs);
  }

  #record(worker: Worker, message: FromWorker): void {
    switch (message.t) {
      case 'ping':
        worker.book.heard(this.nowMs);
        return worker.ledgerEnd.tell({ t: 'pong', n: message.n }, this.nowMs);
      case 'draw': {
        const { requestId, amount, key } = message;
        const slice = blockIdOf(`t-${key}`, 'm');
        const held = this.#execute({ ...holdOf(requestId, key, amount), slice });
        expect(held, 'a draw is always covered by its slice').toBeDefined();
        return worker.book.drawn(requestId);
      }
      case 'settle':
        this.#settle(message.requestId, message.cost);
        return worker.book.over(message.requestId);
      case 'ask':
        return this.#lend(worker, message);
      case 'return':
        return this.#takeBack(worker, message.slices);
    }
  }

  #lend(worker: Worker, { key, number, more, least }: Extract<FromWorker, { t: 'ask' }>): void {
    const slice = blockIdOf(`t-${key}`, 'm');
    const before = this.state.blocks.byId.get(slice)?.amountNanoUsd ?? 0;
    const { keyHash, model, upstream, scripted, priceVersion } = holdOf('', key, 0);
    const wish = { wantedNanoUsd: before + more, leastNanoUsd: before + least, holder: worker.name };
    const events = this.#execute({ kind: 'open-block', keyHash, model, upstream, scripted, priceVersion, ...wish });
    const opened = events?.find((event) => event.kind === 'block-opened');
    if (opened) worker.book.lent(slice);
    worker.ledgerEnd.tell({ t: 'granted', slice, number, amount: opened ? opened.amountNanoUsd - before : 0 }, this.nowMs);
  }

  #takeBack(worker: Worker, slices: readonly string[]): void {
    const own = slices.filter((slice) => this.state.blocks.byId.get(slice)?.holder === worker.name);
    this.#execute({ kind: 'close-blocks', blockIds: own, reason: 'given back' });
    for (const slice of slices) worker.book.returned(slice);
  }

  /** A hold that the ledger makes itself, as for a key whose home is elsewhere. */
  #holdDirectly(amount: number): void {
    this.#requests += 1;
    const requestId = `r-${this.#requests}`;
    if (!this.#execute(holdOf(requestId, 0, amount))) return;
    this.check();
    const cost = Math.floor(this.random() * 50);
    this.billed += cost;
    this.#settle(requestId, cost);
  }

  /** When all workers are dead nothing is left open. */
  end(): void {
    for (const place of this.workers.keys()) this.#kill(place);
    this.check();
    expect([this.state.holds.size, this.state.blocks.byId.size, this.state.blocks.lentByScope.size]).toEqual([0, 0, 0]);
  }

  #recallAll(): void {
    for (const worker of this.workers)
      if (worker.book.slices.size > 0) worker.ledgerEnd.tell({ t: 'recall', slices: [...worker.book.slices] }, this.nowMs);
  }

  /** Dead for certain, and then its pipe is read to the end: whatever it told is known. */
  #kill(place: number): void {
    const worker = this.workers[place]!;
    this.fenced += 1;
    for (const packet of worker.end.unheard())
      for (const message of worker.ledgerEnd.receive(packet)) this.#record(worker, message);
    const { charge, slices } = worker.book.gone();
    for (const requestId of charge) this.#settle(requestId, undefined);
    this.#takeBack(worker, slices);
    this.workers[place] = new Worker(`w-${place}-${this.fenced}`, this.random, this.nowMs);
  }

  #settle(requestId: string, costNanoUsd: number | undefined): void {
    const used = { inputTokens: 1, cachedTokens: 0, outputTokens: 1, latencyMs: 1 };
    this.#execute({ kind: 'settle', settlement: { requestId, ...used, costNanoUsd, estimated: false, outcome: 'ok' } });
  }
}

const holdOf = (requestId: string, key: number, amountNanoUsd: number): Extract<LedgerCommand, { kind: 'hold' }> => ({
  kind: 'hold',
  requestId,
  keyHash: `k-${key}`,
  model: 'm',
  upstream: 'u',
  amountNanoUsd,
  scripted: false,
  priceVersion: 'v',
  haltKnown: true,
});

describe('slices over a network that loses, repeats, delays and reorders', () => {
  test(
    `${RUNS} histories with stops and deaths: never more than the limit, nothing billed that is not covered`,
    () => {
      let draws = 0;
      let fenced = 0;
      fc.assert(
        fc.property(fc.nat(), (seed) => {
          const world = new World(seed);
          for (let step = 0; step < 400; step += 1) world.step();
          world.end();
          draws += world.draws;
          fenced += world.fenced;
        }),
        { numRuns: RUNS },
      );
      expect(draws).toBeGreaterThan(RUNS * 10);
      expect(fenced).toBeGreaterThan(RUNS / 2);
    },
    RUNS * 400,
  );

  test('a life that was not confirmed ends at the worker before the ledger gives it up, whatever their clocks say', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20_000 }),
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.nat(10_000),
        (delayMs, skewMs, laterMs) => {
          const holder = new SliceHolder({ lifeMs: LIFE_MS, slicesMax: 10 });
          const book = new WorkerBook({ lifeMs: LIFE_MS, marginMs: MARGIN_MS, nowMs: 0 });
          const question = holder.ping(skewMs);
          book.heard(delayMs);
          holder.pong(question);
          const nowMs = delayMs + laterMs;
          expect(holder.isFresh(nowMs + skewMs) && book.isLost(nowMs)).toBe(false);
        },
      ),
    );
  });
});

test('a link gives back what went in, in order, once', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 40 }), fc.infiniteStream(fc.nat(1_000)), (messages, choices) => {
      const sender = new LinkSender<number>();
      const receiver = new LinkReceiver<number>(8);
      const out: number[] = [];
      for (const message of messages) sender.send(message);
      for (let round = 0; round < 10_000 && sender.pending.length > 0; round += 1) {
        const { pending } = sender;
        const packet = pending[choices.next().value % Math.min(pending.length, 12)]!;
        out.push(...receiver.receive(packet));
        if (choices.next().value % 3 === 0) sender.acknowledged(receiver.received);
      }
      expect(out).toEqual(messages);
      expect(receiver.heldBack).toBe(0);
    }),
  );
});

test('a link keeps nothing of a message that came out before, however often it comes again', () => {
  const receiver = new LinkReceiver<number>(2);
  const out = [1, 1, 3, 3, 1, 5, 2, 3, 2, 1, 4].flatMap((number) => receiver.receive({ number, message: number }));
  expect([out, receiver.heldBack]).toEqual([[1, 2, 3, 4], 0]);
});
