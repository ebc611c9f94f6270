// `npm run bench -- synapse [--quads N] [--calls N]`: a real Synapse with the settings as they ship, against a bare Oxigraph (no durability,
// no wire) and n3 with Comunica in the same run. Small batches go by streams with eight under way, by streams one at a time, and by unary calls. Where the machine is shared, the CPU time per quad is what travels: on two cores, 33 µs a
// quad, writers included, are 60,000 quads/s. Comunica comes from `npm ci` in tools/peers.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type Interface, createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { setTimeout } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { type BackupPart, BackupRequest, SemanticEngineService } from '@panal/shared-types/synapse';
import { selectRows } from '@panal/synapse-client';
import { SynapseProcess } from '../services/synapse-engine/test/synapse-process.ts';
import { HEAVY, RUNAWAY, comparedQueries } from './synapse-data.ts';
import type { LoadReport, LoadTask } from './synapse-load.ts';
import type { PeerFigures } from './synapse-peers.ts';

const { values } = parseArgs({
  options: { quads: { type: 'string', default: '1000000' }, calls: { type: 'string', default: '2000' } },
});
const startQuads = Number(values.quads);
const calls = Number(values.calls);

const CLIENTS = 16;
const QUADS_PER_CALL = 10;
/** Batches that a client of a stream has under way. */
const WINDOW = 8;
const LARGE_CLIENTS = 4;
const LARGE_QUADS = 5_000;
const COMPARED_QUADS = 98_000;
const RUNAWAY_TIMEOUT_MS = 1_000;
const QUERY_MS = 120_000;
// Of Linux, which is where /proc is.
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4_096;

const rounded = (value: number, digits = 1): number => Number(value.toFixed(digits));
const percentile = (times: readonly number[], share: number): number =>
  rounded([...times].sort((a, b) => a - b)[Math.floor(times.length * share)] ?? 0);
const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

const residentBytesOf = (pid: number): number => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES;

/** Writers in a process of their own. */
class Load {
  readonly #child = spawn(process.execPath, ['--conditions=panal-source', file('synapse-load.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  readonly #lines: Interface = createInterface({ input: this.#child.stdout });

