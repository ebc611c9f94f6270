import { openJournal } from '@panal/journal';
import { SimulatedDisk, seededRandom, temporaryDir } from '@panal/testkit';
import fc from 'fast-check';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { balanceOf, createCalendar } from '../core/ledger/index.ts';
import { type Ledger, type LedgerOutcome, openLedger } from './ledger.ts';

/** More for a long run: PANAL_CRASH_RUNS=500. */
const RUNS = Number(process.env['PANAL_CRASH_RUNS'] ?? 40);
const CLIENTS = 12;
const CYCLES = 4;
const MONTH_MS = 30 * 86_400_000;
const calendar = createCalendar('UTC');
const never = new AbortController().signal;

/** What was sent to the upstream, and what of its answers reached a client: both outlive the gateway. */
class World {
  readonly disk: SimulatedDisk;
  readonly random: () => number;
  billedNanoUsd = 0;
  limitNanoUsd = 0;
  /** By request: which block would cover it, and what it cost. */
  readonly sent = new Map<string, { readonly block: string; readonly costNanoUsd: number; readonly amountNanoUsd: number }>();
  /** Calls that were sent before their hold was on the disk. */
  early = 0;
  readonly forwarded = new Set<string>();
  #requests = 0;
  #crashed = false;
  /** Of the machine: it comes up anew after each loss of power. */
  #boot = 0;
  lostPower = false;
  readonly #witnessPath: string;

  constructor(seed: number, witnessPath: string) {
    this.#witnessPath = witnessPath;
    this.disk = new SimulatedDisk({ seed });
    this.random = seededRandom(seed + 1);
  }

  integer(max: number): number {
    return Math.floor(this.random() * max);
  }

