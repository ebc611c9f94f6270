/**
 * Failures a second into a real analyst on a real disk: single reports, one bulk stream, and texts of a megabyte; a stream of log lines,
 * and what others wait meanwhile; F1 over pairs of the crashes of real programs, as the analyst clusters them; beside it, in this
 * process, how long one text holds the event loop. Runs the built files.
 *
 *   npm run bench -- analyst-service [--failures 20000] [--clients 64] [--lines 1000000] [--json]
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { signatureOf } from '@panal/grouping';
import type { GrpcChannel } from '@panal/kernel/runtime';
import {
  AnalystService,
  FailureEvent,
  ListClustersRequest,
  type LogClusters,
  LogLines,
  RuleQuery,
} from '@panal/shared-types/analyst';
import { AnalystWorld } from '../services/analyst-service/test/analyst-process.ts';
import { pairwiseF1 } from '../services/analyst-service/test/pairwise-f1.ts';

const { values } = parseArgs({
  options: {
    failures: { type: 'string', default: '20000' },
    clients: { type: 'string', default: '64' },
    lines: { type: 'string', default: '1000000' },
    json: { type: 'boolean', default: false },
  },
});
const failures = Number(values.failures);
const CLOCK_TICKS_PER_S = 100;
const FORMS = 200;
const LARGE = 40;
const QUERIES = 500;

const letters = (value: number): string => String.fromCharCode(97 + (value % 26), 97 + ((value / 26) % 26));

/** A failure as a gate reports it: a trace of some kilobytes, of one of two hundred forms. */
function failureLog(index: number): string {
  const form = letters(index % FORMS);
  const frames = Array.from(
    { length: 20 },
    (_, depth) => `  File "/srv/w${index}/app/${form}${letters(depth)}.py", line ${depth}, in step_${form}`,
  );
  return `============ test session ============\nTraceback (most recent call last):\n${frames.join('\n    call()\n')}\nValueError: ${form} is not ${index}`;
}
const eventOf = (run: string, index: number, errorLog = failureLog(index)): FailureEvent =>
  FailureEvent.fromPartial({
    errorLog,
    taskId: `m${index}-implement.1`,
    idempotencyKey: `${run}-${index}`,
    role: 'coder',
    stack: 'python',
  });

function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_S;
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

async function single(channel: GrpcChannel, count: number): Promise<number[]> {
  const latenciesMs: number[] = [];
  let next = 0;
  const client = async (): Promise<void> => {
    while (next < count) {
      const startMs = performance.now();
      await channel.call(AnalystService.reportFailure, eventOf('single', next++));
      latenciesMs.push(performance.now() - startMs);
    }
  };
  await Promise.all(Array.from({ length: Number(values.clients) }, client));
  return latenciesMs.sort((a, b) => a - b);
}

async function bulk(channel: GrpcChannel, events: Iterable<FailureEvent>): Promise<number> {
  const { stream, reply } = channel.upload(AnalystService.reportFailures);
  for (const event of events)
    if (!stream.write(event)) await new Promise((drained) => stream.once('drain', drained as () => void));
  stream.end();
  return (await reply).counted;
}

/** Longest and median time that one text of a megabyte holds the event loop while it is grouped. */
function groupingMs(): { p50: number; max: number } {
  const units = ['Error: "a/b ', '\u001b[31m', "'x' ", 'a.b@c ', '/a/b', '0123456789', 'E   assert ', '((((', '::'];
  const times = units.flatMap((unit) => {
    const text = unit.repeat(Math.ceil(1_048_576 / unit.length));
    return Array.from({ length: 5 }, () => {
      const startMs = performance.now();
      signatureOf(text);
      return performance.now() - startMs;
    });
  });
  times.sort((a, b) => a - b);
  return { p50: percentile(times, 0.5), max: times.at(-1)! };
}

