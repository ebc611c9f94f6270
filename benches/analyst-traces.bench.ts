// `npm run bench -- analyst-traces [--run LANGUAGE,…]`
//
// Groups the crashes of our own programs (packages/grouping/test/crashes: real processes, labels fixed before tuning, half of the
// causes held out) and compares the groups with the causes pair by pair: F1 of "these two are the same". With --run the programs
// are run anew first, in the languages named (or `all`) whose tools are on this machine. Then how many traces a CPU-second takes.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { cleanLines, signatureOf } from '@panal/grouping';
import { RecordAssembler, TraceGrouper, traceIdentityOf, tracesIn } from '@panal/grouping/traces';

interface Crash {
  readonly language: string;
  readonly cause: string;
  readonly text: string;
}

interface Grouped extends Crash {
  readonly half: string;
  readonly id: number;
  readonly signature: string;
}

const { values } = parseArgs({ options: { run: { type: 'string' } } });
const folder = new URL('../packages/grouping/test/crashes/', import.meta.url);
const fileOf = (name: string): string => fileURLToPath(new URL(name, folder));

if (values.run !== undefined) {
  const languages = values.run === 'all' ? [] : values.run.split(',');
  execFileSync(process.execPath, [...process.execArgv, fileOf('generate.ts'), ...languages], { stdio: 'inherit' });
}

const { causes } = JSON.parse(readFileSync(fileOf('labels.json'), 'utf8')) as { causes: Record<string, Record<string, string>> };
const crashes = gunzipSync(readFileSync(fileOf('corpus.jsonl.gz')))
  .toString()
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Crash);

const groupIn = (grouper: TraceGrouper, text: string): number => {
  const trace = tracesIn(cleanLines(text)).at(-1);
  return trace ? grouper.add(traceIdentityOf(trace)) : -1;
};

/** F1 over all pairs: same cause against same group. */
function pairwiseF1(found: readonly Grouped[], keyOf: (one: Grouped) => unknown): number {
  let both = 0;
  let either = 0;
  for (const [index, one] of found.entries()) {
    for (const other of found.slice(index + 1)) {
      const counts = Number(one.cause === other.cause && one.language === other.language) + Number(keyOf(one) === keyOf(other));
      if (counts === 2) both += 1;
      either += counts;
    }
  }
  return Math.round(((2 * both) / either) * 1_000) / 1_000;
}

const grouper = new TraceGrouper();
const grouped = crashes.map((crash) => ({
  ...crash,
  half: causes[crash.language]![crash.cause]!,
  id: groupIn(grouper, crash.text),
  signature: signatureOf(crash.text).signature,
}));

const rows = [];
for (const half of ['tuning', 'held-out']) {
  const ofHalf = grouped.filter((one) => one.half === half);
  for (const language of [...Object.keys(causes), 'all']) {
    const chosen = ofHalf.filter((one) => language === 'all' || one.language === language);
    const [f1, signatureF1] = [pairwiseF1(chosen, ({ id }) => id), pairwiseF1(chosen, ({ signature }) => signature)];
    rows.push({ half, language, crashes: chosen.length, f1, signatureF1 });
  }
}
console.table(rows);

const before = process.cpuUsage();
const rounds = 20;
for (let round = 0; round < rounds; round += 1) for (const { text } of crashes) groupIn(grouper, text);
const { user, system } = process.cpuUsage(before);
const tracesPerCpuSecond = Math.round((rounds * crashes.length) / ((user + system) / 1e6));

const lines = crashes.flatMap(({ text }) => text.split('\n'));
const assembled = process.cpuUsage();
for (let round = 0; round < rounds; round += 1) {
  const assembler = new RecordAssembler();
  for (const line of lines) assembler.add(line);
}
const spent = process.cpuUsage(assembled);
const linesPerCpuSecond = Math.round((rounds * lines.length) / ((spent.user + spent.system) / 1e6));

console.log(`${tracesPerCpuSecond} traces and ${linesPerCpuSecond} lines put together to records, a CPU-second`);
const halves = rows.filter(({ language }) => language === 'all');
console.log(
  JSON.stringify({
    bench: 'analyst-traces',
    rows,
    f1: Math.min(...halves.map(({ f1 }) => f1)),
    bar: 0.95,
    isMet: halves.every(({ f1 }) => f1 >= 0.95),
    tracesPerCpuSecond,
    linesPerCpuSecond,
  }),
);
