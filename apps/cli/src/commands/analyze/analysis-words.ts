import type { Analysis, AnalyzedCluster } from '@panal/grouping/files';
import pc from 'picocolors';
import { formatTime, safeText, table } from '../../show/output.ts';
import { sparkline } from './sparkline.ts';

const TEMPLATE_CHARS = 160;
const EXAMPLE_CHARS = 160;

export const percent = (share: number): string => {
  const value = share * 100;
  return value > 0 && value < 0.1 ? '<0.1 %' : `${value.toFixed(1)} %`;
};

const cut = (text: string, length: number): string => {
  const line = safeText(text).replace(/\s+/g, ' ').trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
};

export const templateOf = (template: string): string => (template.trim() === '' ? '(empty line)' : template);

/** What of an analysis is shown. */
export interface Shown {
  readonly clusters: readonly AnalyzedCluster[];
  readonly hidden: number;
  readonly hiddenShare: number;
}

/** The largest clusters; `minShare` between 0 and 1. */
export function shownClusters(analysis: Analysis, { top, minShare }: { top: number; minShare: number }): Shown {
  const clusters = analysis.clusters.filter(({ share }) => share >= minShare).slice(0, top);
  const shown = clusters.reduce((sum, { count }) => sum + count, 0);
  const all = analysis.clusters.reduce((sum, { count }) => sum + count, 0);
  return { clusters, hidden: analysis.clusters.length - clusters.length, hiddenShare: all === 0 ? 0 : (all - shown) / all };
}

/** Sentences on what to doubt about the clusters; none where all is well. */
export function doubtWords({ doubts }: Analysis): string[] {
  const words: string[] = [];
  if (doubts.catchAllShare > 0) {
    words.push(`${percent(doubts.catchAllShare)} of records found no room among the templates: they are in catch-all clusters.`);
  }
  if (doubts.isSampled)
    words.push('There were more forms of lines than are remembered: most unknown ones were not looked at closely.');
  if (doubts.broad.length > 0) {
    const ids = doubts.broad.slice(0, 5).join(', ');
    words.push(
      `${percent(doubts.broadShare)} of records are in ${count(doubts.broad.length, 'cluster')} with next to no words (${ids}): each may hold different events.`,
    );
  }
  const [split] = doubts.split;
  if (split) {
    words.push(
      `${count(doubts.split.length, 'set')} of clusters differ in a word or two, or in how they end (such as ${split.slice(0, 5).join(', ')}): they may be one event.`,
    );
  }
  if (doubts.nonTextShare > 0) words.push(`${percent(doubts.nonTextShare)} of records hold bytes that no text has.`);
  if (doubts.cutLines > 0)
    words.push(`${count(doubts.cutLines, 'line')} longer than 1 MiB: only the first MiB of each was read.`);
  return words;
}

export const count = (number: number, noun: string): string => `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;

/** The whole result for people. */
export function analysisWords(analysis: Analysis, shown: Shown): string[] {
  const { lines, records, bytes, clusters } = analysis;
  const of = records === lines ? '' : ` in ${count(records, 'record')}`;
  const head = `${count(lines, 'line')}${of}, ${(bytes / 2 ** 20).toFixed(1)} MiB, ${count(clusters.length, 'cluster')}`;
  if (clusters.length === 0) return [head];
  const isTimed = shown.clusters.some(({ firstSeenMs }) => firstSeenMs !== undefined);
  const titles = [
    'ID',
    'COUNT',
    'SHARE',
    ...(isTimed ? ['FIRST SEEN (UTC)', 'LAST SEEN (UTC)'] : []),
    'TREND',
    'TEMPLATE AND EXAMPLE',
  ];
  const rows = shown.clusters.map((each) => [
    String(each.id),
    each.count.toLocaleString('en'),
    percent(each.share),
    ...(isTimed ? [formatTime(each.firstSeenMs ?? 0), formatTime(each.lastSeenMs ?? 0)] : []),
    sparkline(each.trend),
    cut(templateOf(each.template), TEMPLATE_CHARS),
  ]);
  const [titleLine = '', ...rowLines] = table(titles, rows);
  const indent = ' '.repeat(6);
  const body = rowLines.flatMap((line, at) => [
    line,
    pc.dim(`${indent}${cut(shown.clusters[at]?.example ?? '', EXAMPLE_CHARS)}`),
  ]);
  const rest =
    shown.hidden > 0
      ? [pc.dim(`${count(shown.hidden, 'cluster')} more with ${percent(shown.hiddenShare)} of records (--top N shows them)`)]
      : [];
  return [head, '', titleLine, ...body, ...rest, ...doubtWords(analysis).map((line) => `${pc.yellow('!')} ${line}`)];
}
