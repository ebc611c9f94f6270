/** bifrost#2873: routes beside the main one called the provider without a budget. Here every address is held and recorded, or unknown. */
import { request } from 'node:http';
import { GatewayAdminService, ListUsageRequest } from '@panal/shared-types/gateway';
import { until } from '@panal/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { modelRoutes } from '../src/http/dialects.ts';
import { FickleUpstream } from './fickle-upstream.ts';
import { GatewayHome, type GatewayProcess } from './gateway-process.ts';

let upstream: FickleUpstream;
let home: GatewayHome;
let gateway: GatewayProcess;
let key: string;

beforeAll(async () => {
  upstream = await new FickleUpstream().listen();
  home = await GatewayHome.create();
  const upstreams = [{ name: 'u', kind: 'openai', baseUrl: upstream.baseUrl, models: ['m'] }];
  gateway = await home.start({ upstreams, prices: { m: { input: 1, output: 2 } } });
  ({ key } = await gateway.mint({ leaseId: 't.1' }));
});
afterAll(async () => {
  await home.remove();
  await upstream.close();
});

const ENDPOINTS = [
  'chat/completions',
  'completions',
  'responses',
  'messages',
  'messages/count_tokens',
  'messages/batches',
  'embeddings',
  'moderations',
  'rerank',
  'images/generations',
  'images/edits',
  'audio/speech',
  'audio/transcriptions',
  'audio/translations',
  'videos',
  'realtime',
  'realtime/sessions',
  'files',
  'uploads',
  'batches',
  'assistants',
  'threads',
  'threads/runs',
  'vector_stores',
  'fine_tuning/jobs',
  'evals',
  'containers',
  'models/m',
  'models/m:generateContent',
];
const PREFIXES = [
  '/v1/',
  '/',
  '//v1/',
  '/v1//',
  '/v2/',
  '/v1beta/',
  '/api/v1/',
  '/openai/v1/',
  '/anthropic/v1/',
  '/genai/v1/',
  '/litellm/v1/',
];
const ENDINGS = ['', '/', '?key=1', '/../chat/completions', '%2f..'];
const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE', 'GET', 'OPTIONS'];

async function recorded(): Promise<number> {
  const { usages } = await gateway.operator.call(GatewayAdminService.listUsage, ListUsageRequest.fromPartial({ limit: 1_000 }));
  return usages.length;
}

const chat = { model: 'm', max_tokens: 5, messages: [{ role: 'user', content: 'hi' }] };

/** Asks a route, as it is written, and says how it was answered. */
async function ask(method: string, path: string, secret = key): Promise<number> {
  const { hostname, port } = new URL(gateway.baseUrl);
  const body = JSON.stringify(path.includes('chat/completions') ? chat : { ...chat, input: 'hi', prompt: 'hi' });
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json', 'content-length': body.length };
    const asked = request({ hostname, port, method, path, headers }, (reply) => {
      reply.resume();
      reply.on('end', () => resolve(reply.statusCode!));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

test('bifrost#2873: no route calls an upstream without a hold and a record', async () => {
  const served: string[] = [];
  let counted = 0;
  for (const prefix of PREFIXES) {
    for (const endpoint of ENDPOINTS) {
      for (const ending of ENDINGS) {
        const path = `${prefix}${endpoint}${ending}`;
        const before = upstream.count;
        const status = await ask('POST', path);
        if (status !== 404) served.push(`${status} ${path}`);
        // A count of tokens is made here where the upstream has none; what the upstream doesn't speak is an error of its.
        const calls = upstream.count - before;
        if (path.includes('count_tokens')) counted += status === 200 ? 1 : 0;
        else if (status === 200 || calls > 1) expect([path, calls]).toEqual([path, 1]);
      }
    }
  }
  for (const method of METHODS.slice(1)) {
    for (const endpoint of ENDPOINTS.filter((name) => name !== 'models/m'))
      expect([method, endpoint, await ask(method, `/v1/${endpoint}`)]).toEqual([method, endpoint, 404]);
  }
  for (const route of modelRoutes.keys()) expect(served.some((line) => line.endsWith(` ${route}`))).toBe(true);
  await until(async () => ((await recorded()) === upstream.count + counted ? true : undefined), 'as many records as calls');
  const calls = upstream.count;
  for (const line of served) expect([line, await ask('POST', line.slice(4), 'pk-panal-nobody')]).toEqual([line, 401]);
  expect(upstream.count).toBe(calls);
});
