// `npm run bench -- gateway [--requests N] [--rounds N]`: CPU of the gateway per request and per stream of 50 chunks, beside a
// node:http byte pass-through in the same run, both before the same upstream. Authentication, a hard budget in three scopes, the
// journal, metrics and the usage log are on. Last line: one JSON object.
import { BudgetControlService, LimitConfig } from '@panal/shared-types/gateway';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { GatewayHome } from '../services/llm-gateway/test/gateway-process.ts';

const { values } = parseArgs({
  options: { requests: { type: 'string', default: '4000' }, rounds: { type: 'string', default: '3' } },
});
const requests = Number(values.requests);
const rounds = Number(values.rounds);
if (![requests, rounds].every((count) => Number.isSafeInteger(count) && count > 0))
  throw new RangeError('--requests and --rounds are whole numbers');

const CONCURRENCY = 32;
const peers = fileURLToPath(new URL('gateway-peers.ts', import.meta.url));

async function startPeer(...args: string[]): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(peers, args);
  const [port] = (await once(child, 'message')) as [number];
  return { child, port };
}

/** CPU time of all threads of a process, nanoseconds. */
function cpuNs(pid: number): number {
  return readdirSync(`/proc/${pid}/task`).reduce(
    (sum, task) => sum + Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]),
    0,
  );
}

const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
const prompt = 'Please look at this function and say what it does. '.repeat(25);

function send(target: { port: number; key: string }, stream: boolean): Promise<number> {
  const body = JSON.stringify({
    model: 'bench',
    max_tokens: 64,
    ...(stream ? { stream: true } : {}),
    messages: [{ role: 'user', content: prompt }],
  });
  const startMs = performance.now();
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${target.key}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const sent = request(
      { agent, host: '127.0.0.1', port: target.port, path: '/v1/chat/completions', method: 'POST', headers },
      (reply) => {
        if (reply.statusCode !== 200) reject(new Error(`status ${reply.statusCode}`));
        reply.resume();
        reply.on('end', () => resolve(performance.now() - startMs));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

async function run(
  target: { port: number; key: string; pid: number },
  given: { count: number; stream: boolean },
): Promise<number> {
  let left = given.count;
  const before = cpuNs(target.pid);
  const worker = async (): Promise<void> => {
    while (left-- > 0) await send(target, given.stream);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return (cpuNs(target.pid) - before) / 1_000 / given.count;
}

async function p50(target: { port: number; key: string }): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < 300; count += 1) times.push(await send(target, false));
  return times.toSorted((a, b) => a - b)[150]!;
}

const upstream = await startPeer('upstream');
const upstreamUrl = `http://127.0.0.1:${upstream.port}/v1`;
const plain = await startPeer('pass-through', upstreamUrl);
const home = await GatewayHome.create();
const gateway = await home.start({
  upstreams: [{ name: 'bench', kind: 'openai', baseUrl: upstreamUrl, models: ['bench'] }],
  prices: { bench: { input: 1, output: 4 } },
});
try {
  for (const scope of ['', 'project:p-1', 'mission:m-1']) {
    const limit = LimitConfig.fromPartial({ limit: 1_000_000, scope, window: 'total', hard: true });
    await gateway.operator.call(BudgetControlService.setLimit, limit);
  }
  const { key, baseUrl } = await gateway.mint({ leaseId: 't-1.1' });
  const ours = { port: Number(new URL(baseUrl).port), key, pid: gateway.process.pid };
  const theirs = { port: plain.port, key: 'none', pid: plain.child.pid! };
  const direct = { port: upstream.port, key: 'none' };
  const best = { gateway: Infinity, passThrough: Infinity, gatewayStream: Infinity, passThroughStream: Infinity };
  for (let round = 0; round <= rounds; round += 1) {
    const figures = {
      passThrough: await run(theirs, { count: requests, stream: false }),
      gateway: await run(ours, { count: requests, stream: false }),
      passThroughStream: await run(theirs, { count: Math.ceil(requests / 10), stream: true }),
      gatewayStream: await run(ours, { count: Math.ceil(requests / 10), stream: true }),
    };
    console.log(
      `${round === 0 ? 'warm-up' : `round ${round}`}: ${JSON.stringify(figures, (_key, value) => (typeof value === 'number' ? Math.round(value) : value))}`,
    );
    if (round === 0) continue;
    for (const name of Object.keys(best) as (keyof typeof best)[]) best[name] = Math.min(best[name], figures[name]);
  }
  const latency = { direct: await p50(direct), passThrough: await p50(theirs), gateway: await p50(ours) };
  const rssMb = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${ours.pid}/status`, 'utf8'))![1]) / 1024;
  const round2 = (value: number): number => Math.round(value * 100) / 100;
  console.log(
    JSON.stringify({
      bench: 'gateway',
      requests,
      rounds,
      cpuUsPerRequest: {
        gateway: round2(best.gateway),
        passThrough: round2(best.passThrough),
        ratio: round2(best.gateway / best.passThrough),
      },
      cpuUsPerStream: {
        gateway: round2(best.gatewayStream),
        passThrough: round2(best.passThroughStream),
        ratio: round2(best.gatewayStream / best.passThroughStream),
      },
      p50Ms: { direct: round2(latency.direct), passThrough: round2(latency.passThrough), gateway: round2(latency.gateway) },
      residentMb: Math.round(rssMb),
    }),
  );
} finally {
  await home.remove();
  upstream.child.kill();
  plain.child.kill();
}
