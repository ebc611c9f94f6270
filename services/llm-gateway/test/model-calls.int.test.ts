import { GatewayAdminService, GetSpendRequest, ListUsageRequest, type ScopeSpend, type Usage } from '@panal/shared-types/gateway';
import { BudgetControlService, LimitConfig } from '@panal/shared-types/gateway';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BillingUpstream, type Directive, invoiceOf, testPrice } from './billing-upstream.ts';
import { GatewayHome, type GatewayProcess } from './gateway-process.ts';

const MODEL = 'test-model';
const SECRET = 'sk-upstream-secret-0123456789';
let home: GatewayHome;
let upstream: BillingUpstream;
let gateway: GatewayProcess;
let leases = 0;

beforeAll(async () => {
  upstream = await new BillingUpstream().listen();
  home = await GatewayHome.create();
  gateway = await home.start(
    {
      upstreams: [
        {
          name: 'local',
          kind: 'openai',
          baseUrl: upstream.baseUrl,
          apiKeyEnv: 'TEST_KEY',
          models: [MODEL, 'unpriced-model', 'free-model'],
        },
        { name: 'away', kind: 'openai', baseUrl: 'http://127.0.0.1:9/v1', models: ['away-model'] },
      ],
      prices: { [MODEL]: testPrice, 'away-model': testPrice, 'free-model': { input: 0, output: 0 } },
      idleMs: 2_000,
      firstByteMs: 2_000,
    },
    { env: { TEST_KEY: SECRET } },
  );
});
afterAll(async () => {
  await home.remove();
  await upstream.close();
});

interface Scene {
  readonly key: string;
  readonly missionId: string;
  readonly leaseId: string;
  readonly client: OpenAI;
}

/** A lease of its own, in a mission of its own. */
async function scene(
  options: { missionLimitNanoUsd?: number; reserveNanoUsd?: number; allowedModels?: string[] } = {},
): Promise<Scene> {
  const missionId = `m-${(leases += 1)}`;
  const leaseId = `t-${leases}.1`;
  const { key, baseUrl } = await gateway.mint({ leaseId, missionId, ...options });
  return { key, missionId, leaseId, client: new OpenAI({ apiKey: key, baseURL: baseUrl, maxRetries: 0 }) };
}

const body = (directive: Directive, more: Record<string, unknown> = {}) => ({
  model: MODEL,
  messages: [{ role: 'user' as const, content: JSON.stringify(directive) }],
  max_tokens: 100,
  ...more,
});

const usagesOf = async (missionId: string): Promise<Usage[]> =>
  (await gateway.operator.call(GatewayAdminService.listUsage, ListUsageRequest.fromPartial({ missionId, limit: 1_000 }))).usages;

const spendOf = async (scope: string): Promise<ScopeSpend> => {
  const { scopes } = await gateway.operator.call(GatewayAdminService.getSpend, GetSpendRequest.fromPartial({ scope }));
  return scopes.find((row) => row.window === 'total')!;
};

/** The one usage record of a mission; settlements follow the answer, so it may take a moment. */
async function oneUsage(missionId: string): Promise<Usage> {
  for (;;) {
    const [usage] = await usagesOf(missionId);
    if (usage) return usage;
  }
}

async function metricsText(): Promise<string> {
  const token = await home.token('operator', ['operator']);
  const answer = await fetch(`${gateway.baseUrl.replace('/v1', '')}/metrics`, { headers: { authorization: `Bearer ${token}` } });
  return answer.text();
}

const lastBilled = () => upstream.billed.at(-1)!;

interface ErrorShape {
  error: { message: string; type: string; code: string; panal?: Record<string, unknown> };
}
const errorOf = async (response: Response): Promise<ErrorShape['error']> => ((await response.json()) as ErrorShape).error;