  async open(): Promise<Ledger> {
    const journal = await openJournal({
      dir: '/gateway',
      disk: this.disk.connect(),
      preallocateBytes: 4_096,
      onFatal: () => undefined,
    });
    const ledger = await openLedger({
      journal,
      calendar,
      clock: Date.now,
      holdWaitMs: 0,
      onProblem: () => undefined,
      witness: { path: this.#witnessPath, boot: `boot ${this.#boot}` },
    });
    await ledger.setHalt({ epoch: 1, halted: [], validUntilMs: Date.now() + MONTH_MS });
    return ledger;
  }

  /** Serves requests until the disk dies under it, at one of its next operations. */
  async live(ledger: Ledger, keyHashes: readonly string[]): Promise<void> {
    this.#crashed = false;
    const { promise: crash, resolve } = Promise.withResolvers<void>();
    let operations = 5 + this.integer(60);
    this.disk.onOperation = () => {
      operations -= 1;
      if (operations !== 0) return;
      this.#die();
      resolve();
    };
    const clients = Array.from({ length: CLIENTS }, (_, client) => this.#client(ledger, keyHashes[client % keyHashes.length]!));
    await Promise.race([crash, Promise.all(clients)]);
    // What went wrong in a client is told, not lost.
    await Promise.race([Promise.all(clients), new Promise((resolve) => setImmediate(resolve))]);
    this.disk.onOperation = undefined;
    if (!this.#crashed) this.#die();
  }

  /** By loss of power, or by a kill that leaves what the system has. */
  #die(): void {
    this.#crashed = true;
    this.lostPower = this.random() < 0.5;
    if (this.lostPower) {
      this.#boot += 1;
      this.disk.crash();
    } else this.disk.kill();
  }

  async #client(ledger: Ledger, keyHash: string): Promise<void> {
    for (let count = 0; count < 40 && !this.#crashed; count += 1) {
      const requestId = `r-${(this.#requests += 1)}`;
      const amountNanoUsd = 50 + this.integer(400);
      const model = this.random() < 0.8 ? 'm' : 'n';
      const held = await ledger.hold(
        { requestId, keyHash, model, upstream: 'u', amountNanoUsd, scripted: false, priceVersion: 'v' },
        never,
      );
      if (this.#crashed) return;
      if (!held.ok) continue;
      const { settledNanoUsd, heldNanoUsd } = total(ledger, 'mission:m-1');
      const blocked = ledger.state.blocks.byScope.get('mission:m-1') ?? 0;
      expect(settledNanoUsd + heldNanoUsd + blocked, 'blocks fit too').toBeLessThanOrEqual(this.limitNanoUsd);
      const block = `${keyHash.replace('k', 't')} ${model}`;
      await this.#call(ledger, { requestId, block, amountNanoUsd, durable: held.durable });
    }
  }

  /** The upstream bills at the moment in which the call reaches it. */
  async #call(
    ledger: Ledger,
    call: { requestId: string; block: string; amountNanoUsd: number; durable: Promise<void> | undefined },
  ): Promise<void> {
    const costNanoUsd = this.random() < 0.5 ? call.amountNanoUsd : this.integer(call.amountNanoUsd);
    this.billedNanoUsd += costNanoUsd;
    this.sent.set(call.requestId, { block: call.block, costNanoUsd, amountNanoUsd: call.amountNanoUsd });
    if (call.durable) this.early += 1;
    if (this.random() < 0.5) await new Promise((resolve) => setImmediate(resolve));
    await call.durable;
    if (this.#crashed) return;
    this.forwarded.add(call.requestId);
    ledger.settle({
      requestId: call.requestId,
      inputTokens: 1,
      cachedTokens: 0,
      outputTokens: 1,
      costNanoUsd,
      estimated: false,
      outcome: 'ok',
      latencyMs: 1,
    });
  }
}

const total = (ledger: Ledger, scope: string) => balanceOf(ledger.state.accounts.get(scope), 'total');

let early = 0;
let orphanedBlocks = 0;
let unrecorded = 0;
let killedExactly = 0;
const dir = temporaryDir('blocks');
afterAll(() => dir.remove());
afterEach(() => {
  unrecorded = 0;
  early = 0;
  orphanedBlocks = 0;
});

/** What was sent and left no record is within what was charged for the very block that covered it. */
function expectCovered(world: World, usages: readonly { readonly requestId: string; readonly costNanoUsd: number }[]): void {
  const recorded = new Set(usages.map((usage) => usage.requestId));
  const lost = new Map<string, number>();
  const held = new Map<string, number>();
  for (const [id, { block, costNanoUsd, amountNanoUsd }] of world.sent) {
    if (recorded.has(id)) continue;
    lost.set(block, (lost.get(block) ?? 0) + costNanoUsd);
    held.set(block, (held.get(block) ?? 0) + amountNanoUsd);
  }
  if (!world.lostPower) {
    const charged = usages.filter(({ requestId }) => requestId.startsWith('block '));
    const sum = (amounts: Iterable<number>): number => [...amounts].reduce((all, each) => all + each, 0);
    expect(sum(charged.map((usage) => usage.costNanoUsd)), 'after a kill exactly what was sent is charged').toBe(
      sum(held.values()),
    );
    killedExactly += held.size;
  }
  for (const [block, nanoUsd] of lost) {
    const charged = usages.find(({ requestId }) => requestId.startsWith(`block ${block} `))?.costNanoUsd ?? 0;
    expect(charged, `calls of ${block} without a record`).toBeGreaterThanOrEqual(nanoUsd);
    unrecorded += 1;
  }
}

async function lifeAndDeath(seed: number): Promise<void> {
  const world = new World(seed, join(dir.path, 'witness'));
  const first = await world.open();
  for (const [index, reserveNanoUsd] of [0, 30_000, 0].entries()) {
    await first.execute({
      kind: 'mint',
      leaseId: `t-${index}`,
      keyHash: `k-${index}`,
      missionId: 'm-1',
      project: 'p',
      agentId: 'a',
      allowedModels: [],
      reserveNanoUsd,
      missionLimitNanoUsd: 0,
      expiresMs: Date.now() + MONTH_MS,
    });
  }
  let ledger = first;
  for (let cycle = 0; cycle < CYCLES; cycle += 1) {
    const before = total(ledger, 'mission:m-1');
    world.limitNanoUsd = before.settledNanoUsd + before.heldNanoUsd + 4_000 + world.integer(8_000);
    const limit = { scope: 'mission:m-1', window: 'total', limitNanoUsd: world.limitNanoUsd, hard: true, by: 'o' } as const;
    await ledger.execute({ ...limit, kind: 'set-limit' });
    world.sent.clear();
    const known = ledger.state.usages.length;
    await world.live(ledger, ['k-0', 'k-1', 'k-2']);
    ledger = await world.open();
    const { settledNanoUsd, heldNanoUsd } = total(ledger, 'mission:m-1');
    expect(settledNanoUsd, 'whatever was billed is charged').toBeGreaterThanOrEqual(world.billedNanoUsd);
    expect(settledNanoUsd + heldNanoUsd, 'the limit holds').toBeLessThanOrEqual(world.limitNanoUsd);
    expectCovered(world, ledger.state.usages.slice(known));
    expect(ledger.state.blocks.byId.size).toBe(0);
    const recorded = new Set(ledger.state.usages.map((usage) => usage.requestId));
    for (const id of world.forwarded) expect(recorded.has(id), `the answer of ${id} went out`).toBe(true);
  }
  early += world.early;
  orphanedBlocks += ledger.state.usages.filter((usage) => usage.requestId.startsWith('block ')).length;
  await ledger.close();
}

test(
  `${RUNS} histories on a disk that drops what was not flushed: nothing billed is lost, no limit passed, no answer unrecorded`,
  async () => {
    await fc.assert(fc.asyncProperty(fc.nat(), lifeAndDeath), { numRuns: RUNS });
    expect(early, 'calls were sent before their flush').toBeGreaterThan(RUNS);
    expect(unrecorded, 'calls were sent that left no record').toBeGreaterThan(0);
    expect(killedExactly, 'kills found such calls').toBeGreaterThan(0);
    expect(orphanedBlocks, 'crashes found open blocks').toBeGreaterThan(0);
  },
  RUNS * 3_000,
);

test('a full disk: nothing that was sent is answered, settlements wait, and all of it is recorded once there is room', async () => {
  const disk = new SimulatedDisk({ seed: 7 });
  const journal = await openJournal({ dir: '/gateway', disk: disk.connect(), preallocateBytes: 4_096, diskFullRetryMs: 5 });
  const ledger = await openLedger({ journal, calendar, clock: Date.now, holdWaitMs: 0, onProblem: () => undefined });
  await ledger.setHalt({ epoch: 1, halted: [], validUntilMs: Date.now() + MONTH_MS });
  const names = { missionId: 'm-1', project: 'p', agentId: 'a', allowedModels: [] };
  const money = { reserveNanoUsd: 0, missionLimitNanoUsd: 0 };
  await ledger.execute({ kind: 'mint', leaseId: 't-0', keyHash: 'k-0', ...names, ...money, expiresMs: Date.now() + MONTH_MS });
  const hold = (requestId: string) =>
    ledger.hold(
      { requestId, keyHash: 'k-0', model: 'm', upstream: 'u', amountNanoUsd: 100, scripted: false, priceVersion: 'v' },
      never,
    );
  // The first one waits for its flush and has a block opened behind it.
  await hold('r-0');
  while (ledger.state.blocks.byId.size === 0) await new Promise((resolve) => setImmediate(resolve));
  await ledger.flushed();
  await new Promise((resolve) => setImmediate(resolve));
  disk.setCapacity(disk.usedBytes());
  const held = await fillUp(hold);
  expect(held.outcome, 'it was sent').toMatchObject({ ok: true });
  await expect(held.outcome.ok && held.outcome.durable, 'and is not answered').rejects.toMatchObject({ code: 'disk-full' });
  ledger.settle({ ...used, requestId: held.requestId, costNanoUsd: 40 });
  expect(ledger.state.leases.get('t-0')?.state, 'reads go on').toBe('live');
  await ledger.flushed();
  disk.setCapacity(Number.POSITIVE_INFINITY);
  while (journal.health.kind !== 'ok') await new Promise((resolve) => setImmediate(resolve));
  const later = await hold('r-later');
  expect(later).toMatchObject({ ok: true });
  await ledger.close();
  const again = await openLedger({
    journal: await openJournal({ dir: '/gateway', disk: disk.connect() }),
    calendar,
    clock: Date.now,
    holdWaitMs: 0,
    onProblem: () => undefined,
  });
  const record = again.state.usages.find((usage) => usage.requestId === held.requestId);
  expect(record).toMatchObject({ costNanoUsd: 40, outcome: 'ok' });
  await again.close();
});

const used = { inputTokens: 1, cachedTokens: 0, outputTokens: 1, estimated: false, outcome: 'ok', latencyMs: 1 } as const;

/** Holds until one is covered by a block while its own record finds no room. */
async function fillUp(
  hold: (requestId: string) => Promise<LedgerOutcome>,
): Promise<{ requestId: string; outcome: LedgerOutcome }> {
  for (let count = 1; ; count += 1) {
    const requestId = `r-full-${count}`;
    const outcome = await hold(requestId);
    const durable = outcome.ok ? outcome.durable : undefined;
    const flushed = await Promise.race([durable?.then(() => true), new Promise((resolve) => setTimeout(resolve, 50, false))]);
    if (!flushed) return { requestId, outcome };
  }
}
