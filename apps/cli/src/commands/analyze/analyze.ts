import { type Analysis, analyzeLogs, resolveIds } from '@panal/grouping/files';
import type { Command } from 'commander';
import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import pc from 'picocolors';
import { wholeNumber } from '../../amounts.ts';
import { CliError, exitCodes } from '../../exit.ts';
import { createOutput, safeText } from '../../show/output.ts';
import { type Shown, analysisWords, shownClusters } from './analysis-words.ts';
import { htmlReport } from './html-report.ts';
import { ProgressBar } from './progress-bar.ts';
import { wantsJson } from '../../wants-json.ts';

interface AnalyzeFlags {
  readonly field?: string;
  readonly messages?: boolean;
  readonly follow?: boolean;
  readonly ids?: boolean;
  readonly resolve?: boolean;
  readonly html?: string;
  readonly state?: string;
  readonly top: string;
  readonly minShare: string;
  readonly workers?: string;
}

const TOP_MAX = 1_000_000;
const SMALL_BYTES = 4 * 2 ** 20;

/** Bytes of the files named, where all are files and none is packed. */
function totalBytes(paths: readonly string[]): number | undefined {
  let total = 0;
  for (const path of paths) {
    const stats = path === '-' ? undefined : statSync(path, { throwIfNoEntry: false });
    if (!stats?.isFile() || path.endsWith('.gz')) return undefined;
    total += stats.size;
  }
  return total;
}

/** A signal that Ctrl-C gives; a second Ctrl-C ends the process. */
function interruption(): { readonly signal: AbortSignal; readonly end: () => void } {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, stop);
  return {
    signal: controller.signal,
    end: () => {
      for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, stop);
    },
  };
}

async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

function shownAsJson(analysis: Analysis, shown: Shown): unknown {
  const at = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());
  return {
    ...analysis,
    clusters: shown.clusters.map(({ firstSeenMs, lastSeenMs, ...rest }) => ({
      ...rest,
      firstSeen: at(firstSeenMs),
      lastSeen: at(lastSeenMs),
    })),
    clustersInAll: analysis.clusters.length,
    trend: { ...analysis.trend, start: Number.isNaN(analysis.trend.start) ? null : analysis.trend.start },
  };
}

function checkedShare(text: string): number {
  const value = Number(text.replace(/%$/, ''));
  if (text === '' || !(value >= 0 && value <= 100)) {
    throw new CliError(`--min-share is a percentage between 0 and 100, not "${text}".`, exitCodes.usage);
  }
  return value / 100;
}

function checkFlags(paths: readonly string[], flags: AnalyzeFlags): void {
  const wrong = (message: string): never => {
    throw new CliError(message, exitCodes.usage);
  };
  if (flags.follow && paths.includes('-')) wrong('Standard input is read as it comes: leave out --follow, or name a file.');
  if (flags.follow && paths.some((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory())) {
    wrong('--follow takes files, not directories. Name the files.');
  }
}

/** What ids of earlier runs are part of now. */
async function resolve(paths: readonly string[], statePath: string | undefined): Promise<void> {
  if (statePath === undefined) throw new CliError('--resolve needs the --state that the ids are of.', exitCodes.usage);
  try {
    await resolveIds({ paths, stdin: process.stdin, statePath, onIds: write });
  } catch (error) {
    throw new CliError((error as Error).message);
  }
}

async function analyze(paths: readonly string[], flags: AnalyzeFlags, command: Command): Promise<void> {
  const isJson = wantsJson(command);
  const output = createOutput(isJson);
  const limits = { top: wholeNumber(flags.top, '--top', { min: 1, max: TOP_MAX }), minShare: checkedShare(flags.minShare) };
  checkFlags(paths, flags);
  if (flags.resolve) return await resolve(paths, flags.state);
  // Young objects stay in a small space: with many forms of lines that saves 150 MB, at no cost.
  setFlagsFromString('--semi-space-growth-factor=1');
  const bytes = totalBytes(paths);
  const isSmall = bytes !== undefined && bytes < SMALL_BYTES;
  const workers = flags.workers === undefined ? undefined : wholeNumber(flags.workers, '--workers', { min: 0, max: 16 });
  const progress = new ProgressBar({
    isShown: !isJson && process.stderr.isTTY === true,
    ...(bytes === undefined ? {} : { totalBytes: bytes }),
  });
  const { signal, end } = interruption();
  let analysis: Analysis;
  try {
    analysis = await analyzeLogs({
      paths,
      stdin: process.stdin,
      ...(workers !== undefined ? { workers } : isSmall ? { workers: 0 } : {}),
      ...(flags.field === undefined ? {} : { field: flags.field }),
      areMessages: flags.messages === true,
      follow: flags.follow === true,
      ...(flags.state === undefined ? {} : { statePath: flags.state }),
      signal,
      ...(flags.ids ? { onIds: write, idsAsJson: isJson } : {}),
      onProgress: (now) => progress.show(now),
    });
  } catch (error) {
    throw new CliError((error as Error).message);
  } finally {
    progress.clear();
  }
  end();
  const shown = shownClusters(analysis, limits);
  if (!flags.ids) output.result(shownAsJson(analysis, shown), () => analysisWords(analysis, shown));
  if (flags.html !== undefined) await writeHtml(flags.html, htmlReport(analysis, shown));
  for (const { input, message } of analysis.problems) {
    process.stderr.write(`${pc.red('panal:')} ${safeText(input)}: ${safeText(message)}\n`);
  }
  if (signal.aborted) process.exitCode = flags.follow ? exitCodes.ok : exitCodes.interrupted;
  else if (analysis.problems.length > 0) process.exitCode = exitCodes.failed;
}

async function writeHtml(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new CliError(`The report cannot be written: ${(error as Error).message}. Name another file for --html.`);
  }
}

const HELP = `
Reads plain text, gzip and JSON lines, each known by its content. Times without a zone are taken as UTC.
Records of several lines (stack traces) count once.

Exit codes:
  0  all was read      1  an input could not be read, wholly or in part; the rest is shown
  2  the command was not right        130  interrupted; what was read is shown

Examples:
  panal analyze app.log
  panal analyze /var/log --top 50 --html report.html
  kubectl logs web | panal analyze -
  panal analyze app.log.1.gz app.log --state clusters.json --json
  panal analyze app.log --follow
  cut -f 5 events.tsv | panal analyze - --messages --ids`;

export function addAnalyze(program: Command): void {
  program
    .command('analyze')
    .description('Group log lines to clusters by their templates; works without a running Panal')
    .argument('<path...>', 'files, directories (recursive, without hidden files), or - for standard input')
    .option('--field <name>', 'the field of JSON lines that holds the message (a.b leads inside); found if not given')
    .option('--messages', 'lines are messages: they have no header, and each is a record')
    .option('--follow', 'go on reading what is added, through rotation, until Ctrl-C')
    .option(
      '--ids',
      "write each line's cluster id instead of the clusters, one a line, in order; with --json also what was joined",
    )
    .option('--resolve', 'read ids, one a line, and write the id that each is part of now, by --state')
    .option('--html <file>', 'also write a report with plots, a single file')
    .option('--state <file>', 'keep clusters and their ids in this file from run to run')
    .option('--top <n>', 'show so many clusters', '25')
    .option('--min-share <percent>', 'show no clusters with less', '0')
    .option('--workers <n>', 'scanning threads; the result does not depend on them (default: one a core)')
    .addHelpText('after', HELP)
    .action((paths: string[], flags: AnalyzeFlags, command: Command) => analyze(paths, flags, command));
}
