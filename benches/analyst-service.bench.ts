/**
 * Failures a second into a real analyst on a real disk: single reports, one bulk stream, and texts of a megabyte; beside them, in this
 * process, how long one text holds the event loop. Runs the built files.
 *
 *   npm run bench -- analyst-service [--failures 20000] [--clients 64] [--json]
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { signatureOf } from '@panal/grouping';
import type { GrpcChannel } from '@panal/kernel/runtime';
import { AnalystService, FailureEvent, ListClustersRequest, RuleQuery } from '@panal/shared-types/analyst';
import { AnalystWorld } from '../services/analyst-service/test/analyst-process.ts';

const { values } = parseArgs({
  options: {
    failures: { type: 'string', default: '20000' },
    clients: { type: 'string', default: '64' },
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

const world = await AnalystWorld.create({ built: true });
try {
  await world.start('analyst', { PANAL_LOG_LEVEL: 'warn', PANAL_ANALYST_SYNAPSE_POLL_MS: '0' });
  const channel = await world.as({ subject: 'orchestrator-core', roles: ['service'] });
  let latenciesMs: number[] = [];
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
    hostileGroupingP50Ms: Number(grouping.p50.toFixed(1)),
    hostileGroupingMaxMs: Number(grouping.max.toFixed(1)),
    residentMb: Math.round(memoryMb),
  };
  if (!values.json) for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(26)} ${value}`);
  console.log(JSON.stringify({ bench: 'analyst-service', ...figures }));
} finally {
  await world.remove();
}
