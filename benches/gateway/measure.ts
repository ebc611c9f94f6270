import { closedLoop, LoadClient, openLoop, type Target } from './load.ts';
import { type Contender, bindToCores } from './contenders.ts';
import { cpuNs, processTree, residentMb } from './process-cost.ts';
import type { BenchUpstream } from './upstream-process.ts';

const CONCURRENCY = 32;

async function withClient<T>(target: Target, work: (client: LoadClient) => Promise<T>): Promise<T> {
  const client = new LoadClient(target);
  try {
    return await work(client);
  } finally {
    client.close();
  }
}

/** CPU of a contender, µs for each request or stream, 32 at once. */
export function cpuUsEach(contender: Contender, given: { readonly count: number; readonly stream: boolean }): Promise<number> {
  return withClient(contender, async (client) => {
    const before = cpuNs(contender.pid);
    await closedLoop(client, { ...given, concurrency: CONCURRENCY });
    return (cpuNs(contender.pid) - before) / 1_000 / given.count;
  });
}

export interface Added {
  /** What a client saw beyond the upstream's own time, ms: to the end of a document, to the first token of a stream. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const quantile = (sorted: readonly number[], share: number): number => sorted[Math.floor((sorted.length - 1) * share)]!;

/** The time around the upstream's own, at a steady rate. */
export function overhead(
  target: Target,
  given: { readonly count: number; readonly perSecond: number; readonly stream: boolean },
): Promise<Added> {
  return withClient(target, async (client) => {
    // Connections that exist already, as between a gateway and its clients.
    await closedLoop(client, { count: 64, concurrency: 16, stream: given.stream });
    const seen = await openLoop(client, given);
    const sorted = seen
      .map(({ sentMs, firstMs, endMs, upstreamMs }) => (given.stream ? firstMs : endMs) - sentMs - upstreamMs)
      .toSorted((a, b) => a - b);
    return { p50Ms: quantile(sorted, 0.5), p99Ms: quantile(sorted, 0.99) };
  });
}

export interface Throughput {
  readonly perSecond: number;
  /** How much of the time of its cores the contender used; far below 1 the load generator was the limit. */
  readonly busyShare: number;
}

/** Documents a second with the contender on `cores`; null where processes cannot be bound to cores. */
export async function throughput(
  contender: Contender,
  given: { readonly upstream: BenchUpstream; readonly cores: 1 | 2; readonly count: number },
): Promise<Throughput | null> {
  const { upstream, cores, count } = given;
  const mine = cores === 1 ? '0' : '0,1';
  const others = cores === 1 ? '1' : '0,1';
  if (!bindToCores(processTree(contender.pid), mine) || !bindToCores([upstream.pid, process.pid], others)) return null;
  try {
    return await withClient(contender, async (client) => {
      const before = { cpu: cpuNs(contender.pid), ms: performance.now() };
      await closedLoop(client, { count, concurrency: 128, stream: false });
      const ms = performance.now() - before.ms;
      const busyShare = (cpuNs(contender.pid) - before.cpu) / 1e6 / ms / cores;
      return { perSecond: (count / ms) * 1_000, busyShare };
    });
  } finally {
    bindToCores([...processTree(contender.pid), upstream.pid, process.pid], '0,1');
  }
}

export interface Soak {
  readonly requests: number;
  readonly seconds: number;
  /** Resident MiB, evenly spaced over the requests. */
  readonly residentMb: readonly number[];
  /** Growth over the second half by least squares, bytes for each request. */
  readonly bytesPerRequest: number;
  readonly firstQuarterMb: number;
  readonly lastQuarterMb: number;
}

const SOAK_SAMPLES = 100;

/** Very many documents, and what becomes of memory. */
export function soak(contender: Contender, requests: number): Promise<Soak> {
  const samples: number[] = [];
  const every = Math.max(1, Math.floor(requests / SOAK_SAMPLES));
  let answered = 0;
  const onAnswer = (): void => {
    answered += 1;
    if (answered % every === 0) samples.push(residentMb(contender.pid));
  };
  return withClient(contender, async (client) => {
    const startMs = performance.now();
    await closedLoop(client, { count: requests, concurrency: 64, stream: false, onAnswer });
    const half = samples.slice(samples.length >> 1);
    const quarter = (from: number): number =>
      quantile(
        samples.slice(from, from + (samples.length >> 2)).toSorted((a, b) => a - b),
        0.5,
      );
    return {
      requests,
      seconds: (performance.now() - startMs) / 1_000,
      residentMb: samples,
      bytesPerRequest: (slope(half) * 1_048_576) / every,
      firstQuarterMb: quarter(samples.length >> 2),
      lastQuarterMb: quarter(samples.length - (samples.length >> 2)),
    };
  });
}

/** Least squares over equally spaced values, for each step. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = values.reduce((sum, _value, index) => sum + (index - middle) ** 2, 0);
  return spread === 0 ? 0 : values.reduce((sum, value, index) => sum + (index - middle) * (value - mean), 0) / spread;
}

export interface ManyStreams {
  readonly streams: number;
  readonly peakMb: number;
  readonly cpuUsEach: number;
  readonly firstTokenP99Ms: number;
}

/** So many streams at the same time, each to its end. */
export function manyStreams(contender: Contender, streams: number): Promise<ManyStreams> {
  let peakMb = 0;
  const timer = setInterval(() => (peakMb = Math.max(peakMb, residentMb(contender.pid))), 200);
  return withClient(contender, async (client) => {
    const before = cpuNs(contender.pid);
    const seen = await Promise.all(Array.from({ length: streams }, () => client.exchange(true)));
    const first = seen.map(({ sentMs, firstMs, upstreamMs }) => firstMs - sentMs - upstreamMs).toSorted((a, b) => a - b);
    const cpu = (cpuNs(contender.pid) - before) / 1_000 / streams;
    return { streams, peakMb, cpuUsEach: cpu, firstTokenP99Ms: quantile(first, 0.99) };
  }).finally(() => clearInterval(timer));
}
