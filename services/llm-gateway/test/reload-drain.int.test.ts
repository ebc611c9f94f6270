/** Settings that change while streams run, and a gateway that stops while streams run. */
import { until } from '@panal/testkit';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FickleUpstream } from './fickle-upstream.ts';
import { GatewayHome, type GatewayProcess, type GatewaySettings } from './gateway-process.ts';

const price = { input: 1, output: 2 };
let old: FickleUpstream;
let fresh: FickleUpstream;
let home: GatewayHome;
let gateway: GatewayProcess;
let key: string;

beforeEach(async () => {
  old = await new FickleUpstream().listen();
  fresh = await new FickleUpstream().listen();
  home = await GatewayHome.create();
});
afterEach(async () => {
  await home.remove();
  await old.close();
  await fresh.close();
});

const settings = (upstream: FickleUpstream, more: GatewaySettings = {}): GatewaySettings => ({
  upstreams: [{ name: 'u', kind: 'openai', baseUrl: upstream.baseUrl, models: ['m'] }],
  prices: { m: price },
  ...more,
});

async function start(more: GatewaySettings = {}): Promise<void> {
  gateway = await home.start(settings(old, more));
  key = (await gateway.mint({ leaseId: 't.1', missionId: 'm-1' })).key;
}

const ask = (stream: boolean): Promise<Response> =>
  gateway.chat(key, { model: 'm', max_tokens: 20, stream, messages: [{ role: 'user', content: 'hi' }] });

/** Replaces the file of the settings at once, as an operator's tool should. */
function write(content: string): void {
  const path = join(home.dataDir, 'panal.yaml');
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}

const yaml = (gatewaySettings: GatewaySettings): string => JSON.stringify({ gateway: gatewaySettings });

test('a changed file moves new requests to the new upstream; a stream of the old one goes on to its end', async () => {
  await start();
  old.behave = () => ({ kind: 'held-stream' });
  const running = await ask(true);
  write(yaml(settings(fresh, { rateLimits: [{ requestsPerMinute: 500 }] })));
  await until(
    async () => ((await ask(false)).headers.get('x-ratelimit-limit-requests') === '500' ? true : undefined),
    'the new settings',
  );
  const before = old.count;
  expect((await ask(false)).status).toBe(200);
  expect([old.count, fresh.count > 0]).toEqual([before, true]);
  old.release();
  expect(await running.text()).toContain('[DONE]');
}, 60_000);

test('settings that are not valid are refused with a reason, and the old ones stay; SIGHUP takes good ones at once', async () => {
  await start();
  for (const bad of [
    'gateway: [',
    '',
    'null',
    '# nothing\n',
    `# ${'x'.repeat(2 ** 20)}\n${yaml(settings(fresh))}`,
    yaml({ ...settings(old), callsMax: 'many' }),
    yaml({ ...settings(old), routes: { m: { deployments: [{ upstream: 'nobody' }] } } }),
  ]) {
    write(bad);
    const refusals = (): number => gateway.process.output.split('settings not taken').length;
    const before = refusals();
    process.kill(gateway.process.pid, 'SIGHUP');
    await until(async () => (refusals() > before ? true : undefined), 'the refusal in the log');
    expect((await ask(false)).status).toBe(200);
  }
  expect(gateway.process.output).toContain('nobody');
  expect(gateway.process.output).toContain('holds no settings');
  expect(gateway.process.output).toContain('1 MiB at most');
  write(yaml(settings(fresh)));
  process.kill(gateway.process.pid, 'SIGHUP');
  await until(async () => {
    await ask(false);
    return fresh.count > 0 ? true : undefined;
  }, 'the new upstream');
}, 60_000);

test('at SIGTERM a stream goes on to its end, new requests are told to come back, and the process ends well', async () => {
  await start();
  old.behave = () => ({ kind: 'held-stream' });
  const running = await ask(true);
  const ended = gateway.kill('SIGTERM');
  const refused = await until(async () => {
    const answer = await ask(false);
    return answer.status === 503 ? answer : undefined;
  }, 'the refusal');
  expect(refused.headers.get('retry-after')).toBe('5');
  expect(await refused.json()).toMatchObject({ error: { code: 'stopping' } });
  // Longer than connections are given for their last bytes once nothing is under way.
  await sleep(1_500);
  old.release();
  expect(await running.text()).toContain('[DONE]');
  expect(await ended).toBe(0);
}, 60_000);

test('a stream that goes on beyond the deadline is cut, and charged', async () => {
  await start({ drainMs: 300 });
  old.behave = () => ({ kind: 'held-stream' });
  const running = await ask(true);
  const text = running.text().catch(() => 'cut');
  expect(await gateway.kill('SIGTERM')).toBe(0);
  expect(await text).not.toContain('[DONE]');
}, 60_000);