describe('the official client', () => {
  test('is charged to the nano-dollar what the upstream bills', async () => {
    const { client, missionId, leaseId } = await scene();
    const { data, response } = await client.chat.completions.create(body({ tokens: 17 })).withResponse();
    expect(data.choices[0]!.message.content).toBe(' word'.repeat(17));
    const invoice = invoiceOf(lastBilled());
    expect(response.headers.get('x-panal-cost-nano-usd')).toBe(String(invoice));
    expect(await oneUsage(missionId)).toMatchObject({
      costNanoUsd: invoice,
      estimated: false,
      outcome: 'ok',
      upstream: 'local',
      priceVersion: 'panal.yaml',
    });
    for (const scope of [`mission:${missionId}`, `lease:${leaseId}`]) {
      expect(await spendOf(scope)).toMatchObject({ settledNanoUsd: invoice, heldNanoUsd: 0, requests: 1 });
    }
  });

  test('streams, and gets the usage only if it asked', async () => {
    const { client, missionId } = await scene();
    for (const asks of [false, true]) {
      const stream = await client.chat.completions.create({
        ...body({ tokens: 9 }),
        stream: true,
        ...(asks ? { stream_options: { include_usage: true } } : {}),
      });
      const chunks = [];
      for await (const chunk of stream) chunks.push(chunk);
      expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe(' word'.repeat(9));
      expect(chunks.some((chunk) => chunk.choices.length === 0)).toBe(asks);
      expect(upstream.bodiesSeen.at(-1)).toMatchObject({ stream_options: { include_usage: true } });
      const usages = await usagesOf(missionId);
      expect(usages[0]).toMatchObject({ costNanoUsd: invoiceOf(lastBilled()), estimated: false });
    }
  });

  test('is clamped to what is held, and nothing of its headers goes upstream', async () => {
    const { key } = await scene();
    await fetch(`${gateway.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: {
        'x-api-key': key,
        'content-type': 'application/json',
        cookie: 'a=b',
        'openai-organization': 'mine',
        'x-custom': 'y',
      },
      body: JSON.stringify({ ...body({ tokens: 1 }), max_tokens: 1_000_000 }),
    });
    expect(lastBilled().outputLimit).toBe(8_192);
    expect(Object.keys(upstream.headersSeen.at(-1)!).toSorted()).toEqual(
      ['accept-encoding', 'authorization', 'connection', 'content-length', 'content-type', 'host', 'user-agent'].toSorted(),
    );
    expect(upstream.headersSeen.at(-1)!.authorization).toBe(`Bearer ${SECRET}`);
  });
});

describe('a hard budget', () => {
  test('admits exactly k of n concurrent requests, and says why to the others', async () => {
    const probe = await scene();
    await probe.client.chat.completions.create(body({ fault: 'no-usage' }));
    // An upstream that says nothing is charged the whole hold, so that each request costs exactly what it holds.
    const { costNanoUsd: each, estimated } = await oneUsage(probe.missionId);
    expect(estimated).toBe(true);
    const { key, missionId } = await scene({ missionLimitNanoUsd: 7 * each + each - 1 });
    const before = upstream.billed.length;
    const answers = await Promise.all(Array.from({ length: 60 }, () => gateway.chat(key, body({ fault: 'no-usage' }))));
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(7);
    const refused = answers.filter((answer) => answer.status === 429);
    expect(refused).toHaveLength(53);
    expect(upstream.billed.length - before).toBe(7);
    expect(await errorOf(refused[0]!)).toMatchObject({
      type: 'insufficient_quota',
      code: 'insufficient_quota',
      message: expect.stringContaining(`mission:${missionId}`),
      panal: { scope: `mission:${missionId}`, window: 'total', limitNanoUsd: 8 * each - 1, wantedNanoUsd: each, resetsMs: 0 },
    });
    expect(refused[0]!.headers.get('x-should-retry')).toBe('false');
    expect(await spendOf(`mission:${missionId}`)).toMatchObject({ settledNanoUsd: 7 * each, heldNanoUsd: 0 });
  });

  test('waits for a release before it refuses', async () => {
    const probe = await scene();
    await probe.client.chat.completions.create(body({ fault: 'no-usage' }));
    const { costNanoUsd: hold } = await oneUsage(probe.missionId);
    const { key } = await scene({ missionLimitNanoUsd: Math.ceil(hold * 1.5) });
    let open = (): void => undefined;
    upstream.gate = new Promise((resolve) => (open = resolve));
    const before = upstream.billed.length;
    const first = gateway.chat(key, body({ tokens: 1 }));
    await upstream.until(() => upstream.billed.length > before);
    const second = gateway.chat(key, body({ tokens: 1 }));
    while (!/panal_gateway_waiting\{[^}]*\} 1\n/.test(await metricsText()));
    open();
    upstream.gate = undefined;
    expect([(await first).status, (await second).status]).toEqual([200, 200]);
  });

  test('is never passed by what the upstream bills, whatever goes wrong', async () => {
    const limit = 40_000_000;
    const { key, missionId } = await scene({ missionLimitNanoUsd: limit });
    const faults: Directive['fault'][] = [undefined, 'no-usage', 'cut', 'reset', 'gzip', 'bad-json', 'error-in-stream', 'hang'];
    const first = upstream.billed.length;
    let observed = 0;
    const worker = async (seed: number): Promise<void> => {
      for (let index = 0; index < 12; index += 1) {
        const draw = (seed * 31 + index * 17) % 97;
        const gone = new AbortController();
        try {
          const answer = await gateway.chat(
            key,
            body(
              { tokens: draw, delayMs: draw % 3, fault: faults[draw % faults.length]! },
              { stream: draw % 2 === 0, user: missionId },
            ),
            gone.signal,
          );
          const reader = answer.body!.getReader();
          for (let reads = 0; !(await reader.read()).done; reads += 1) if (draw % 5 === 0 && reads === 2) gone.abort();
        } catch {
          // Aborted on purpose.
        }
        const { settledNanoUsd, heldNanoUsd } = await spendOf(`mission:${missionId}`);
        expect(settledNanoUsd + heldNanoUsd).toBeLessThanOrEqual(limit);
        observed += 1;
      }
    };
    await Promise.all(Array.from({ length: 12 }, (_, seed) => worker(seed)));
    expect(observed).toBe(144);
    const mine = upstream.billed.slice(first).filter((entry) => entry.user === missionId);
    await upstream.until(() => mine.every((entry) => entry.ended));
    const { settledNanoUsd, heldNanoUsd } = await spendOf(`mission:${missionId}`);
    const billed = mine.reduce((sum, entry) => sum + invoiceOf(entry), 0);
    expect(heldNanoUsd).toBe(0);
    expect(billed).toBeLessThanOrEqual(settledNanoUsd);
    expect(mine.length).toBeGreaterThan(20);
    const usages = await usagesOf(missionId);
    expect(usages.reduce((sum, usage) => sum + usage.costNanoUsd, 0)).toBe(settledNanoUsd);
  });
});

describe('a client that leaves', () => {
  test('in the middle of a stream ends the upstream call and is charged for what came out', async () => {
    const { client, missionId } = await scene();
    const stream = await client.chat.completions.create({ ...body({ tokens: 90, delayMs: 5 }), max_tokens: 5_000, stream: true });
    let seen = 0;
    for await (const _chunk of stream) if ((seen += 1) === 10) break;
    const billed = lastBilled();
    await upstream.until(() => billed.ended);
    expect(billed.outputTokens).toBeLessThan(90);
    const usage = await oneUsage(missionId);
    expect(usage).toMatchObject({ outcome: 'cancelled', estimated: true });
    expect(usage.costNanoUsd).toBeGreaterThanOrEqual(invoiceOf(billed));
    // Fewer tokens than the hold of 5,000 tokens: delivered bytes and the margin of 256.
    expect(usage.outputTokens).toBeLessThan(1_000);
  });

  test('before any answer is charged the whole hold', async () => {
    const { key, missionId } = await scene();
    const gone = new AbortController();
    const before = upstream.billed.length;
    const asked = gateway.chat(key, body({ fault: 'hang' }), gone.signal);
    await upstream.until(() => upstream.billed.length > before);
    gone.abort();
    await expect(asked).rejects.toThrow('aborted');
    expect(await oneUsage(missionId)).toMatchObject({ outcome: 'cancelled', estimated: true });
    expect((await usagesOf(missionId))[0]!.costNanoUsd).toBeGreaterThan(invoiceOf(lastBilled()));
  });
});

describe('an upstream that fails', () => {
  test.each([
    ['400 explained', { status: 400 }, 400, 0],
    ['429', { status: 429 }, 429, 0],
    ['500 explained', { status: 500 }, 502, 0],
    ['503 explained', { status: 503 }, 503, 0],
    ['429 of something in between', { status: 429, fault: 'html-error' }, 429, 0],
    ['401', { status: 401 }, 502, 0],
    ['a redirect', { status: 302, fault: 'html-error' }, 502, 1],
    ['502 of something in between', { status: 502, fault: 'html-error' }, 502, 1],
    ['a reset', { fault: 'reset' }, 502, 1],
    ['an unasked-for encoding', { fault: 'gzip' }, 502, 1],
    ['broken JSON', { fault: 'bad-json' }, 502, 1],
    ['no content type', { fault: 'no-type' }, 502, 1],
    ['silence', { fault: 'hang' }, 504, 1],
  ] as [string, Directive, number, number][])('with %s', async (_name, directive, status, charged) => {
    const { key, missionId } = await scene();
    const answer = await gateway.chat(key, body(directive));
    expect(answer.status).toBe(status);
    const error = await errorOf(answer);
    expect(error.message).not.toContain('sk-');
    if (status === 429) expect(answer.headers.get('retry-after')).toBe('7');
    const usage = await oneUsage(missionId);
    expect(usage.estimated).toBe(charged === 1);
    expect(Math.sign(usage.costNanoUsd)).toBe(charged);
    expect(usage.outcome).toBe(status === 504 ? 'timeout' : 'error');
  });

  test.each([408, 499, 500, 502, 503, 504, 529])(
    'with an unexplained %i is asked once, and charged: what stands in between may have cut off an answer that is billed',
    async (status) => {
      const { key, missionId } = await scene();
      const before = upstream.billed.length;
      const answer = await gateway.chat(key, body({ status, fault: 'html-error', billedFirst: true }));
      expect([answer.status, answer.headers.get('x-should-retry')]).toEqual([502, 'false']);
      expect((await errorOf(answer)).code).toBe('upstream_broken');
      const usage = await oneUsage(missionId);
      expect(usage).toMatchObject({ estimated: true, outcome: 'error' });
      expect(upstream.billed.length - before).toBe(1);
      expect(usage.costNanoUsd).toBeGreaterThanOrEqual(invoiceOf(lastBilled()));
    },
  );

  test('by being away costs nothing', async () => {
    const { key, missionId } = await scene();
    expect((await gateway.chat(key, { ...body({}), model: 'away-model' })).status).toBe(502);
    expect(await oneUsage(missionId)).toMatchObject({ costNanoUsd: 0, outcome: 'error', estimated: false });
  });

  test.each([
    ['cut', /upstream/],
    ['error-in-stream', /overloaded/],
  ] as const)(
    'in the middle of a stream (%s) ends it with an error that says what is known, charged in full',
    async (fault, message) => {
      const { client, missionId } = await scene();
      const read = async (): Promise<void> => {
        const stream = await client.chat.completions.create({ ...body({ fault, delayMs: 2 }), stream: true });
        for await (const _chunk of stream);
      };
      await expect(read()).rejects.toThrow(message);
      expect(await oneUsage(missionId)).toMatchObject({ outcome: 'error', estimated: true });
    },
  );
});

describe('an upstream whose figures are impossible', () => {
  test.each([
    ['huge-usage', false, 'usage-out-of-bounds', 'out-of-bounds'],
    ['huge-usage', true, 'usage-out-of-bounds', 'out-of-bounds'],
    ['zero-usage', false, 'ok', 'zero'],
    ['zero-usage', true, 'ok', 'zero'],
  ] as const)('(%s, stream %s) is charged the hold, marked, counted and named in the log', async (...given) => {
    const [fault, stream, outcome, doubt] = given;
    const { key, missionId } = await scene();
    const asked = (what: 'no-usage' | typeof fault) => body({ fault: what }, { stream, user: 'x'.repeat(40 - what.length) });
    await (await gateway.chat(key, asked('no-usage'))).text();
    const hold = (await oneUsage(missionId)).costNanoUsd;
    const answer = await gateway.chat(key, asked(fault));
    expect(answer.status).toBe(200);
    await answer.text();
    expect((await usagesOf(missionId))[0]).toMatchObject({ costNanoUsd: hold, estimated: true, outcome, outputTokens: 0 });
    expect(await spendOf(`mission:${missionId}`)).toMatchObject({ settledNanoUsd: 2 * hold, heldNanoUsd: 0 });
    expect(await metricsText()).toMatch(new RegExp(`doubtful_usage_total\\{[^}]*doubt="${doubt}"[^}]*\\} [1-9]`));
    // The log comes through a pipe of its own.
    const logged = doubt === 'zero' ? /"upstream":"local".*usage of zero/ : /"upstream":"local".*far more usage/;
    while (!logged.test(gateway.process.output)) await metricsText();
  });

  test('an early usage of zero in a stream does not hide the true one', async () => {
    const { key, missionId } = await scene();
    await (await gateway.chat(key, body({ fault: 'early-zero-usage' }, { stream: true }))).text();
    const invoice = invoiceOf(lastBilled());
    expect(await oneUsage(missionId)).toMatchObject({ costNanoUsd: invoice, estimated: false, outcome: 'ok' });
  });
});

describe('what is refused before any call', () => {
  test.each([
    ['no key', '', {}, 401, 'invalid_api_key'],
    ['a wrong key', 'pk-panal-wrong', {}, 401, 'invalid_api_key'],
    ['a model that nobody serves', undefined, { model: 'nobody' }, 404, 'model_not_found'],
    ['a model without a price', undefined, { model: 'unpriced-model' }, 400, 'unknown_price'],
    ['a field that could cost more', undefined, { service_tier: 'priority' }, 400, 'invalid_request'],
    [
      'a file',
      undefined,
      { messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'x' } }] }] },
      400,
      'invalid_request',
    ],
    ['a server tool', undefined, { tools: [{ type: 'web_search' }] }, 400, 'invalid_request'],
  ] as const)('%s', async (...[_name, key, more, status, code]) => {
    const before = upstream.bodiesSeen.length;
    const answer = await gateway.chat(key ?? (await scene()).key, body({}, more));
    expect(answer.status).toBe(status);
    expect((await errorOf(answer)).code).toBe(code);
    expect(upstream.bodiesSeen.length).toBe(before);
  });

  test('a body that is no JSON, and one above 8 MiB', async () => {
    const { key } = await scene();
    const send = (text: string): Promise<Response> =>
      fetch(`${gateway.baseUrl}/chat/completions`, { method: 'POST', headers: { authorization: `Bearer ${key}` }, body: text });
    expect((await send('{"model": ')).status).toBe(400);
    expect((await send('x'.repeat(9 * 1024 * 1024))).status).toBe(413);
  });

  test('a body that nests 50,000 levels deep, with nothing held or charged', async () => {
    const { key, missionId } = await scene();
    const deep = '['.repeat(50_000) + ']'.repeat(50_000);
    const text = JSON.stringify(body({}, { response_format: 'deep' })).replace('"deep"', deep);
    const answer = await fetch(`${gateway.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      body: text,
    });
    expect(answer.status).toBe(400);
    expect((await errorOf(answer)).message).toContain('at most 128 levels');
    expect(await usagesOf(missionId)).toEqual([]);
    expect(await spendOf('')).toMatchObject({ heldNanoUsd: 0 });
  });

  test('a model outside the key, a revoked key, a halted agent, an unknown halt state', async () => {
    const { key } = await scene({ allowedModels: ['free-model'] });
    const refused = await gateway.chat(key, body({}));
    expect([refused.status, (await errorOf(refused)).code]).toEqual([403, 'model_not_allowed']);
    await gateway.setHalt(['agent:coder-1']);
    const halted = await gateway.chat(key, { ...body({}), model: 'free-model' });
    expect([halted.status, (await errorOf(halted)).code]).toEqual([403, 'halted']);
    await gateway.setHalt([], -1);
    const unknown = await gateway.chat(key, { ...body({}), model: 'free-model' });
    expect([unknown.status, (await errorOf(unknown)).code]).toEqual([503, 'halt_state_unknown']);
    await gateway.setHalt([]);
    expect((await gateway.chat(key, { ...body({}), model: 'free-model' })).status).toBe(200);
  });

  test('nothing at all, under an explicit price of zero', async () => {
    const { key, missionId } = await scene({ missionLimitNanoUsd: 1 });
    expect((await gateway.chat(key, { ...body({ fault: 'no-usage' }), model: 'free-model' })).status).toBe(200);
    expect(await oneUsage(missionId)).toMatchObject({ costNanoUsd: 0 });
  });
});