async function measured(world: AnalystWorld, count: number, work: () => Promise<unknown>) {
  const pid = world.pid('analyst');
  const [cpu, startMs] = [cpuSeconds(pid), performance.now()];
  await work();
  const seconds = (performance.now() - startMs) / 1000;
  return { perSecond: Math.round(count / seconds), serverCpuMicros: Math.round(((cpuSeconds(pid) - cpu) / count) * 1e6) };
}

const BATCH_LINES = 2_000;
const PROBE_EVERY_MS = 5;
/** What the machine alone does to an event loop is looked at for so long. */
const IDLE_MS = 5_000;
const words = ['closed', 'opened', 'refused', 'lost', 'kept'];
const lineOf = (index: number): string =>
  `2026-05-01T10:11:12.${String(index % 1000).padStart(3, '0')}Z INFO [worker-${index % 16}] connection ${index} from 10.0.${index % 250}.${index % 199} ${words[(index >> 3) % 5]} after ${index % 977} ms`;

/** Streams so many log lines, and asks for something small every few milliseconds: how long that waits is how busy the main thread is. */
async function streamLines(channel: GrpcChannel, count: number): Promise<{ seconds: number; waitsMs: number[] }> {
  const stream = channel.duplex<LogLines, LogClusters>(AnalystService.analyzeLines);
  const ended = new Promise<void>((resolve, reject) => stream.on('end', resolve).on('error', reject));
  stream.on('data', () => undefined);
  const waitsMs: number[] = [];
  let open = true;
  const probing = (async () => {
    while (open) {
      const startMs = performance.now();
      await channel.call(AnalystService.listClusters, ListClustersRequest.fromPartial({ limit: 1 }));
      waitsMs.push(performance.now() - startMs);
      await sleep(PROBE_EVERY_MS);
    }
  })();
  const startMs = performance.now();
  for (let from = 0; from < count; from += BATCH_LINES) {
    const lines = Array.from({ length: Math.min(BATCH_LINES, count - from) }, (_, index) => lineOf(from + index));
    if (!stream.write(LogLines.fromPartial({ lines, wantIds: true })))
      await new Promise((drained) => stream.once('drain', drained as () => void));
    await sleep(0);
  }
  stream.end();
  await ended;
  const seconds = (performance.now() - startMs) / 1000;
  open = false;
  await probing;
  return { seconds, waitsMs: waitsMs.sort((a, b) => a - b) };
}

/** Highest delay of the analyst's event loop since it was asked last, as it reports it. */
async function eventLoopDelay(world: AnalystWorld): Promise<Record<'p50' | 'p99' | 'max', number>> {
  const token = await world.token({ subject: 'eve', roles: ['viewer'] });
  const reply = await fetch(`http://127.0.0.1:${world.port('analyst', 'http')}/metrics`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const text = await reply.text();
  const of = (name: string): number =>
    Number(new RegExp(`^nodejs_eventloop_lag_${name}_seconds(?:[{][^}]*[}])? (\\S+)`, 'm').exec(text)?.[1] ?? NaN) * 1000;
  return { p50: of('p50'), p99: of('p99'), max: of('max') };
}

/** F1 over pairs, cause against cluster, of the crashes of real programs; the worse half. */
async function crashF1(channel: GrpcChannel): Promise<number> {
  const folder = new URL('../packages/grouping/test/crashes/', import.meta.url);
  const read = (name: string): Buffer => readFileSync(fileURLToPath(new URL(name, folder)));
  const { causes } = JSON.parse(read('labels.json').toString()) as { causes: Record<string, Record<string, string>> };
  const crashes = gunzipSync(read('corpus.jsonl.gz'))
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { language: string; cause: string; text: string });
  const found: { readonly half: string; readonly label: string; readonly id: string }[] = [];
  for (const [index, { language, cause, text }] of crashes.entries()) {
    const { clusterId: id } = await channel.call(AnalystService.reportFailure, eventOf('crash', index, text));
    found.push({ half: causes[language]![cause]!, label: `${language}/${cause}`, id });
  }
  return Math.min(...['tuning', 'held-out'].map((half) => pairwiseF1(found.filter((each) => each.half === half))));
}