  async run(task: LoadTask): Promise<LoadReport> {
    const line = once(this.#lines, 'line');
    this.#child.stdin.write(`${JSON.stringify(task)}\n`);
    const ended = once(this.#child, 'exit').then(() => Promise.reject(new Error('the writers failed')));
    const [text] = (await Promise.race([line, ended])) as [string];
    return JSON.parse(text) as LoadReport;
  }

  end(): void {
    this.#child.stdin.end();
  }
}

const synapse = new SynapseProcess();
const load = new Load();
let written = 0;

type Shape = Pick<LoadTask, 'clients' | 'quadsPerCall' | 'callsPerClient' | 'window'>;

async function write(namespace: string, shape: Shape): Promise<LoadReport> {
  const token = await synapse.token('service');
  const port = Number(synapse.service.ports['grpc']);
  written += 1;
  // A stretch of the list for each run, so that every quad is new.
  const firstQuad = namespace === 'compared' || namespace === 'start' ? 0 : written * 100_000_000;
  return load.run({ ...shape, port, token, namespace, name: `run${written}`, firstQuad });
}

const query = async (text: string, namespace: string) =>
  selectRows(await synapse.channel('service'), text, { namespace, timeoutMs: QUERY_MS });

async function count(namespace: string): Promise<number> {
  const [row] = await query('SELECT (COUNT(*) AS ?c) WHERE { ?s ?p ?o }', namespace);
  return Number(row?.['c']?.value);
}

async function writing(namespace: string, shape: Shape) {
  const cpuBefore = cpuSecondsOf(synapse.service.pid);
  const before = await count(namespace);
  const begunMs = performance.now();
  const report = await write(namespace, shape);
  const found = (await count(namespace)) - before;
  const visibleSeconds = (performance.now() - begunMs) / 1000;
  if (found !== report.quads) throw new Error(`${report.quads} quads were acknowledged, but ${found} are there`);
  const serverMicroseconds = ((cpuSecondsOf(synapse.service.pid) - cpuBefore) * 1e6) / report.quads;
  const writerMicroseconds = (report.cpuSeconds * 1e6) / report.quads;
  return {
    acknowledgedQuadsPerSecond: Math.round(report.quads / report.seconds),
    // From before the writers are ready, so a little too low.
    visibleQuadsPerSecond: Math.round(report.quads / visibleSeconds),
    p50Ms: percentile(report.latenciesMs, 0.5),
    p99Ms: percentile(report.latenciesMs, 0.99),
    serverCpuMicrosecondsPerQuad: rounded(serverMicroseconds),
    writerCpuMicrosecondsPerQuad: rounded(writerMicroseconds),
    quadsPerSecondOnTwoFreeCores: Math.round(2e6 / (serverMicroseconds + writerMicroseconds)),
  };
}

const small = (callsPerClient: number, window?: number): Shape => ({
  clients: CLIENTS,
  quadsPerCall: QUADS_PER_CALL,
  callsPerClient,
  ...(window === undefined ? {} : { window }),
});

async function underHeavyQueries() {
  let queries = 0;
  let isDone = false;
  const ask = async (): Promise<void> => {
    while (!isDone) {
      await query(HEAVY, 'compared');
      queries += 1;
    }
  };
  const asking = [ask(), ask()];
  const seen = async (window?: number) => {
    const report = await write('heavy', small(Math.ceil(calls / 2), window));
    return { p50Ms: percentile(report.latenciesMs, 0.5), p99Ms: percentile(report.latenciesMs, 0.99) };
  };
  const streams = await seen(1);
  const unary = await seen();
  isDone = true;
  await Promise.all(asking);
  return { streams, unary, heavyQueries: queries };
}

async function queryTimes(): Promise<Record<string, number>> {
  const channel = await synapse.channel('service');
  const times: Record<string, number> = {};
  for (const [name, text] of Object.entries(comparedQueries)) {
    const runs: number[] = [];
    for (let run = 0; run < (name === 'point' ? 500 : 7); run += 1) {
      const begunMs = performance.now();
      await selectRows(channel, text, { namespace: 'compared', timeoutMs: QUERY_MS });
      runs.push(performance.now() - begunMs);
    }
    times[name] = rounded([...runs].sort((a, b) => a - b)[runs.length >> 1] ?? 0, 2);
  }
  return times;
}

/** Until both copies of the graph are there: the second opens after the start. */
async function bothCopies(): Promise<void> {
  const headers = { authorization: `Bearer ${await synapse.token('operator')}` };
  for (;;) {
    const metrics = await (await fetch(`${synapse.service.httpUrl}/metrics`, { headers })).text();
    if (/^panal_synapse_replicas_open\{.*\} 2$/m.test(metrics)) return;
    await setTimeout(50);
  }
}

/** A query that never ends, and what the others notice of it. */
async function runaway() {
  const channel = await synapse.channel('service');
  const begunMs = performance.now();
  let endedMs = 0;
  const hanging = selectRows(channel, RUNAWAY, { namespace: 'compared', timeoutMs: QUERY_MS }).catch(() => {
    endedMs = performance.now() - begunMs - RUNAWAY_TIMEOUT_MS;
  });
  const others: number[] = [];
  while (endedMs === 0) {
    const askedMs = performance.now();
    await selectRows(channel, comparedQueries.point, { namespace: 'compared', timeoutMs: QUERY_MS });
    others.push(performance.now() - askedMs);
  }
  await hanging;
  return { endedMsAfterDeadline: rounded(endedMs), othersP99Ms: percentile(others, 0.99), othersAnswered: others.length };
}

async function restart(settings: Record<string, string>): Promise<number> {
  await synapse.end('SIGTERM');
  Object.assign(synapse.settings, settings);
  const begunMs = performance.now();
  await synapse.start();
  if ((await count('start')) !== startQuads) throw new Error('the restarted graph does not hold what was written');
  return rounded((performance.now() - begunMs) / 1000, 2);
}

/** Has the graph stored as a backup does, so that a start is one from a stored graph and not from the journal. */
async function stored(): Promise<void> {
  const channel = await synapse.channel('operator');
  for await (const _ of channel.serverStream(SemanticEngineService.backup, BackupRequest.create()) as AsyncIterable<BackupPart>);
}

/** Seconds until a million quads answer after a start, and what they weigh. */
async function starts() {
  const shape = { clients: LARGE_CLIENTS, quadsPerCall: LARGE_QUADS };
  const empty = residentBytesOf(synapse.service.pid);
  await write('start', { ...shape, callsPerClient: startQuads / LARGE_CLIENTS / LARGE_QUADS });
  if ((await count('start')) !== startQuads) throw new Error('not all quads are there');
  await stored();
  const fastSeconds = await restart({});
  const bytesPerQuad = Math.round((residentBytesOf(synapse.service.pid) - empty) / startQuads);
  const portableSeconds = await restart({ PANAL_SYNAPSE_FAST_START: 'false' });
  const portableBytes = Math.round((residentBytesOf(synapse.service.pid) - empty) / startQuads);
  return {
    quads: startQuads,
    portableSeconds,
    fastSeconds,
    bytesPerQuadOfOneCopy: portableBytes,
    bytesPerQuadAfterFastStart: bytesPerQuad,
  };
}

async function peers(): Promise<{ bareOxigraph: PeerFigures; n3Comunica?: PeerFigures }> {
  const args = ['--conditions=panal-source', file('synapse-peers.ts'), String(COMPARED_QUADS)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1024 * 1024 });
  return JSON.parse(stdout) as { bareOxigraph: PeerFigures; n3Comunica?: PeerFigures };
}

const ratios = (own: Record<string, number>, other: PeerFigures | undefined) =>
  other && Object.fromEntries(Object.entries(own).map(([name, ms]) => [name, rounded((other.queriesMs[name] ?? 0) / ms, 2)]));

/** Prints a part as it is known, since the whole takes minutes. */
function show<T>(name: string, part: T): T {
  process.stdout.write(`${name}: ${JSON.stringify(part)}\n`);
  return part;
}

await synapse.initialise();
synapse.settings['PANAL_LOG_LEVEL'] = 'warn';
try {
  await synapse.start();
  await write('warm', small(Math.ceil(calls / 4)));
  await write('warm', small(Math.ceil(calls / 4), WINDOW));
  const smallBatches = show('smallBatches', await writing('small', small(calls, WINDOW)));
  const smallOneByOne = show('smallOneByOne', await writing('one-by-one', small(calls, 1)));
  const smallUnary = show('smallUnary', await writing('unary', small(calls)));
  const largeShape = { clients: LARGE_CLIENTS, quadsPerCall: LARGE_QUADS, callsPerClient: 25 };
  const largeBatches = show('largeBatches', await writing('large', largeShape));
  await write('compared', { clients: 4, quadsPerCall: 3_500, callsPerClient: COMPARED_QUADS / 14_000 });
  const heavy = show('underHeavyQueries', await underHeavyQueries());
  const queriesMs = show('queriesMs', await queryTimes());
  await synapse.end('SIGTERM');
  synapse.settings['PANAL_SYNAPSE_QUERY_TIMEOUT_MS'] = String(RUNAWAY_TIMEOUT_MS);
  // What a start applies anew must not be stored just then: on a busy machine a slice of it takes longer than this time-out.
  synapse.settings['PANAL_SYNAPSE_SNAPSHOT_EVERY_CHANGES'] = '100000000';
  await synapse.start();
  await bothCopies();
  const ended = show('runaway', await runaway());
  delete synapse.settings['PANAL_SYNAPSE_SNAPSHOT_EVERY_CHANGES'];
  await synapse.remove();
  await synapse.initialise();
  synapse.settings['PANAL_SYNAPSE_REPLICAS'] = '1';
  synapse.settings['PANAL_SYNAPSE_QUERY_TIMEOUT_MS'] = String(QUERY_MS);
  await synapse.start();
  const start = show('start', await starts());
  const { bareOxigraph, n3Comunica } = await peers();
  if (!n3Comunica) process.stderr.write('Comunica is not installed: run "npm ci" in tools/peers to compare with it.\n');
  const figures = {
    bench: 'synapse',
    smallBatches,
    smallOneByOne,
    smallUnary,
    largeBatches,
    underHeavyQueries: heavy,
    queriesMs,
    runaway: ended,
    start,
    bareOxigraph,
    n3Comunica,
    timesFasterThanBare: ratios(queriesMs, bareOxigraph),
    timesFasterThanComunica: ratios(queriesMs, n3Comunica),
    loadOfBare: rounded(largeBatches.visibleQuadsPerSecond / bareOxigraph.loadQuadsPerSecond, 2),
    loadOfComunica: n3Comunica && rounded(largeBatches.visibleQuadsPerSecond / n3Comunica.loadQuadsPerSecond, 2),
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
} finally {
  load.end();
  await synapse.remove();
}
