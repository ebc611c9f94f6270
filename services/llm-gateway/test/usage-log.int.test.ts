import {
  CorrectUsageRequest,
  GatewayAdminService,
  ReadUsageLogRequest,
  SetHaltRequest,
  type SpendNotice,
  SummarizeUsageRequest,
  type SummarizeUsageReply,
  type Usage,
  WatchSpendRequest,
} from '@panal/shared-types/gateway';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BillingUpstream, type Directive, invoiceOf, testPrice } from './billing-upstream.ts';
import { GatewayHome, type GatewayProcess } from './gateway-process.ts';
import { panalLines, panalOf } from './panal-command.ts';

const MODEL = 'test-model';
let home: GatewayHome;
let upstream: BillingUpstream;
let gateway: GatewayProcess;
let epoch = 1_000;

const start = async (): Promise<GatewayProcess> => {
  const started = await home.start(
    {
      upstreams: [{ name: 'local', kind: 'openai', baseUrl: upstream.baseUrl, models: [MODEL, 'second-model'] }],
      prices: { [MODEL]: testPrice, 'second-model': testPrice },
      defaultModel: MODEL,
    },
    { halt: false },
  );
  const halt = SetHaltRequest.fromPartial({ epoch: (epoch += 1), validUntilMs: Date.now() + 600_000 });
  await started.service.call(GatewayAdminService.setHalt, halt);
  return started;
};

beforeAll(async () => {
  upstream = await new BillingUpstream().listen();
  home = await GatewayHome.create();
  gateway = await start();
});
afterAll(async () => {
  await home.remove();
  await upstream.close();
});

const body = (directive: Directive, more: Record<string, unknown> = {}) => ({
  model: MODEL,
  messages: [{ role: 'user', content: JSON.stringify(directive) }],
  max_tokens: 100,
  ...more,
});

const summary = (by: string): Promise<SummarizeUsageReply> =>
  gateway.operator.call(GatewayAdminService.summarizeUsage, SummarizeUsageRequest.fromPartial({ by }));

/** The whole log, by pages of a few. */
async function wholeLog(limit = 7): Promise<Usage[]> {
  const usages: Usage[] = [];
  for (let afterPosition = 0, atEnd = false; !atEnd;) {
    const request = ReadUsageLogRequest.fromPartial({ afterPosition, limit });
    const page = await gateway.operator.call(GatewayAdminService.readUsageLog, request);
    usages.push(...page.usages);
    expect(page.usages.length).toBeLessThanOrEqual(limit);
    expect(page.nextPosition).toBeGreaterThanOrEqual(afterPosition);
    afterPosition = page.nextPosition;
    ({ atEnd } = page);
  }
  return usages;
}

const costOf = (usages: readonly Usage[]): number => usages.reduce((sum, usage) => sum + usage.costNanoUsd, 0);

async function makeCalls(): Promise<void> {
  const keys = await Promise.all(
    [1, 2, 3].map((n) => gateway.mint({ leaseId: `t-${n}.${Date.now()}`, missionId: `m-${n}`, project: `p-${n % 2}` })),
  );
  const calls = Array.from({ length: 30 }, (_, index) =>
    gateway.chat(
      keys[index % 3]!.key,
      body({ tokens: 1 + index }, { model: index % 5 === 0 ? 'second-model' : 'default', stream: index % 2 === 0 }),
    ),
  );
  for (const answer of await Promise.all(calls)) {
    expect(answer.status).toBe(200);
    await answer.text();
  }
}

test('one record a request, and sums by anything are exactly theirs and what the upstream billed', async () => {
  await makeCalls();
  const log = await wholeLog();
  expect(log).toHaveLength(30);
  expect(new Set(log.map(({ requestId }) => requestId)).size).toBe(30);
  expect(log.toSorted((a, b) => a.position - b.position)).toEqual(log);
  expect(log[0]).toMatchObject({ upstream: 'local', attempts: 1, outcome: 'ok', cacheHit: false, key: '' });
  for (const usage of log) {
    expect(usage.firstByteMs).toBeLessThanOrEqual(usage.latencyMs + 1);
    expect(usage.askedModel).toBe(usage.model === MODEL ? 'default' : '');
    expect(usage.priceVersion).not.toBe('');
    expect(usage.cachedTokens).toBeGreaterThan(0);
  }
  const billed = upstream.billed.reduce((sum, bill) => sum + invoiceOf(bill), 0);
  for (const by of ['model', 'project', 'mission', 'agent', 'key', 'day']) {
    const { rows, total } = await summary(by);
    expect(total).toMatchObject({ requests: 30, costNanoUsd: billed });
    expect(rows.reduce((sum, row) => sum + row.costNanoUsd, 0)).toBe(billed);
  }
  expect(costOf(log)).toBe(billed);
  const { rows } = await summary('mission');
  for (const row of rows) expect(row.costNanoUsd).toBe(costOf(log.filter(({ missionId }) => missionId === row.name)));
});

