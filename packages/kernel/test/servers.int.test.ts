import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import {
  type AnalystServer,
  AnalystService,
  AnalysisResult,
  BulkReport,
  FailureEvent,
  ListClustersReply,
  RuleList,
  RuleQuery,
} from '@panal/shared-types/analyst';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ClientTls,
  type CommonConfig,
  GrpcChannel,
  type GrpcServer,
  type HttpServer,
  ServiceError,
  type WorkContext,
  commonSchema,
  contextHeaders,
  createAuthenticator,
  createLogger,
  createMetrics,
  currentContext,
  grpcService,
  initialiseAuth,
  mintToken,
  newTraceparent,
  sendJson,
  startGrpcServer,
  startHttpServer,
  traceIdOf,
  withContext,
} from '../src/runtime/index.ts';

let dir: string;
let deps: Parameters<typeof startGrpcServer>[1];
let agent: string;
let viewer: string;
let operator: string;
const logged: string[] = [];
const errors = { 'too-hot': { grpc: status.FAILED_PRECONDITION, http: 409, retryable: false, message: 'It is too hot.' } };
const errorLog = 'x';
let seen: WorkContext = { traceparent: '' };

const service = grpcService<AnalystServer>(
  AnalystService,
  {
    reportFailure: (event) => {
      seen = currentContext()!;
      if (event.errorLog === 'refuse') throw new ServiceError('too-hot', 'It is 40 degrees.');
      if (event.errorLog === 'crash') throw new Error('secret detail');
      return AnalysisResult.fromPartial({ clusterId: event.agentId });
    },
    getGoldenRules: (_query, { signal }) =>
      new Promise<RuleList>((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(new ServiceError('unavailable'))),
      ),
    listClusters: () => ListClustersReply.fromPartial({}),
    listRules: () => ({ rules: [] }),
    decideRule: () => ({ ok: true, message: '', rule: undefined }),
    async reportFailures(stream) {
      let received = 0;
      for await (const { errorLog: log } of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<FailureEvent>) {
        if (log === 'refuse') throw new ServiceError('too-hot', 'It is 40 degrees.');
        received += 1;
      }
      return BulkReport.fromPartial({ received });
    },
    analyzeLines: (stream) => void stream.end(),
    reportTrial: () => ({ counted: 0 }),
  },
  {
    reportFailure: ['agent'],
    getGoldenRules: ['agent'],
    listClusters: ['viewer'],
    listRules: ['viewer'],
    decideRule: ['operator'],
    reportFailures: ['agent'],
    analyzeLines: [],
    reportTrial: [],
  },
);