const world = await AnalystWorld.create({ built: true });
try {
  await world.start('analyst', { PANAL_LOG_LEVEL: 'warn', PANAL_ANALYST_SYNAPSE_POLL_MS: '0' });
  const channel = await world.as({ subject: 'orchestrator-core', roles: ['service'] });
  let latenciesMs: number[] = [];
  let lineStream = { seconds: 0, waitsMs: [] as number[] };
  const singles = await measured(world, failures, async () => (latenciesMs = await single(channel, failures)));
  const events = (function* () {
    for (let index = 0; index < failures; index += 1) yield eventOf('bulk', index);
  })();
  const streamed = await measured(world, failures, () => bulk(channel, events));
  const large = await measured(world, LARGE, () =>
    bulk(
      channel,
      Array.from({ length: LARGE }, (_, index) => eventOf('large', index, `${failureLog(index)}\n`.repeat(400))),
    ),
  );
  const query = RuleQuery.fromPartial({ role: 'coder', stack: 'python', text: 'Mend the parsing of dates in the export' });
  const queries = await measured(world, QUERIES, async () => {
    for (let index = 0; index < QUERIES; index += 1)
      await channel.call(AnalystService.getGoldenRules, query, { metadata: { 'panal-include-advice': '1' } });
  });
  const all = await channel.call(AnalystService.listClusters, ListClustersRequest.fromPartial({ limit: 1 }));
  if (all.failures !== 2 * failures + LARGE) throw new Error(`${all.failures} failures were counted`);
  const crashPairsF1 = await crashF1(channel);
  await eventLoopDelay(world);
  await sleep(IDLE_MS);
  const idle = await eventLoopDelay(world);
  const lines = Number(values.lines);
  const shard = await measured(world, lines, async () => (lineStream = await streamLines(channel, lines)));
  const delay = await eventLoopDelay(world);
  const memoryMb = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${world.pid('analyst')}/status`, 'utf8'))![1]) / 1024;
  const grouping = groupingMs();
  const figures = {
    failures,
    clusters: all.clusterCount,
    singlePerSecond: singles.perSecond,
    singleCpuMicros: singles.serverCpuMicros,
    singleP50Ms: Number(percentile(latenciesMs, 0.5).toFixed(1)),
    singleP99Ms: Number(percentile(latenciesMs, 0.99).toFixed(1)),
    bulkPerSecond: streamed.perSecond,
    bulkCpuMicros: streamed.serverCpuMicros,
    megabytesPerSecond: large.perSecond,
    megabyteCpuMs: Number((large.serverCpuMicros / 1000).toFixed(1)),
    goldenRulesCpuMicros: queries.serverCpuMicros,
    crashPairsF1: Number(crashPairsF1.toFixed(3)),
    linesPerSecond: Math.round(lines / lineStream.seconds),
    lineCpuMicros: shard.serverCpuMicros,
    waitP50Ms: Number(percentile(lineStream.waitsMs, 0.5).toFixed(1)),
    waitP99Ms: Number(percentile(lineStream.waitsMs, 0.99).toFixed(1)),
    waitMaxMs: Number(lineStream.waitsMs.at(-1)!.toFixed(1)),
    idleEventLoopP99Ms: Number(idle.p99.toFixed(1)),
    idleEventLoopMaxMs: Number(idle.max.toFixed(1)),
    eventLoopP99Ms: Number(delay.p99.toFixed(1)),
    eventLoopMaxMs: Number(delay.max.toFixed(1)),
    hostileGroupingP50Ms: Number(grouping.p50.toFixed(1)),
    hostileGroupingMaxMs: Number(grouping.max.toFixed(1)),
    residentMb: Math.round(memoryMb),
  };
  if (!values.json) for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(26)} ${value}`);
  console.log(JSON.stringify({ bench: 'analyst-service', ...figures }));
} finally {
  await world.remove();
}
