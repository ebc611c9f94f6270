import {
  BudgetControlService,
  GatewayAdminService,
  GetSpendRequest,
  ListUsageRequest,
  type Usage,
} from '@panal/shared-types/gateway';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { BillingUpstream, type Directive, invoiceOf, testPrice } from './billing-upstream.ts';
import { GatewayHome, type GatewayProcess } from './gateway-process.ts';

/** More for a long run: PANAL_WORKER_KILLS=100. */
const KILLS = Number(process.env['PANAL_WORKER_KILLS'] ?? 3);
const settings = { workers: 2, prices: { 'test-model': testPrice } };
let home: GatewayHome;
let upstream: BillingUpstream;

beforeAll(async () => {
  home = await GatewayHome.create();
  upstream = await new BillingUpstream().listen();
});
afterAll(async () => {
  await home.remove();
  await upstream.close();
});

afterEach(async () => {
  upstream.gate = undefined;
  await home.killAll();
});

const start = (more: Readonly<Record<string, unknown>> = {}): Promise<GatewayProcess> =>
  home.start({
    ...settings,
    upstreams: [{ name: 'local', kind: 'openai', baseUrl: upstream.baseUrl, models: ['test-model'] }],
    ...more,
  });

const bodyOf = (directive: Directive, more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  model: 'test-model',
  max_tokens: 50,
  messages: [{ role: 'user', content: JSON.stringify(directive) }],
  ...more,
});

async function spendOf(gateway: GatewayProcess, scope: string): Promise<{ settled: number; held: number; requests: number }> {
  const { scopes } = await gateway.operator.call(GatewayAdminService.getSpend, GetSpendRequest.fromPartial({ scope }));
  const row = scopes.find((entry) => entry.window === 'total')!;
  return { settled: row.settledNanoUsd, held: row.heldNanoUsd, requests: row.requests };
}

const usagesOf = async (gateway: GatewayProcess, missionId: string): Promise<Usage[]> =>
  (await gateway.operator.call(GatewayAdminService.listUsage, ListUsageRequest.fromPartial({ limit: 10_000, missionId }))).usages;

/** Process ids of the gateway's workers, by the kernel's own list of its children. */
function workersOf(gateway: GatewayProcess): number[] {
  const { pid } = gateway.process;
  return readdirSync(`/proc/${pid}/task`)
    .flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' '))
    .filter((each) => each !== '')
    .map(Number);
}

/** Documents wait at the upstream until the returned function is called. */
function closeGate(): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  upstream.gate = promise;
  return resolve;
}

async function setLimit(gateway: GatewayProcess, scope: string, limitNanoUsd: number): Promise<void> {
  const ack = await gateway.operator.call(BudgetControlService.setLimit, {
    limit: limitNanoUsd / 1e9,
    scope,
    window: 'total',
    hard: true,
  });
  expect(ack).toMatchObject({ ok: true });
}