const common = (overrides: Partial<CommonConfig> = {}): CommonConfig => ({
  ...commonSchema.parse({}),
  dataDir: dir,
  ...overrides,
});

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'panal-servers-'));
  await initialiseAuth(dir);
  const log = createLogger({ service: 'test', level: 'debug', stream: { write: (line) => logged.push(line) } });
  deps = { authenticator: await createAuthenticator(dir), log, metrics: createMetrics('test') };
  const mint = (subject: string, role: 'agent' | 'viewer' | 'operator'): Promise<string> =>
    mintToken(dir, { subject, roles: [role], ttlMs: 60_000 });
  agent = await mint('coder', 'agent');
  viewer = await mint('auditor', 'viewer');
  operator = await mint('operator', 'operator');
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost,IP:127.0.0.1',
      '-keyout',
      join(dir, 'key.pem'),
      '-out',
      join(dir, 'cert.pem'),
    ],
    { stdio: 'pipe' },
  );
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('the gRPC server', () => {
  let server: GrpcServer;
  const channels: GrpcChannel[] = [];
  const channel = (token: string): GrpcChannel => {
    const opened = new GrpcChannel({ address: `127.0.0.1:${server.port}`, token: () => token });
    channels.push(opened);
    return opened;
  };
  beforeAll(async () => {
    server = await startGrpcServer(
      { common: common(), port: 0, services: [service], protoFiles: ['analyst.proto'], errors, messageBytesMax: 100_000 },
      deps,
    );
  });
  afterAll(async () => {
    for (const opened of channels) opened.close();
    await server.drain(1_000);
  });
  const report = (token: string, event: Partial<FailureEvent>) =>
    channel(token).call(AnalystService.reportFailure, FailureEvent.fromPartial(event));

  it('answers who may call', async () => {
    expect((await report(agent, { agentId: 'a', errorLog })).clusterId).toBe('a');
  });

  it.each([
    ['no token', '', status.UNAUTHENTICATED, 'no token was sent'],
    ['a wrong token', 'a.b.c', status.UNAUTHENTICATED, 'not valid'],
  ])('refuses %s', async (_name, token, code, words) => {
    await expect(report(token, { errorLog })).rejects.toMatchObject({ code, details: expect.stringContaining(words) as string });
  });

  it('refuses a role that the method is not for, naming who and what is needed', async () => {
    await expect(report(viewer, { errorLog })).rejects.toMatchObject({
      code: status.PERMISSION_DENIED,
      details: expect.stringMatching(/auditor.*agent/) as string,
    });
    await expect(
      channel(agent).call(AnalystService.decideRule, { ruleId: '', decision: '', text: '', reason: '' }),
    ).rejects.toMatchObject({ code: status.PERMISSION_DENIED });
  });

  it('sends a refusal by the table of the service, and hides what a bug says', async () => {
    await expect(report(agent, { errorLog: 'refuse' })).rejects.toMatchObject({
      code: status.FAILED_PRECONDITION,
      details: 'It is 40 degrees.',
    });
    await expect(report(agent, { errorLog: 'crash' })).rejects.toMatchObject({
      code: status.INTERNAL,
      details: expect.not.stringContaining('secret detail') as string,
    });
    expect(logged.join('')).toContain('secret detail');
  });

  it('reads a stream of requests and answers once, or refuses by the table', async () => {
    const send = (logs: readonly string[], token = agent): Promise<BulkReport> => {
      const { stream, reply } = channel(token).upload(AnalystService.reportFailures);
      for (const log of logs) stream.write(FailureEvent.fromPartial({ errorLog: log }));
      stream.end();
      return reply;
    };
    expect(await send(['a', 'b', 'c'])).toMatchObject({ received: 3 });
    await expect(send(['a', 'refuse', 'c'])).rejects.toMatchObject({
      code: status.FAILED_PRECONDITION,
      details: 'It is 40 degrees.',
    });
    await expect(send(['a'], viewer)).rejects.toMatchObject({ code: status.PERMISSION_DENIED });
  });

  it('refuses a message over its limit', async () => {
    await expect(report(agent, { errorLog: 'y'.repeat(200_000) })).rejects.toMatchObject({ code: status.RESOURCE_EXHAUSTED });
  });

  it('tells the handler when the caller has gone, and ends a call at its deadline', async () => {
    await expect(
      channel(agent).call(AnalystService.getGoldenRules, RuleQuery.fromPartial({}), { timeoutMs: 50 }),
    ).rejects.toMatchObject({ code: status.DEADLINE_EXCEEDED });
    const controller = new AbortController();
    const call = channel(agent).call(AnalystService.getGoldenRules, RuleQuery.fromPartial({}), { signal: controller.signal });
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: status.CANCELLED });
  });

  it('carries the trace of the caller', async () => {
    const traceparent = newTraceparent();
    await withContext({ traceparent }, () => report(agent, { errorLog }));
    expect(traceIdOf(seen.traceparent)).toBe(traceIdOf(traceparent));
    expect(seen.traceparent).not.toBe(traceparent);
  });

  it('carries task and mission of the caller, but nothing that is no short printable word', async () => {
    const traceparent = newTraceparent();
    await withContext({ traceparent, taskId: 't-1.2', missionId: 'm-1' }, () => report(agent, { errorLog }));
    expect(seen).toMatchObject({ taskId: 't-1.2', missionId: 'm-1' });
    await withContext({ traceparent, taskId: 't'.repeat(129), missionId: 'two words' }, () => report(agent, { errorLog }));
    expect(seen).toEqual({ traceparent: seen.traceparent });
    const metadata = { 'panal-task-id': 't'.repeat(129), 'panal-mission-id': 'two words', traceparent: 'nonsense' };
    await channel(agent).call(AnalystService.reportFailure, FailureEvent.fromPartial({ errorLog }), { metadata });
    expect(seen).toEqual({ traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/) as string });
  });

  it('logs an internal error with the trace and the task of the call', async () => {
    const traceparent = newTraceparent();
    const from = logged.length;
    const crash = withContext({ traceparent, taskId: 't-9.1' }, () => report(agent, { errorLog: 'crash' }));
    await expect(crash).rejects.toMatchObject({ code: status.INTERNAL });
    expect(JSON.parse(logged[from]!)).toMatchObject({ level: 'error', traceId: traceIdOf(traceparent), taskId: 't-9.1' });
  });

  it('names the port when it is taken', async () => {
    const again = startGrpcServer(
      { common: common(), port: server.port, services: [service], protoFiles: [], errors },
      { ...deps, metrics: createMetrics('again') },
    );
    await expect(again).rejects.toThrow(`Port ${server.port}`);
  });

  it('serves TLS, asks for a client certificate where that is configured, and answers nothing in clear text', async () => {
    const [certFile, keyFile] = [join(dir, 'cert.pem'), join(dir, 'key.pem')];
    const tls = { certFile, keyFile, caFile: certFile, clientCaFile: certFile };
    const secure = await startGrpcServer(
      { common: common({ tls }), port: 0, services: [service], protoFiles: [], errors },
      { ...deps, metrics: createMetrics('tls') },
    );
    const opened: GrpcChannel[] = [];
    const ask = (clientTls?: ClientTls): Promise<AnalysisResult> => {
      const channel = new GrpcChannel({ address: `localhost:${secure.port}`, token: () => agent, tls: clientTls });
      opened.push(channel);
      return channel.call(AnalystService.reportFailure, FailureEvent.fromPartial({ agentId: 'tls', errorLog }), {
        timeoutMs: 5_000,
      });
    };
    try {
      expect((await ask({ caFile: certFile, certFile, keyFile })).clusterId).toBe('tls');
      await expect(ask({ caFile: certFile })).rejects.toBeDefined();
      await expect(ask()).rejects.toBeDefined();
    } finally {
      for (const channel of opened) channel.close();
      await secure.drain(500);
    }
  });
});

