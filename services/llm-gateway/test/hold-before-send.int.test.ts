import { type Journal, openMemoryJournal } from '@panal/journal';
import { createLogger, createMetrics } from '@panal/kernel/runtime';
import { ok } from '@panal/kernel/pure';
import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCalendar } from '../src/core/ledger/index.ts';
import { flatRate, usageOf } from '../src/core/price.ts';
import { BodiesUnderWay } from '../src/http/bodies-under-way.ts';
import type { GatewayContext } from '../src/http/context.ts';
import { handleModelRequest } from '../src/http/handle-model-request.ts';
import { createGatewayMetrics } from '../src/metrics.ts';
import type { AnswerSink, Upstream } from '../src/ports.ts';
import { AnswerCache } from '../src/core/answer-cache/answer-cache.ts';
import { Catalogue } from '../src/shell/catalogue.ts';
import { createTrafficMetrics } from '../src/shell/traffic-metrics.ts';
import { ModelRouter } from '../src/shell/model-router.ts';
import { RateGate } from '../src/shell/rate-gate.ts';
import { RunningCalls } from '../src/shell/running-calls.ts';
import { StoredResponses } from '../src/shell/stored-responses.ts';
import { type Ledger, openLedger } from '../src/shell/ledger.ts';

/** A journal whose flushes wait until the test lets them through. */
function gatedJournal(): { journal: Journal; close: () => void; open: () => void; waiting: () => Promise<void> } {
  const journal: Journal = openMemoryJournal();
  const append = journal.append.bind(journal);
  let gate: Promise<void> | undefined;
  let open = (): void => undefined;
  let arrived = (): void => undefined;
  let arrival = Promise.resolve();
  journal.append = async (...args) => {
    arrived();
    await gate;
    return append(...args);
  };
  return {
    journal,
    close() {
      arrival = new Promise<void>((resolve) => (arrived = resolve));
      gate = new Promise<void>((resolve) => (open = resolve));
    },
    open: () => open(),
    waiting: () => arrival,
  };
}

class RecordingUpstream implements Upstream {
  readonly name = 'recording';
  readonly kind = 'openai';
  readonly speaks = ['chat'] as const;
  readonly imageTokensMax = 0;
  readonly cancelRule = 'full';
  readonly mayWriteCache = false;
  readonly models = ['m'];
  readonly keyWeights = [1];
  readonly sinks: AnswerSink[] = [];