// litellm#38157, #34805: the last records of a process that is told to stop were lost.
test('SIGTERM with streams under way: each ends, and each has its record', async () => {
  const { key } = await gateway.mint({ leaseId: `t-term.${Date.now()}`, missionId: 'm-term' });
  const seen = upstream.billed.length;
  const streams = await Promise.all(
    Array.from({ length: 10 }, () => gateway.chat(key, body({ tokens: 15, delayMs: 20 }, { stream: true }))),
  );
  const before = (await summary('mission')).rows.find(({ name }) => name === 'm-term')?.requests ?? 0;
  expect(before).toBe(0);
  const [code, ...texts] = await Promise.all([gateway.kill('SIGTERM'), ...streams.map((stream) => stream.text())]);
  expect(code).toBe(0);
  for (const text of texts) expect(text).toContain('[DONE]');
  gateway = await start();
  const { rows } = await summary('mission');
  const billed = upstream.billed.slice(seen).reduce((sum, bill) => sum + invoiceOf(bill), 0);
  expect(rows.find(({ name }) => name === 'm-term')).toMatchObject({ requests: 10, costNanoUsd: billed });
});

// litellm#35531, #34820: records that waited in memory were lost with the process.
test('kill -9 right after the answers: every request has its one record, charged at least what was billed', async () => {
  const { key } = await gateway.mint({ leaseId: `t-kill.${Date.now()}`, missionId: 'm-kill' });
  const seen = upstream.billed.length;
  const answers = await Promise.all(Array.from({ length: 20 }, () => gateway.chat(key, body({ tokens: 5 }))));
  for (const answer of answers) await answer.text();
  await gateway.kill();
  gateway = await start();
  const { rows } = await summary('mission');
  const billed = upstream.billed.slice(seen).reduce((sum, bill) => sum + invoiceOf(bill), 0);
  const row = rows.find(({ name }) => name === 'm-kill')!;
  const log = (await wholeLog(1_000)).filter(({ missionId }) => missionId === 'm-kill');
  for (const answer of answers) {
    const requestId = answer.headers.get('x-panal-request-id');
    expect(log.filter((usage) => usage.requestId === requestId)).toHaveLength(1);
  }
  // What a block covered beyond the twenty may have been sent, as far as the disk can tell.
  expect(log.filter(({ outcome }) => outcome !== 'orphan').length).toBeLessThanOrEqual(20);
  // What had no settlement on the disk yet is charged in full, as an estimate.
  expect(row.costNanoUsd).toBeGreaterThanOrEqual(billed);
  expect(row).toMatchObject({ requests: log.length, costNanoUsd: costOf(log) });
});

// bifrost#2042: a full queue dropped records.
test('far more requests at once than any buffer: none lacks its record', async () => {
  const { key } = await gateway.mint({ leaseId: `t-many.${Date.now()}`, missionId: 'm-many' });
  const send = async (): Promise<void> => {
    const answer = await gateway.chat(key, body({ tokens: 1 }));
    expect(answer.status).toBe(200);
    await answer.text();
  };
  for (let round = 0; round < 10; round += 1) await Promise.all(Array.from({ length: 100 }, send));
  const { rows } = await summary('mission');
  expect(rows.find(({ name }) => name === 'm-many')?.requests).toBe(1_000);
  const log = (await wholeLog(1_000)).filter(({ missionId }) => missionId === 'm-many');
  expect(log).toHaveLength(1_000);
});

test('a restart finds the same sums and the same log', async () => {
  const before = { byModel: await summary('model'), byDay: await summary('day'), log: await wholeLog(1_000) };
  expect(await gateway.kill('SIGTERM')).toBe(0);
  gateway = await start();
  expect({ byModel: await summary('model'), byDay: await summary('day'), log: await wholeLog(1_000) }).toEqual(before);
});

test('a correction moves sums and budgets, names who made it, and needs an operator', async () => {
  const [usage] = (await wholeLog(1_000)).filter(({ missionId }) => missionId === 'm-kill');
  const before = await summary('mission');
  const request = CorrectUsageRequest.fromPartial({
    requestId: usage!.requestId,
    costNanoUsd: usage!.costNanoUsd + 1_234_567,
    reason: 'the bill',
  });
  await expect(gateway.service.call(GatewayAdminService.correctUsage, request)).rejects.toThrow('may not call');
  expect(await gateway.operator.call(GatewayAdminService.correctUsage, request)).toMatchObject({ ok: true });
  const after = await summary('mission');
  expect(after.total!.costNanoUsd).toBe(before.total!.costNanoUsd + 1_234_567);
  expect(after.total!.requests).toBe(before.total!.requests);
  await expect(gateway.operator.call(GatewayAdminService.correctUsage, { ...request, requestId: 'nobody' })).rejects.toThrow(
    'There is no request',
  );
});

