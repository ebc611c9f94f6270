import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, type Server, createServer, request as sendRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { GrpcChannel, type Role } from '@panal/kernel/runtime';
import { GatewayAdminService, MintKeyRequest, SetHaltRequest } from '@panal/shared-types/gateway';
import { type DataDir, type TestService, createDataDir, startService } from '@panal/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

const DAY_MS = 86_400_000;
const ANSWER = {
  choices: [{ index: 0, message: { role: 'assistant', content: 'over TLS' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 3, completion_tokens: 2 },
};
const STREAM = ['over', ' TLS'].map((content) => ({ choices: [{ index: 0, delta: { content }, finish_reason: null }] }));

let dataDir: DataDir;
let certFile: string;
let keyFile: string;
let upstream: Server;
/** Of each connection to the upstream: whether it resumed the session of an earlier one. */
const resumed: boolean[] = [];
let service: TestService | undefined;
let agent: Agent | undefined;

beforeAll(async () => {
  dataDir = await createDataDir('llm-gateway');
  [certFile, keyFile] = [join(dataDir.path, 'cert.pem'), join(dataDir.path, 'key.pem')];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  execFileSync('openssl', ['req', '-x509', ...curve, ...names, '-keyout', keyFile, '-out', certFile], { stdio: 'pipe' });
  upstream = createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) }, (request, response) => {
    void answer(request, response);
  });
  upstream.on('secureConnection', (socket: TLSSocket) => resumed.push(socket.isSessionReused()));
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
});
afterEach(async () => {
  agent?.destroy();
  await service?.end('SIGKILL');
});
afterAll(() => {
  upstream.close();
  upstream.closeAllConnections();
  dataDir.remove();
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const asked = await text(request);
  const close = asked.includes('and close') ? { connection: 'close' } : {};
  if (!asked.includes('"stream":true')) {
    response.writeHead(200, { 'content-type': 'application/json', ...close });
    response.end(JSON.stringify(ANSWER));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', ...close });
  for (const event of STREAM) response.write(`data: ${JSON.stringify(event)}\n\n`);
  response.end('data: [DONE]\n\n');
}

/** A gateway that serves TLS, in front of an upstream over TLS; returns a key of it. */
async function startGateway(env: Readonly<Record<string, string>>): Promise<string> {
  const { port } = upstream.address() as AddressInfo;
  const configPath = join(dataDir.path, 'panal.yaml');
  const gateway = {
    upstreams: [{ name: 'secure', kind: 'openai', baseUrl: `https://localhost:${port}/v1`, models: ['m'] }],
    prices: { m: { input: 1, output: 4 } },
  };
  writeFileSync(configPath, JSON.stringify({ tls: { certFile, keyFile }, gateway }));
  const program = new URL('../src/main.ts', import.meta.url);
  service = await startService({ program, dataDir, portsName: 'GATEWAY', env: { PANAL_CONFIG: configPath, ...env } });
  agent = new Agent({ keepAlive: true, maxSockets: 1, ca: readFileSync(certFile) });
  const token = await dataDir.token({ subject: 'orchestrator-core', roles: ['service'] satisfies Role[] });
  const address = `localhost:${service.ports['grpc']}`;
  const channel = new GrpcChannel({ address, token: () => token, tls: { caFile: certFile } });
  try {
    const halt = { epoch: Date.now(), halted: [], validUntilMs: Date.now() + DAY_MS };
    await channel.call(GatewayAdminService.setHalt, SetHaltRequest.fromPartial(halt));
    const lease = { leaseId: `t-${Date.now()}.1`, missionId: 'm-1', project: 'p-1', expiresMs: Date.now() + DAY_MS };
    const minted = await channel.call(GatewayAdminService.mintKey, MintKeyRequest.fromPartial(lease));
    expect(minted.ok).toBe(true);
    return minted.key;
  } finally {
    channel.close();
  }
}

interface Reply {
  readonly status: number | undefined;
  readonly body: string;
  readonly localPort: number | undefined;
}

async function ask(key: string, content: string, stream = false): Promise<Reply> {
  const body = JSON.stringify({ model: 'm', max_tokens: 8, stream, messages: [{ role: 'user', content }] });
  const request = sendRequest({
    host: 'localhost',
    port: service!.ports['http'],
    path: '/v1/chat/completions',
    method: 'POST',
    agent: agent!,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'content-length': body.length },
  });
  request.end(body);
  const [reply] = (await once(request, 'response')) as [IncomingMessage];
  const { localPort } = reply.socket;
  return { status: reply.statusCode, body: await text(reply), localPort };
}

describe('a gateway that serves TLS, before an upstream over TLS', () => {
  test('answers documents and streams on one connection, and resumes the session of the upstream', async () => {
    const key = await startGateway({ NODE_EXTRA_CA_CERTS: certFile });
    const from = resumed.length;
    const document = await ask(key, 'and close');
    expect([document.status, JSON.parse(document.body)]).toEqual([200, ANSWER]);
    const stream = await ask(key, 'go on', true);
    expect(stream.status).toBe(200);
    expect(stream.body).toContain('"content":" TLS"');
    expect(stream.body.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(stream.localPort).toBe(document.localPort);
    // The third on the connection of the second, which was kept.
    expect((await ask(key, 'again')).status).toBe(200);
    expect(resumed.slice(from)).toEqual([false, true]);
  });

  test('sends nothing to an upstream whose certificate it does not trust', async () => {
    const key = await startGateway({});
    const from = resumed.length;
    const refused = await ask(key, 'hello');
    expect(refused.status).toBe(502);
    expect(JSON.parse(refused.body)).toMatchObject({ error: { code: 'upstream_unreachable' } });
    expect(resumed).toHaveLength(from);
  });
});