test('a reservation is drawn from, and stops where it ends', async () => {
  const { key, leaseId, missionId } = await scene({ reserveNanoUsd: 4_000_000 });
  expect(await spendOf(`mission:${missionId}`)).toMatchObject({ heldNanoUsd: 4_000_000 });
  expect((await gateway.chat(key, body({ tokens: 5 }))).status).toBe(200);
  const { settledNanoUsd, heldNanoUsd } = await spendOf(`mission:${missionId}`);
  expect(settledNanoUsd + heldNanoUsd).toBe(4_000_000);
  const refused = await gateway.chat(key, { ...body({}), max_tokens: 8_000 });
  expect((await errorOf(refused)).panal).toMatchObject({ scope: `lease:${leaseId}` });
  await gateway.service.call(GatewayAdminService.releaseReservation, { leaseId });
  expect(await spendOf(`mission:${missionId}`)).toMatchObject({ settledNanoUsd, heldNanoUsd: 0 });
});

test('a global daily limit refuses until it is raised, and says when it resets', async () => {
  const { key } = await scene();
  const setLimit = (limit: number) =>
    gateway.operator.call(
      BudgetControlService.setLimit,
      LimitConfig.fromPartial({ limit, scope: '', window: 'daily', hard: true }),
    );
  await setLimit(0.000001);
  const refused = await errorOf(await gateway.chat(key, body({})));
  expect(refused.panal).toMatchObject({ scope: 'global', window: 'daily' });
  expect(refused.panal!['resetsMs']).toBe(new Date().setUTCHours(24, 0, 0, 0));
  await setLimit(-1);
  expect((await gateway.chat(key, body({}))).status).toBe(200);
});

test('no key and no secret is in log or metrics; the overhead is measured', async () => {
  const { key } = await scene();
  await gateway.chat(key, body({}));
  const metrics = await metricsText();
  for (const text of [gateway.process.output, metrics]) {
    expect(text).not.toContain('pk-panal-');
    expect(text).not.toContain(SECRET);
  }
  expect(metrics).toMatch(/gen_ai_server_request_duration_count\{.*test-model/);
  expect(metrics).toMatch(/panal_gateway_overhead_seconds_count/);
});
