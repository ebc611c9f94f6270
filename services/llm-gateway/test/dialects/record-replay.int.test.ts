/** Exchanges are recorded without secrets, bounded and private, and answered again from the recordings in every dialect. */
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { GatewayHome, type GatewayProcess } from '../gateway-process.ts';
import { BillingUpstream } from '../billing-upstream.ts';
import { CALLERS, type Call } from './sdk-callers.ts';

const SECRET = 'sk-proj-0123456789abcdefghijklmnopqrstuv';
const upstream = new BillingUpstream();
let home: GatewayHome;
let dir: string;

beforeAll(async () => {
  await upstream.listen();
  home = await GatewayHome.create();
  dir = join(home.dataDir, 'recordings');
});
afterEach(() => home.killAll());
afterAll(async () => {
  await home.remove();
  await upstream.close();
});

const prices = { m: { input: 1, output: 2 } };
const recorded = (bytesMax?: number) => ({
  upstreams: [{ name: 'u', kind: 'openai', baseUrl: upstream.baseUrl, models: ['m'], apiKeyEnv: 'TEST_KEY' }],
  prices,
  record: { dir, ...(bytesMax === undefined ? {} : { bytesMax }) },
});
const env = { TEST_KEY: SECRET };
const caller = CALLERS['urllib of Python']!;

const callOf = (gateway: GatewayProcess, key: string, more: Partial<Call>): Call => ({
  baseUrl: gateway.baseUrl,
  key,
  model: 'm',
  prompt: JSON.stringify({ tokens: 7 }),
  stream: false,
  withTool: false,
  ...more,
});

const filesIn = (): string[] => readdirSync(dir).filter((name) => name.endsWith('.jsonl'));

test('what was recorded is answered again, the same each time, and to clients of other dialects', async () => {
  const gateway = await home.start(recorded(), { env });
  const { key } = await gateway.mint({ leaseId: 't-1.1' });
  const heard = await caller(callOf(gateway, key, { stream: true }));
  const withSecret = JSON.stringify({ tokens: 3, note: `my key is ${SECRET}` });
  await caller(callOf(gateway, key, { prompt: withSecret }));
  await gateway.kill('SIGTERM');

  const [file] = filesIn();
  const text = readFileSync(join(dir, file!), 'utf8');
  expect(statSync(join(dir, file!)).mode & 0o777).toBe(0o600);
  expect(text).not.toContain(SECRET);
  expect(text).not.toContain(key);
  const [first] = text.split('\n').map((line) => (line === '' ? undefined : (JSON.parse(line) as Record<string, unknown>)));
  expect(first).toMatchObject({ version: 1, wire: 'chat', upstream: 'u', status: 200, request: { model: 'm' } });

  const asked = upstream.bodiesSeen.length;
  const replaying = await home.start({ upstreams: [{ name: 'again', kind: 'replay', dir, models: ['m'] }], prices });
  const { key: second } = await replaying.mint({ leaseId: 't-2.1' });
  for (let round = 0; round < 2; round += 1) expect(await caller(callOf(replaying, second, { stream: true }))).toEqual(heard);
  for (const name of ['@anthropic-ai/sdk', 'openai (responses)'])
    expect(await CALLERS[name]!(callOf(replaying, second, { stream: true }))).toMatchObject({
      text: heard.text,
      outputTokens: 7,
    });
  expect(await caller(callOf(replaying, second, { prompt: withSecret }))).toMatchObject({ outputTokens: 3 });
  const unknown = caller(callOf(replaying, second, { prompt: 'never asked' }));
  await expect(unknown).rejects.toMatchObject({ status: 400, message: expect.stringContaining('Record it first') });
  expect(upstream.bodiesSeen.length).toBe(asked);
  await replaying.kill();
});

test('recordings stop at their bound; calls go on', async () => {
  const before = filesIn().reduce((sum, name) => sum + statSync(join(dir, name)).size, 0);
  const bytesMax = before + 2_000;
  const gateway = await home.start(recorded(bytesMax), { env });
  const { key } = await gateway.mint({ leaseId: 't-3.1' });
  for (let count = 0; count < 8; count += 1) expect(await caller(callOf(gateway, key, {}))).toMatchObject({ outputTokens: 7 });
  const after = filesIn().reduce((sum, name) => sum + statSync(join(dir, name)).size, 0);
  expect(after).toBeGreaterThan(before);
  expect(after).toBeLessThanOrEqual(bytesMax);
  await gateway.kill();
});

test.each([
  [{ name: 'r', kind: 'replay', models: ['m'] }, 'needs "dir"'],
  [{ name: 'r', kind: 'openai', models: ['m'] }, 'needs "baseUrl"'],
  [{ name: 'r', kind: 'replay', dir: '/nowhere/at/all', models: ['m'] }, "can't be read"],
])('settings that can not be are named: %j', async (entry, message) => {
  await expect(home.start({ upstreams: [entry], prices })).rejects.toThrow(message);
});

test('a line that was cut by a crash is passed over', async () => {
  const cut = join(dir, 'zz-cut.jsonl');
  writeFileSync(cut, '{"version":1,"wire":"chat","dig', { mode: 0o600 });
  const gateway = await home.start({ upstreams: [{ name: 'again', kind: 'replay', dir, models: ['m'] }], prices });
  const { key } = await gateway.mint({ leaseId: 't-4.1' });
  expect(await caller(callOf(gateway, key, { stream: true }))).toMatchObject({ outputTokens: 7 });
  await gateway.kill();
});