describe('the HTTP server', () => {
  let server: HttpServer;
  let notReady: string | undefined;
  beforeAll(async () => {
    const routes = [
      {
        method: 'GET',
        path: '/hello',
        access: ['operator'] as const,
        handle: (_request: unknown, response: Parameters<typeof sendJson>[0]) => sendJson(response, 200, { hello: 'you' }),
      },
      {
        method: 'GET',
        path: '/context',
        access: 'public' as const,
        handle: (_request: unknown, response: Parameters<typeof sendJson>[0]) => sendJson(response, 200, currentContext()),
      },
      {
        method: 'GET',
        path: '/crash',
        access: 'public' as const,
        handle: () => {
          throw new Error('secret detail');
        },
      },
    ];
    server = await startHttpServer(
      { common: common(), port: 0, routes, notReady: () => notReady },
      { ...deps, metrics: createMetrics('http') },
    );
  });
  afterAll(() => server.drain(500));
  const ask = (path: string, token = '', init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${server.port}${path}`, { ...init, headers: token ? { authorization: `Bearer ${token}` } : {} });

  it('says whether it lives and is ready, to anyone', async () => {
    expect((await ask('/healthz')).status).toBe(200);
    notReady = 'the disk is full';
    const response = await ask('/readyz');
    expect([response.status, await response.text()]).toEqual([503, 'the disk is full\n']);
    notReady = undefined;
    expect((await ask('/readyz', '', { method: 'HEAD' })).status).toBe(200);
  });

  it('shows metrics to viewers and operators only', async () => {
    expect((await ask('/metrics')).status).toBe(401);
    expect((await ask('/metrics', agent)).status).toBe(403);
    const response = await ask('/metrics', viewer);
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('process_cpu_seconds_total')]);
  });

  it('asks for the role of a route', async () => {
    expect((await ask('/hello')).status).toBe(401);
    expect((await ask('/hello', viewer)).status).toBe(403);
    expect(await (await ask('/hello', operator)).json()).toEqual({ hello: 'you' });
  });

  it('answers an unknown path with 404 and a bug with 500 that tells nothing', async () => {
    expect((await ask('/none')).status).toBe(404);
    const response = await ask('/crash');
    expect([response.status, await response.text()]).toEqual([500, expect.not.stringContaining('secret detail')]);
  });

  it('reads trace, task and mission from the headers of a request', async () => {
    const traceparent = newTraceparent();
    const contextOf = async (headers: Record<string, string>): Promise<WorkContext> =>
      (await (await fetch(`http://127.0.0.1:${server.port}/context`, { headers })).json()) as WorkContext;
    const read = await contextOf(contextHeaders({ traceparent, taskId: 't-1.2', missionId: 'm-1' }));
    expect(read).toMatchObject({ taskId: 't-1.2', missionId: 'm-1' });
    expect(traceIdOf(read.traceparent)).toBe(traceIdOf(traceparent));
    const strange = await contextOf({ traceparent: 'nonsense', 'panal-task-id': 'two words' });
    expect(strange).toEqual({ traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/) as string });
  });

  const raw = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
      let answer = '';
      socket.on('data', (chunk) => (answer += chunk.toString()));
      socket.on('close', () => resolve(answer)).on('error', reject);
    });

  it.each([
    ['GET //[ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', /^HTTP\/1.1 4\d\d/],
    [`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'y'.repeat(20_000)}\r\n\r\n`, /^HTTP\/1.1 431/],
    ['GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n', /^HTTP\/1.1 400/],
    ['nonsense\r\n\r\n', /^HTTP\/1.1 400/],
  ])('refuses a malformed request %#', async (text, expected) => {
    expect(await raw(text)).toMatch(expected);
  });

  it('names the port when it is taken', async () => {
    const taken = createServer();
    const port = await new Promise<number>((done) =>
      taken.listen(0, '127.0.0.1', () => done((taken.address() as { port: number }).port)),
    );
    try {
      await expect(
        startHttpServer({ common: common(), port, notReady: () => undefined }, { ...deps, metrics: createMetrics('taken') }),
      ).rejects.toThrow(`Port ${port}`);
    } finally {
      taken.close();
    }
  });

  it('serves TLS where it is configured', async () => {
    const tls = { certFile: join(dir, 'cert.pem'), keyFile: join(dir, 'key.pem') };
    const secure = await startHttpServer(
      { common: common({ tls }), port: 0, notReady: () => undefined },
      { ...deps, metrics: createMetrics('https') },
    );
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get({ host: 'localhost', port: secure.port, path: '/healthz', ca: readFileSync(tls.certFile), agent: false }, resolve).on(
        'error',
        reject,
      );
    });
    expect(response.statusCode).toBe(200);
    response.destroy();
    await secure.drain(500);
  });
});
