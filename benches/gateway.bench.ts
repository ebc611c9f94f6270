// `npm run bench -- gateway [options]`: our gateway, as it ships and with everything on, beside nginx, a node:http byte pass-through
// and Portkey, in turns, before one upstream on this machine. Prints figures, ratios and bars; last line: one JSON object.
//   --requests N    documents of a round (12000); a tenth as many streams, and at most 500 of either for Portkey
//   --rounds N      rounds that count, after one of warm-up (3)
//   --warm-up N     documents before that, and a tenth as many streams (20000; as few for Portkey as it answers in a round)
//   --peers A,B     of nginx, pass-through, portkey (all)
//   --parts A,B     of cpu, latency, throughput, translating (all)
//   --soak N        so many requests more, with a series of memory (none); the bar is a million
//   --streams N     so many streams at once (none); the bar is 2000
//   --workers N     of a second gateway of ours, for the requests on two cores (2); 0 leaves it out
//   --settings JSON goes over the bench's section `gateway` of panal.yaml
import { GatewayAdminService, GetSpendRequest } from '@panal/shared-types/gateway';
import { until } from '@panal/testkit';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import {
  type Contender,
  type ContenderName,
  type Missing,
  type Panal,
  benchPrice,
  startNginx,
  startPanal,
  startPassThrough,
  startPortkey,
} from './gateway/contenders.ts';
import { type Added, cpuUsEach, manyStreams, overhead, soak, throughput } from './gateway/measure.ts';
import { residentMb } from './gateway/process-cost.ts';
import { measureTranslating } from './gateway/translating.ts';
import { type Extras, type Figures, type Results, barTable, barsOf, plain, table } from './gateway/report.ts';
import { BenchUpstream, answeredUsage } from './gateway/upstream-process.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '12000' },
    rounds: { type: 'string', default: '3' },
    'warm-up': { type: 'string', default: '20000' },
    peers: { type: 'string', default: 'nginx,pass-through,portkey' },
    parts: { type: 'string', default: 'cpu,latency,throughput,translating' },
    soak: { type: 'string', default: '0' },
    streams: { type: 'string', default: '0' },
    workers: { type: 'string', default: '2' },
    settings: { type: 'string', default: '{}' },
  },
});

function count(name: 'requests' | 'rounds' | 'warm-up' | 'soak' | 'streams' | 'workers', least: number): number {
  const value = Number(values[name]);
  if (!Number.isSafeInteger(value) || value < least) throw new RangeError(`--${name} is a whole number of at least ${least}`);
  return value;
}

const requests = count('requests', 10);
const rounds = count('rounds', 1);
const warmUp = count('warm-up', 0);
const soakRequests = count('soak', 0);
const streamsAtOnce = count('streams', 0);
const workers = count('workers', 0);
const parts = new Set(values.parts.split(','));
const PORTKEY_REQUESTS_MAX = 500;
const PACE_MS = 4;
const THINK_MS = 30;
const PER_SECOND = 200;
const LATENCY_SECONDS = 4;
/** Slow enough that the streams really are there at the same time. */
const MANY_PACE_MS = 200;

const upstream = await BenchUpstream.start();
const starts: Record<Exclude<ContenderName, 'panal' | 'panal workers'>, () => Promise<Contender | Missing>> = {
  nginx: () => startNginx(upstream),
  'pass-through': () => startPassThrough(upstream),
  portkey: () => startPortkey(upstream),
};
const contenders: Contender[] = [];
const results: Results = {};
const least = (name: 'cpuUsPerRequest' | 'cpuUsPerStream' | 'cpuUsPerPacedStream', figures: Figures, value: number): void => {
  figures[name] = Math.min(figures[name] ?? Infinity, value);
};

/** Processes that serve for months are compared, so that what is compiled once is not counted: V8 takes some 20,000 requests for it. */
async function warm(contender: Contender): Promise<void> {
  const documents = contender.name === 'portkey' ? Math.min(warmUp, PORTKEY_REQUESTS_MAX) : warmUp;
  if (documents === 0) return;
  await upstream.setManner({ thinkMs: 0, paceMs: 0 });
  await cpuUsEach(contender, { count: documents, stream: false });
  await cpuUsEach(contender, { count: Math.ceil(documents / 10), stream: true });
}

async function cpuRound(contender: Contender, figures: Figures): Promise<void> {
  const documents = contender.name === 'portkey' ? Math.min(requests, PORTKEY_REQUESTS_MAX) : requests;
  const streams = Math.ceil(contender.name === 'portkey' ? documents / 5 : documents / 10);
  await upstream.setManner({ thinkMs: 0, paceMs: 0 });
  least('cpuUsPerRequest', figures, await cpuUsEach(contender, { count: documents, stream: false }));
  least('cpuUsPerStream', figures, await cpuUsEach(contender, { count: streams, stream: true }));
  await upstream.setManner({ thinkMs: 0, paceMs: PACE_MS });
  least('cpuUsPerPacedStream', figures, await cpuUsEach(contender, { count: streams, stream: true }));
}