const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`);

/** The sum of a metric over its labels, from whichever worker answers. */
async function metric(gateway: GatewayProcess, name: string): Promise<number> {
  const authorization = `Bearer ${await home.token('viewer', ['viewer'])}`;
  const page = await (await fetch(`${gateway.process.httpUrl}/metrics`, { headers: { authorization } })).text();
  const lines = page.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await turn();
}

test('several processes serve one port, one key, one budget', async () => {
  const gateway = await start();
  expect(workersOf(gateway)).toHaveLength(2);
  const { key } = await gateway.mint({ leaseId: 't-serve.1', missionId: 'm-serve' });
  const before = upstream.billed.length;
  const answers = await Promise.all(Array.from({ length: 40 }, () => gateway.chat(key, bodyOf({ tokens: 3 }))));
  expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 200));
  await Promise.all(answers.map((answer) => answer.arrayBuffer()));
  await eventually(async () => (await spendOf(gateway, 'mission:m-serve')).requests === 40);
  const billed = upstream.billed.slice(before).reduce((sum, entry) => sum + invoiceOf(entry), 0);
  expect((await spendOf(gateway, 'mission:m-serve')).settled).toBe(billed);
  expect(await metric(gateway, 'panal_gateway_calls_total'), 'the page counts all processes').toBe(40);
  await gateway.service.call(GatewayAdminService.revokeKey, { leaseId: 't-serve.1', reason: 'test' });
  const late = await Promise.all(Array.from({ length: 8 }, () => gateway.chat(key, bodyOf({}))));
  expect(
    late.map((answer) => answer.status),
    'no worker lets a revoked key in',
  ).toEqual(late.map(() => 401));
  expect(await gateway.kill('SIGTERM')).toBe(0);
});

test('exactly as many calls as the budget holds are under way at once, whichever workers they land on', async () => {
  const gateway = await start({ holdWaitMs: 0 });
  const calls = 12;
  const body = bodyOf({ tokens: 50 });
  const { key: other } = await gateway.mint({ leaseId: 't-size.1', missionId: 'm-size' });
  let open = closeGate();
  const one = gateway.chat(other, body);
  await eventually(async () => (await spendOf(gateway, 'mission:m-size')).held > 0);
  const amount = (await spendOf(gateway, 'mission:m-size')).held;
  open();
  await (await one).arrayBuffer();
  // Two keys of one mission, one at home with each worker or both with one; slices were lent to them before.
  const keys = await Promise.all(
    ['t-k.1', 't-k.2', 't-k.3'].map(async (leaseId) => {
      const reply = await gateway.mint({ leaseId, missionId: 'm-k', missionLimitNanoUsd: 1_000 * amount });
      const warm = await Promise.all(Array.from({ length: 6 }, () => gateway.chat(reply.key, body)));
      await Promise.all(warm.map((answer) => answer.arrayBuffer()));
      return reply.key;
    }),
  );
  await eventually(async () => (await spendOf(gateway, 'mission:m-k')).held === 0);
  const { settled } = await spendOf(gateway, 'mission:m-k');
  await setLimit(gateway, 'mission:m-k', settled + calls * amount);
  open = closeGate();
  const asked = Array.from({ length: 150 }, (_, index) => gateway.chat(keys[index % keys.length]!, body));
  const refused: number[] = [];
  for (const each of asked) void each.then((answer) => (answer.status === 429 ? refused.push(answer.status) : undefined));
  await eventually(() => refused.length >= 150 - calls);
  const held = await spendOf(gateway, 'mission:m-k');
  expect(held).toMatchObject({ settled, held: calls * amount });
  open();
  const statuses = (await Promise.all(asked)).map((answer) => answer.status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(calls);
  expect(statuses.filter((status) => status === 429)).toHaveLength(150 - calls);
  await gateway.kill();
});

test('a rate limit counts once, however many workers there are', async () => {
  const gateway = await start({ rateLimits: [{ requestsPerMinute: 7 }] });
  const { key } = await gateway.mint({ leaseId: 't-rate.1', missionId: 'm-rate' });
  const answers = await Promise.all(Array.from({ length: 30 }, () => gateway.chat(key, bodyOf({ tokens: 2 }))));
  const served = answers.filter((answer) => answer.status === 200);
  expect(served).toHaveLength(7);
  expect(answers.filter((answer) => answer.status === 429)).toHaveLength(23);
  expect(served.map((answer) => answer.headers.get('x-ratelimit-limit-requests'))).toEqual(served.map(() => '7'));
  await Promise.all(answers.map((answer) => answer.arrayBuffer()));
  await gateway.kill();
});

interface Answered {
  readonly requestId: string;
  readonly user: string;
}

/** Sends requests, streams and documents, until it is told to stop; a worker that dies under one is no reason to. */
async function load(
  gateway: GatewayProcess,
  given: { key: string; name: string; answered: Answered[]; signal: AbortSignal },
): Promise<void> {
  for (let index = 0; !given.signal.aborted; index += 1) {
    const user = `${given.name}-${index}`;
    const stream = index % 2 === 0;
    try {
      const answer = await gateway.chat(given.key, bodyOf({ tokens: 5 + (index % 7), delayMs: index % 4 }, { stream, user }));
      const text = await answer.text();
      if (answer.status === 200 && (!stream || text.includes('[DONE]')))
        given.answered.push({ requestId: answer.headers.get('x-panal-request-id')!, user });
      else if (answer.status !== 200) await turn();
    } catch {
      await turn();
    }
  }
}

interface Under {
  readonly gateway: GatewayProcess;
  readonly mission: string;
  readonly limit: number;
  readonly answered: Answered[];
}

/** Runs `disturb` while three keys of a mission are under load, and looks at the budget all the time. */
async function underLoad(mission: string, disturb: (under: Under) => Promise<void>): Promise<Under> {
  const gateway = await start({ holdWaitMs: 200 });
  const limit = 4_000_000_000;
  const keys = await Promise.all(
    [0, 1, 2].map(
      async (index) =>
        (await gateway.mint({ leaseId: `t-${mission}.${index}`, missionId: mission, missionLimitNanoUsd: limit })).key,
    ),
  );
  const stop = new AbortController();
  const answered: Answered[] = [];
  const loads = Array.from({ length: 9 }, (_, client) =>
    load(gateway, { key: keys[client % 3]!, name: `${mission}-${client}`, answered, signal: stop.signal }),
  );
  const watch = (async () => {
    while (!stop.signal.aborted) {
      const { settled, held } = await spendOf(gateway, `mission:${mission}`).catch(() => ({ settled: 0, held: 0 }));
      expect(settled + held).toBeLessThanOrEqual(limit);
      await turn();
    }
  })();
  const under = { gateway, mission, limit, answered };
  await disturb(under);
  stop.abort();
  await Promise.all([...loads, watch]);
  return under;
}

/** The upstream's own books against the ledger's, once nothing is under way. */
async function expectBooksToAgree({ gateway, mission, limit, answered }: Under): Promise<Usage[]> {
  await upstream.until(() => upstream.billed.every((entry) => entry.ended));
  await eventually(async () => (await spendOf(gateway, `mission:${mission}`)).held === 0);
  const billed = upstream.billed
    .filter((entry) => entry.user.startsWith(`${mission}-`))
    .reduce((sum, entry) => sum + invoiceOf(entry), 0);
  const usages = await usagesOf(gateway, mission);
  const { settled } = await spendOf(gateway, `mission:${mission}`);
  expect(billed).toBeLessThanOrEqual(limit);
  expect(settled).toBeGreaterThanOrEqual(billed);
  expect(settled).toBeLessThanOrEqual(limit);
  expect(settled).toBe(usages.reduce((sum, usage) => sum + usage.costNanoUsd, 0));
  const byId = new Map(usages.map((usage) => [usage.requestId, usage]));
  for (const { requestId, user } of answered) {
    const invoice = invoiceOf(upstream.billed.find((entry) => entry.user === user)!);
    const usage = byId.get(requestId);
    expect(usage, `request ${requestId} was answered`).toBeDefined();
    if (usage!.outcome === 'ok') expect(usage!.costNanoUsd).toBe(invoice);
    else expect(usage!.costNanoUsd).toBeGreaterThanOrEqual(invoice);
  }
  return usages;
}

test('kill -9 of workers under load: what they may have sent is charged, the rest is free, others take their place', async () => {
  const under = await underLoad('m-kill', async ({ gateway, answered }) => {
    const readyCount = gateway.process.countLines(/"worker":\d+,"port":\d+,"msg":"ready"/);
    for (let round = 1; round <= KILLS; round += 1) {
      const soFar = answered.length;
      await eventually(() => answered.length >= soFar + 30 && readyCount() >= 1 + round);
      process.kill(workersOf(gateway)[round % 2]!, 'SIGKILL');
    }
    const soFar = answered.length;
    await eventually(() => answered.length >= soFar + 20 && readyCount() >= 2 + KILLS);
  });
  const usages = await expectBooksToAgree(under);
  expect(usages.filter((usage) => usage.outcome === 'orphan').every((usage) => usage.estimated)).toBe(true);
  expect(usages.some((usage) => usage.outcome === 'orphan')).toBe(true);
  await under.gateway.kill();
}, 120_000);

test('a worker that is stopped past its expiry is dead before its slices are given to others', async () => {
  let lifeless = (): number => 0;
  const under = await underLoad('m-stop', async ({ gateway, answered }) => {
    await eventually(() => answered.length >= 40);
    lifeless = gateway.process.countLines(/gave no sign of life/);
    const [stopped] = workersOf(gateway);
    process.kill(stopped!, 'SIGSTOP');
    await eventually(() => !workersOf(gateway).includes(stopped!));
    expect(() => process.kill(stopped!, 'SIGCONT'), 'nobody is left to wake up').toThrow('ESRCH');
    const soFar = answered.length;
    await eventually(() => answered.length >= soFar + 40);
  });
  await expectBooksToAgree(under);
  expect(lifeless()).toBe(1);
  await under.gateway.kill();
}, 120_000);

test('without the parent nothing is served, and the next one charges what slices may have paid for', async () => {
  const gateway = await start();
  const { key } = await gateway.mint({ leaseId: 't-parent.1', missionId: 'm-parent' });
  const answered: Answered[] = [];
  const stop = new AbortController();
  const loads = Array.from({ length: 6 }, (_, client) =>
    load(gateway, { key, name: `m-parent-${client}`, answered, signal: stop.signal }),
  );
  await eventually(() => answered.length >= 60);
  const workers = workersOf(gateway);
  await gateway.kill();
  await eventually(() => workers.every((pid) => !isAlive(pid)));
  stop.abort();
  await Promise.all(loads);
  const next = await start();
  const under = { gateway: next, mission: 'm-parent', limit: Number.MAX_SAFE_INTEGER, answered };
  const usages = await expectBooksToAgree(under);
  expect(
    usages.some((usage) => usage.requestId.startsWith('block ')),
    'an open slice was charged',
  ).toBe(true);
  await next.kill();
}, 120_000);
