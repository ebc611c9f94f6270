// `npm run bench -- analyst [--shared ../shared] [--lines 2400000] [--gigabytes N]`: the real `panal analyze` over labelled sets (raw lines and
// messages), mutated copies of them and invented ones; its throughput beside Drain3 and a plain Drain; with `--gigabytes` its memory.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { LogGrouper } from '@panal/grouping/logs';
import { type LabelledSet, halved, mutated, synthetic } from './analyst/labelled-sets.ts';
import { inventedSets } from './analyst/invented-sets.ts';
import { costOf, idsOf, soak } from './analyst/panal-process.ts';
import { PlainDrain } from './analyst/plain-drain.ts';

const { values } = parseArgs({
  options: {
    shared: { type: 'string', default: '../shared' },
    lines: { type: 'string', default: '2400000' },
    gigabytes: { type: 'string', default: '0' },
    peers: { type: 'boolean', default: true },
  },
  allowNegative: true,
});

interface Score {
  readonly GA: number;
  readonly FGA: number;
}

interface Evaluator {
  parseCsv(text: string): string[][];
  evaluate(truth: readonly string[], predicted: readonly string[]): Score;
}

const SEEDS = [11, 12, 13];
const PLAIN_LINES = 60_000;
const rounded = (value: number, digits = 4): number => Number(value.toFixed(digits));
const mean = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
const shared = resolve(values.shared);
const dir = mkdtempSync(join(tmpdir(), 'panal-bench-'));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const evaluatorFile = join(shared, 'tools', 'eval-grouping.mjs');
const setsDir = join(shared, 'data', 'loghub2k');
const evaluator = existsSync(evaluatorFile) ? ((await import(pathToFileURL(evaluatorFile).href)) as Evaluator) : undefined;

interface Sets {
  readonly raw: LabelledSet[];
  readonly messages: LabelledSet[];
}

/** The labelled sets of the folder, as they are and as messages. */
function readSets(from: Evaluator): Sets {
  const sets: Sets = { raw: [], messages: [] };
  for (const name of readdirSync(setsDir).toSorted()) {
    const csv = join(setsDir, name, `${name}_2k.log_structured.csv`);
    if (!existsSync(csv)) continue;
    const [head = [], ...rows] = from.parseCsv(readFileSync(csv, 'utf8'));
    const column = (title: string): string[] => rows.map((row) => (row[head.indexOf(title)] ?? '').replaceAll('\n', ' '));
    const lines = readFileSync(join(setsDir, name, `${name}_2k.log`), 'utf8').split(/\r?\n/);
    sets.raw.push({ name, lines: lines.slice(0, rows.length), labels: column('EventId') });
    sets.messages.push({ name, lines: column('Content'), labels: column('EventId') });
  }
  return sets;
}

function scores(title: string, sets: readonly LabelledSet[], args: readonly string[]): object {
  if (!evaluator) return {};
  const results = sets.map((set) => {
    const file = join(dir, 'set.log');
    writeFileSync(file, `${set.lines.join('\n')}\n`);
    return { name: set.name, ...evaluator.evaluate(set.labels, idsOf([file, ...args])) };
  });
  const worst = results.toSorted((a, b) => a.GA - b.GA)[0];
  const [GA, FGA] = [mean(results.map((each) => each.GA)), mean(results.map((each) => each.FGA))];
  say(`${title.padEnd(34)} GA ${GA.toFixed(4)}  FGA ${FGA.toFixed(4)}  worst ${worst?.name} GA ${worst?.GA.toFixed(3)}`);
  const each = Object.fromEntries(results.map((result) => [result.name, [rounded(result.GA), rounded(result.FGA)]]));
  return { GA: rounded(GA), FGA: rounded(FGA), each };
}

/** The cluster that each line was given when it came, what it is in the end, and in a second reading with all known. */
function onlineScores(sets: readonly LabelledSet[]): object {
  if (!evaluator) return {};
  const evaluate = (truth: readonly string[], ids: readonly string[]): Score => evaluator.evaluate(truth, ids);
  const results = sets.map(({ lines, labels }) => {
    const grouper = new LogGrouper();
    const given = lines.map((line) => grouper.add(line));
    const online = evaluate(
      labels,
      given.map((id) => String(grouper.canonical(id))),
    );
    const atOnce = evaluate(labels, given.map(String));
    const again = lines.map((line) => grouper.add(line));
    const batch = evaluate(
      labels,
      again.map((id) => String(grouper.canonical(id))),
    );
    return { atOnce, online, batch };
  });
  const average = (name: 'atOnce' | 'online' | 'batch'): object => ({
    GA: rounded(mean(results.map((each) => each[name].GA))),
    FGA: rounded(mean(results.map((each) => each[name].FGA))),
  });
  const all = { atArrivalUnjoined: average('atOnce'), online: average('online'), batch: average('batch') };
  say(`online against batch: ${JSON.stringify(all)}`);
  return all;
}

/** Raw lines of all sets (or invented ones), repeated; numbers differ from copy to copy. */
function bigFile(sets: readonly LabelledSet[], lines: number): string {
  const file = join(dir, 'big.log');
  const parts: string[] = [];
  for (let size = 0, copy = 0; size < lines; copy += 1) {
    for (const set of sets) {
      parts.push(...(copy === 0 ? set.lines : set.lines.map((line) => line.replace(/\d(?=\d*$)/, String(copy % 10)))));
      size += set.lines.length;
    }
  }
  writeFileSync(file, `${parts.slice(0, lines).join('\n')}\n`);
  return file;
}

