import { afterEach, beforeEach, expect, test } from 'vitest';
import { BillingUpstream, testPrice } from './billing-upstream.ts';
import { GatewayHome } from './gateway-process.ts';
import { RawClient } from './raw-client.ts';

let home: GatewayHome;
let upstream: BillingUpstream;

beforeEach(async () => {
  home = await GatewayHome.create();
  upstream = await new BillingUpstream().listen();
});
afterEach(async () => {
  await home.remove();
  await upstream.close();
});

const SOCKETS = 60;
const settings = () => ({
  callsMax: 50,
  upstreams: [{ name: 'u', kind: 'openai', baseUrl: upstream.baseUrl, models: ['m'] }],
  prices: { m: testPrice },
});
const body = { model: 'm', messages: [{ role: 'user', content: '{}' }], max_tokens: 20 };
const head = (key: string, more: string): string =>
  `POST /v1/chat/completions HTTP/1.1\r\nhost: g\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\n${more}\r\n`;

test('sixty unfinished bodies of one key leave places for another key', async () => {
  const gateway = await home.start(settings());
  const slow = await gateway.mint({ leaseId: 'slow.1' });
  const other = await gateway.mint({ leaseId: 'other.1', missionId: 'm-2' });
  const port = Number(new URL(gateway.baseUrl).port);
  const clients = Array.from({ length: SOCKETS }, () => new RawClient(port));
  for (const client of clients) await client.send(`${head(slow.key, 'content-length: 5000000\r\n')}{`);
  const refused = () => clients.filter(({ statuses }) => statuses[0] === 429);
  const share = 12;
  await Promise.race(clients.map((client) => client.until(({ statuses }) => statuses.length > 0, 'a refusal')));
  for (;;) {
    expect((await gateway.chat(other.key, body)).status).toBe(200);
    if (refused().length === SOCKETS - share) break;
  }
  expect(refused()[0]!.text).toContain('have not sent their whole body yet');
  await Promise.all(clients.map((client) => client.leave('reset')));
  expect((await gateway.chat(slow.key, body)).status).toBe(200);
});

test.each([
  ['of a plain request', 'content-length: 5000000\r\n', '{'],
  ['in chunks', 'transfer-encoding: chunked\r\n', '1\r\n{\r\n'],
])('a body %s that stands still is told so, and its connection closed', async (_name, more, part) => {
  const gateway = await home.start({ ...settings(), bodyIdleMs: 300 });
  const { key } = await gateway.mint({ leaseId: 'slow.1' });
  const client = new RawClient(Number(new URL(gateway.baseUrl).port));
  await client.send(`${head(key, more)}${part}`);
  await client.closed;
  expect(client.statuses).toEqual([408]);
  expect(client.text).toContain('"code":"request_timeout"');
  expect(client.text.toLowerCase()).toContain('connection: close');
  expect((await gateway.chat(key, body)).status).toBe(200);
});