  prepare(): ReturnType<Upstream['prepare']> {
    return ok({
      bodyBytes: 10,
      send: (sink) => {
        this.sinks.push(sink);
        sink.start();
        sink.write(Buffer.from('{}'));
        sink.end({ kind: 'complete', usage: usageOf({ inputTokens: 1 }) });
        return { cancel: () => undefined, resume: () => undefined };
      },
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const free = flatRate(1_000_000);
const price = { input: free, cacheRead: free, cacheWrite: free, cacheWriteHour: free, output: free, version: 'v' };
const routing = {
  attemptsMax: 1,
  retryTotalMs: 0,
  backoff: { baseMs: 1, maxMs: 1 },
  retryMaybeBilled: false,
  failuresMax: 5,
  coolDownMs: 1_000,
  coolDownMaxMs: 1_000,
};
let upstream: RecordingUpstream;
let gate: ReturnType<typeof gatedJournal>;
let ledger: Ledger;
let server: Server;

beforeEach(async () => {
  upstream = new RecordingUpstream();
  gate = gatedJournal();
  const log = createLogger({ service: 'test', level: 'silent' });
  const options = { journal: gate.journal, calendar: createCalendar('UTC'), clock: Date.now, holdWaitMs: 0 };
  ledger = await openLedger({ ...options, onProblem: () => undefined });
  const gauges = { openHolds: () => 0, waiting: () => 0, heldNanoUsd: () => 0 };
  const context: GatewayContext = {
    log,
    ledger,
    router: new ModelRouter({ settings: routing, seed: 1, clock: () => performance.now(), onChange: () => undefined }),
    rates: new RateGate([], () => performance.now()),
    answers: new AnswerCache({ bytesMax: 0, ageMaxMs: 1 }),
    stored: new StoredResponses({ shelf: undefined, isProviderStateShared: false, clock: Date.now, onProblem: () => undefined }),
    unbounded: { inputTokens: 0, toolUsd: 0 },
    cacheMode: 'off',
    traffic: createTrafficMetrics(createMetrics('test'), { health: () => [], cacheBytes: () => 0, cacheEntries: () => 0 }),
    running: new RunningCalls({ haltCutsCalls: true }),
    onBudgetRefusal: () => undefined,
    stopping: { aborted: false },
    catalogue: new Catalogue({ upstreams: [upstream], prices: { priceOf: () => price }, defaultModel: undefined }),
    hashOf: (key) => key,
    metrics: createGatewayMetrics(createMetrics('test'), gauges),
    outputTokensMax: 10,
    holds: { holdMode: 'worst-case', extendLagMs: 0, extendTokensMin: 1, fitOutput: 'never', fitOutputTokensMin: 1 },
    extendHold: undefined,
    callsMax: 1,
    bodyIdleMs: 10_000,
    bodies: new BodiesUnderWay(),
    calls: new Set(),
    diskFull: () => undefined,
  };
  server = createServer((request, response) => handleModelRequest(request, response, { context, log })).listen(0, '127.0.0.1');
  await once(server, 'listening');
  await ledger.setHalt({ epoch: 1, halted: [], validUntilMs: Date.now() + 60_000 });
  await ledger.execute({
    kind: 'mint',
    leaseId: 'l.1',
    keyHash: 'the-key',
    missionId: 'm',
    project: '',
    agentId: '',
    allowedModels: [],
    reserveNanoUsd: 0,
    missionLimitNanoUsd: 0,
    expiresMs: Date.now() + 60_000,
  });
});
afterEach(() => server.close());

const connections = (): Promise<number> => new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));

const ask = (signal?: AbortSignal): Promise<Response> =>
  fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer the-key' },
    body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'x' }] }),
    ...(signal ? { signal } : {}),
  });

test('the upstream hears nothing before the hold is on the disk', async () => {
  gate.close();
  const answer = ask();
  await gate.waiting();
  expect(ledger.state.holds.size).toBe(1);
  // Everything that could have happened without the flush has had its turn.
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(upstream.sinks).toHaveLength(0);
  gate.open();
  expect((await answer).status).toBe(200);
  expect(upstream.sinks).toHaveLength(1);
});

test('a call that a block covers is sent before the flush, and its answer waits for it', async () => {
  expect((await ask()).status).toBe(200);
  while (ledger.state.blocks.byId.size === 0) await new Promise((resolve) => setImmediate(resolve));
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  gate.close();
  let answered = false;
  const answer = ask().finally(() => (answered = true));
  await gate.waiting();
  while (upstream.sinks.length < 2) await new Promise((resolve) => setImmediate(resolve));
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(answered, 'the upstream has answered, the client waits').toBe(false);
  gate.open();
  expect((await answer).status).toBe(200);
});

test('a client that leaves before the flush has its hold given back, and no call is made', async () => {
  gate.close();
  const gone = new AbortController();
  const answer = ask(gone.signal);
  await gate.waiting();
  gone.abort();
  await expect(answer).rejects.toThrow('aborted');
  while ((await connections()) > 0) await new Promise((resolve) => setImmediate(resolve));
  gate.open();
  while (ledger.state.holds.size > 0) await new Promise((resolve) => setImmediate(resolve));
  expect(upstream.sinks).toHaveLength(0);
  expect(ledger.state.usages.at(-1)).toMatchObject({ outcome: 'cancelled', costNanoUsd: 0, estimated: false });
});

test('more requests at once than allowed are told to come again', async () => {
  gate.close();
  const first = ask();
  await gate.waiting();
  const second = await ask();
  expect([second.status, second.headers.get('retry-after')]).toEqual([503, '1']);
  gate.open();
  expect((await first).status).toBe(200);
});