function plainDrainRate(lines: readonly string[]): number {
  const drain = new PlainDrain();
  const before = process.cpuUsage();
  for (const line of lines) drain.add(line);
  const { user, system } = process.cpuUsage(before);
  return lines.length / ((user + system) / 1e6);
}

/** Drain3 in a virtual environment of its own; the reason where it cannot be had. */
function drain3Rate(file: string): number | string {
  const venv = join(dir, 'venv');
  try {
    execFileSync('python3', ['-m', 'venv', venv], { stdio: 'pipe', timeout: 120_000 });
    execFileSync(join(venv, 'bin', 'pip'), ['install', '--quiet', 'drain3==0.9.11'], { stdio: 'pipe', timeout: 300_000 });
    const script = resolve('benches/analyst/drain3_run.py');
    return Number(execFileSync(join(venv, 'bin', 'python'), [script, file], { encoding: 'utf8', timeout: 600_000 }));
  } catch (error) {
    return `could not be had: ${String((error as { stderr?: Buffer }).stderr ?? error)
      .trim()
      .split('\n')
      .at(-1)}`;
  }
}

function throughput(sets: readonly LabelledSet[]): object {
  const lines = Number(values.lines);
  const file = bigFile(sets, lines);
  const start = costOf([join(dir, 'set.log'), '--workers', '0']);
  const runs = [0, 1, 2].map((workers) => ({ workers, ...costOf([file, '--workers', String(workers), '--top', '1']) }));
  const [none, one, two] = runs;
  if (!none || !one || !two) throw new Error('three runs were meant');
  const sample = readFileSync(file, 'utf8').split('\n', PLAIN_LINES);
  const sampleFile = join(dir, 'sample.log');
  writeFileSync(sampleFile, `${sample.join('\n')}\n`);
  const drain3 = values.peers ? drain3Rate(sampleFile) : 'not asked for';
  const linesPerCpuSecond = lines / none.cpuSeconds;
  const figures = {
    lines,
    loadAverage: rounded(loadavg()[0] ?? 0, 1),
    cores: availableParallelism(),
    startCpuSeconds: rounded(start.cpuSeconds, 2),
    linesPerCpuSecond: Math.round(linesPerCpuSecond),
    linesPerCpuSecondWithoutStart: Math.round(lines / Math.max(0.01, none.cpuSeconds - start.cpuSeconds)),
    twoWorkersLinesPerCpuSecond: Math.round(lines / two.cpuSeconds),
    wallSeconds: runs.map(({ wallSeconds }) => rounded(wallSeconds, 2)),
    twoWorkersWallRatio: rounded(one.wallSeconds / two.wallSeconds, 2),
    plainDrainLinesPerCpuSecond: Math.round(plainDrainRate(sample)),
    drain3LinesPerCpuSecond: typeof drain3 === 'number' ? Math.round(drain3) : drain3,
    timesDrain3: typeof drain3 === 'number' ? rounded(linesPerCpuSecond / drain3, 1) : undefined,
  };
  say(`throughput: ${JSON.stringify(figures)}`);
  return figures;
}

async function memory(sets: readonly LabelledSet[]): Promise<object | undefined> {
  const gigabytes = Number(values.gigabytes);
  if (!(gigabytes > 0)) return undefined;
  const block = readFileSync(bigFile(sets, 200_000));
  const figures = await soak(block, gigabytes * 1e9);
  const top = Math.max(...figures.residentMib);
  say(`memory over ${gigabytes} GB: at most ${top} MiB; ${figures.residentMib.join(' ')}`);
  return { gigabytes, mostMib: top, ...figures };
}

try {
  const invented = SEEDS.map((seed) => synthetic(seed, { events: 120, lines: 4_000, hasHeader: false }));
  const inventedRaw = SEEDS.map((seed) => synthetic(seed, { events: 120, lines: 4_000, hasHeader: true }));
  const sets = evaluator && existsSync(setsDir) ? readSets(evaluator) : undefined;
  if (!sets) say(`There are no labelled sets in ${shared}: name their folder with --shared. Only throughput is measured.`);
  const result = {
    messages: sets && scores('labelled, messages', sets.messages, ['--messages']),
    raw: sets && scores('labelled, raw lines', sets.raw, []),
    mutated:
      sets &&
      scores(
        'mutated, messages',
        sets.messages.map((set, at) => mutated(set, at + 1)),
        ['--messages'],
      ),
    halved:
      sets &&
      scores(
        'mutated, halved, shuffled, messages',
        sets.messages.map((set, at) => halved(mutated(set, at + 31), at + 1)),
        ['--messages'],
      ),
    seen: scores('written templates, messages', inventedSets('seen').messages, ['--messages']),
    seenRaw: scores('written templates, raw lines', inventedSets('seen').raw, []),
    seenMore: scores('the same, other frequencies', inventedSets('seen', 4).messages, ['--messages']),
    kept: scores('kept apart, messages', inventedSets('kept').messages, ['--messages']),
    keptRaw: scores('kept apart, raw lines', inventedSets('kept').raw, []),
    synthetic: scores('invented, messages', invented, ['--messages']),
    syntheticRaw: scores('invented, with headers', inventedRaw, []),
    online: sets && onlineScores(sets.raw),
    throughput: throughput(sets?.raw ?? inventedRaw),
    memory: await memory(sets?.raw ?? inventedRaw),
  };
  say(JSON.stringify(result));
} finally {
  rmSync(dir, { recursive: true, force: true });
}