/** What a contender adds to a direct connection at the same minute; the best of the rounds, since other work only adds. */
async function latencyRound(contender: Contender, figures: Figures): Promise<void> {
  const direct = { port: upstream.port, headers: [{}] };
  const steady = { count: PER_SECOND * LATENCY_SECONDS, perSecond: PER_SECOND };
  for (const [field, stream] of [
    ['added', false],
    ['firstToken', true],
  ] as const) {
    await upstream.setManner({ thinkMs: THINK_MS, paceMs: stream ? PACE_MS : 0 });
    const base = await overhead(direct, { ...steady, stream });
    const seen = await overhead(contender, { ...steady, stream });
    const added: Added = { p50Ms: seen.p50Ms - base.p50Ms, p99Ms: seen.p99Ms - base.p99Ms };
    if (!figures[field] || added.p50Ms < figures[field].p50Ms) figures[field] = added;
  }
}

async function throughputRound(contender: Contender, figures: Figures): Promise<void> {
  await upstream.setManner({ thinkMs: 0, paceMs: 0 });
  const documents = contender.name === 'portkey' ? Math.min(requests, PORTKEY_REQUESTS_MAX) : requests;
  for (const [field, cores] of [
    ['oneCore', 1],
    ['twoCores', 2],
  ] as const) {
    const seen = await throughput(contender, { upstream, cores, count: documents });
    if (!seen || seen.perSecond > (figures[field]?.perSecond ?? 0)) figures[field] = seen;
  }
}

/** Whether the gateway's books say what the upstream's do: every answer at its price, to the nano-dollar. */
async function booksAgree(ours: readonly Panal[]): Promise<boolean> {
  const { documents, streams } = await upstream.ledger();
  const { prompt_tokens: input, completion_tokens: output } = answeredUsage;
  const billed = (documents + streams) * (input * benchPrice.input + output * benchPrice.output) * 1_000;
  const settled = (await Promise.all(ours.map(settledBy))).reduce((sum, amount) => sum + amount, 0);
  console.log(`books: ${documents} documents and ${streams} streams, ${billed} nano-USD billed, ${settled} settled`);
  return settled === billed;
}

const settledBy = ({ gateway }: Panal): Promise<number> =>
  until(async () => {
    const { scopes } = await gateway.operator.call(
      GatewayAdminService.getSpend,
      GetSpendRequest.fromPartial({ scope: 'project:p-1' }),
    );
    const total = scopes.find(({ window }) => window === 'total')!;
    return total.heldNanoUsd === 0 ? total.settledNanoUsd : undefined;
  }, 'the last settlement');

async function stopAll(): Promise<void> {
  await Promise.all(contenders.map((contender) => contender.stop()));
  upstream.stop();
}

// A run that is given up leaves nothing behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stopAll().then(() => process.exit(1)));

async function start(): Promise<readonly [Panal, ...Panal[]]> {
  const settings = JSON.parse(values.settings) as Record<string, unknown>;
  const panal = await startPanal(upstream, settings);
  contenders.push(panal);
  const shared = workers > 0 && parts.has('throughput') ? [await startPanal(upstream, { ...settings, workers })] : [];
  contenders.push(...shared);
  for (const name of values.peers.split(',').filter(Boolean)) {
    const starter = starts[name as keyof typeof starts];
    if (!starter) throw new RangeError(`--peers: there is no "${name}"; there are ${Object.keys(starts).join(', ')}`);
    const started = await starter();
    if ('missing' in started) console.log(`left out: ${started.name}: ${started.missing}`);
    else contenders.push(started);
  }
  return [panal, ...shared];
}

async function alternate(): Promise<void> {
  for (let round = 0; round <= rounds; round += 1) {
    for (const contender of contenders) {
      const figures = round === 0 ? {} : (results[contender.name] ??= {});
      if (round === 0) await warm(contender);
      if (parts.has('cpu')) await cpuRound(contender, figures);
      if (parts.has('throughput')) await throughputRound(contender, figures);
      if (parts.has('latency') && round > 0) await latencyRound(contender, figures);
      figures.residentMb = residentMb(contender.pid);
    }
    console.log(round === 0 ? 'warm-up done' : `round ${round} of ${rounds} done`);
  }
}

async function extras(ours: readonly [Panal, ...Panal[]]): Promise<Extras> {
  const [panal] = ours;
  await upstream.setManner({ thinkMs: 0, paceMs: MANY_PACE_MS });
  const many = streamsAtOnce > 0 ? await manyStreams(panal, streamsAtOnce) : undefined;
  await upstream.setManner({ thinkMs: 0, paceMs: 0 });
  const soaked = soakRequests > 0 ? await soak(panal, soakRequests) : undefined;
  const translating = parts.has('translating') ? await measureTranslating(panal, Math.ceil(requests / 4)) : undefined;
  return { many, soak: soaked, translating, booksAgree: await booksAgree(ours) };
}

try {
  const load = loadavg()[0]!;
  const ours = await start();
  await alternate();
  const more = await extras(ours);
  const bars = barsOf(results, more);
  console.log(`\n${table(results)}\n\n${barTable(bars)}\nload average at the start: ${load.toFixed(1)}`);
  console.log(plain({ bench: 'gateway', requests, rounds, load, results, ...more, bars }));
} finally {
  await stopAll();
}