/** Reads notices until one matches; the stream stays open. */
async function readUntil(stream: AsyncIterator<SpendNotice>, matches: (notice: SpendNotice) => boolean): Promise<SpendNotice[]> {
  const seen: SpendNotice[] = [];
  for (;;) {
    const { value, done } = await stream.next();
    if (done) throw new Error(`the watch ended after ${JSON.stringify(seen.map(({ kind }) => kind))}`);
    seen.push(value);
    if (matches(value)) return seen;
  }
}

test('watching tells of settlements, refusals and limits, from a position and live, and goes on after a restart', async () => {
  const open = (request: Partial<WatchSpendRequest>) => {
    const gone = new AbortController();
    const asked = WatchSpendRequest.fromPartial(request);
    const stream = gateway.operator.serverStream(GatewayAdminService.watchSpend, asked, { signal: gone.signal });
    stream.on('error', () => undefined);
    return {
      notices: stream[Symbol.asyncIterator]() as AsyncIterator<SpendNotice>,
      ready: new Promise((resolve) => stream.once('metadata', resolve)),
      end: () => gone.abort(),
    };
  };
  const live = open({ scope: 'mission:m-watch' });
  await live.ready;
  const { key } = await gateway.mint({ leaseId: `t-watch.${Date.now()}`, missionId: 'm-watch', missionLimitNanoUsd: 2_000_000 });
  expect((await readUntil(live.notices, ({ kind }) => kind === 'key-minted')).map(({ kind }) => kind)).toEqual([
    'limit-set',
    'key-minted',
  ]);
  await (await gateway.chat(key, body({ tokens: 5 }))).text();
  const [settled] = await readUntil(live.notices, ({ kind }) => kind === 'settled');
  expect(settled).toMatchObject({ kind: 'settled', usage: { missionId: 'm-watch', model: MODEL, outcome: 'ok' } });
  expect(
    (await gateway.chat(key, body({}, { max_tokens: 8_000, messages: [{ role: 'user', content: 'x'.repeat(20_000) }] }))).status,
  ).toBe(429);
  const refused = (await readUntil(live.notices, ({ kind }) => kind === 'refused')).at(-1)!;
  expect(refused).toMatchObject({ scope: 'mission:m-watch', window: 'total', limitNanoUsd: 2_000_000 });
  expect(refused.message).toContain('has no room');
  live.end();
  await gateway.kill();
  gateway = await start();
  const replay = open({ afterPosition: settled!.position - 1, scope: 'mission:m-watch' });
  expect((await readUntil(replay.notices, () => true))[0]).toEqual(settled);
  replay.end();
  const far = open({ afterPosition: 1, scope: '*' });
  const kinds = new Set((await readUntil(far.notices, ({ position }) => position >= settled!.position)).map(({ kind }) => kind));
  for (const kind of ['settled', 'corrected', 'key-minted', 'halt-changed']) expect(kinds).toContain(kind);
  far.end();
});

test('the command line sums, pages and says what it can not read', async () => {
  const panal = await panalOf(home, gateway, ['viewer']);
  const byModel = await panal('spend', '--by', 'model', '--since', '7d', '--json');
  const reply = JSON.parse(byModel.stdout) as SummarizeUsageReply;
  expect(reply.rows.map(({ name }) => name).toSorted()).toEqual(['second-model', MODEL]);
  expect(reply.total).toEqual((await summary('model')).total);
  expect((await panal('spend', '--by', 'day')).stdout).toContain('Whole days from');
  const first = JSON.parse((await panal('spend', 'log', '--limit', '5', '--json')).stdout) as {
    usages: Usage[];
    nextPosition: number;
  };
  expect(first.usages).toHaveLength(5);
  const next = await panal('spend', 'log', '--limit', '5', '--after', String(first.nextPosition), '--since', '1d', '--json');
  const second = JSON.parse(next.stdout) as { usages: Usage[] };
  const all = await wholeLog(1_000);
  expect([...first.usages, ...second.usages].map(({ requestId }) => requestId)).toEqual(
    all.slice(0, 10).map(({ requestId }) => requestId),
  );
  expect(await panal('spend', '--by', 'colour')).toMatchObject({ code: 2 });
  expect(await panal('spend', '--since', '7d')).toMatchObject({ code: 2 });
});

test('panal spend watch writes a line of JSON for each notice, old ones and new ones', async () => {
  const lines = panalLines(home, gateway, ['spend', 'watch', '--from-start', '--json']);
  const next = async (matches: (notice: SpendNotice) => boolean): Promise<SpendNotice> => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error('the watch ended');
      const notice = JSON.parse(value) as SpendNotice;
      if (matches(notice)) return notice;
    }
  };
  expect(await next(({ kind }) => kind === 'settled')).toMatchObject({ usage: { upstream: 'local' } });
  const { key } = await gateway.mint({ leaseId: `t-line.${Date.now()}`, missionId: 'm-line' });
  await (await gateway.chat(key, body({ tokens: 2 }))).text();
  expect(await next(({ usage }) => usage?.missionId === 'm-line')).toMatchObject({ kind: 'settled' });
  await lines.return(undefined);
});
