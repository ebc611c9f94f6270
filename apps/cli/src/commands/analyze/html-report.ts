import type { Analysis } from '@panal/grouping/files';
import { formatTime, safeText } from '../../show/output.ts';
import { type Shown, count, doubtWords, percent, templateOf } from './analysis-words.ts';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text of a log inside a page: shown, never obeyed. */
export const escaped = (text: string): string =>
  safeText(text.toWellFormed()).replace(/[&<>"']/g, (each) => entities[each] ?? '');

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --bar: #3b6fd4; --soft: #8889; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: 0; } h2 { font-size: 1.1rem; margin-top: 2rem; }
.soft { opacity: .7; } svg { display: block; width: 100%; height: auto; } svg text { font: 12px system-ui, sans-serif; fill: currentColor; }
rect { fill: var(--bar); } table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th, td { text-align: left; padding: .4rem .6rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.number, th.number { text-align: right; } code { font: 13px/1.45 ui-monospace, monospace; overflow-wrap: anywhere; }
code.example { opacity: .65; display: block; } td svg { width: 100%; height: 1.6rem; } li { margin: .2rem 0; }
`;

const BARS_SHOWN = 20;
const ROW = 24;
const WIDTH = 1_000;
const LABEL = 560;
const PLOT_HEIGHT = 160;

const number = (value: number): string => String(Math.round(value * 10) / 10);

/** Bars of the largest clusters, with their templates beside them. */
function largestPlot({ clusters }: Shown): string {
  const some = clusters.slice(0, BARS_SHOWN);
  const top = Math.max(1, ...some.map((each) => each.count));
  const rows = some.map((each, at) => {
    const y = at * ROW;
    const width = Math.max(1, (each.count / top) * (WIDTH - LABEL - 90));
    const label = templateOf(each.template);
    const short = label.length > 84 ? `${label.slice(0, 83)}…` : label;
    return `<text x="0" y="${y + 16}">${escaped(`${each.id}  ${short}`)}</text><rect x="${LABEL}" y="${y + 4}" width="${number(width)}" height="16"/><text x="${number(LABEL + width + 6)}" y="${y + 16}">${each.count.toLocaleString('en')}</text>`;
  });
  return `<svg viewBox="0 0 ${WIDTH} ${some.length * ROW}" role="img" aria-label="Records of the largest clusters">${rows.join('')}</svg>`;
}

function bars(counts: readonly number[], size: { readonly width: number; readonly height: number }): string {
  const top = Math.max(1, ...counts);
  const each = size.width / Math.max(1, counts.length);
  return counts
    .map((value, at) => {
      const height = value === 0 ? 0 : Math.max(1, (value / top) * size.height);
      return `<rect x="${number(at * each)}" y="${number(size.height - height)}" width="${number(Math.max(0.5, each - 1))}" height="${number(height)}"/>`;
    })
    .join('');
}

const bytesWords = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

function overallPlot({ clusters, trend }: Analysis): string {
  const total: number[] = [];
  for (const cluster of clusters) for (const [at, value] of cluster.trend.entries()) total[at] = (total[at] ?? 0) + value;
  const words = (at: number): string => (trend.over === 'time' ? `${formatTime(at)} UTC` : bytesWords(at));
  const end = trend.start + total.length * trend.width;
  return `<svg viewBox="0 0 ${WIDTH} ${PLOT_HEIGHT + 24}" role="img" aria-label="Records over ${trend.over}">${bars(total, { width: WIDTH, height: PLOT_HEIGHT })}<text x="0" y="${PLOT_HEIGHT + 18}">${words(trend.start)}</text><text x="${WIDTH}" y="${PLOT_HEIGHT + 18}" text-anchor="end">${words(end)}</text></svg><p class="soft">At most ${Math.max(0, ...total).toLocaleString('en')} records in a bar.</p>`;
}

function clusterTable({ clusters }: Shown): string {
  const rows = clusters.map((each) => {
    const seen =
      each.firstSeenMs === undefined
        ? ''
        : `${formatTime(each.firstSeenMs)}<br>${formatTime(each.lastSeenMs ?? each.firstSeenMs)}`;
    const trend = `<svg viewBox="0 0 120 24" preserveAspectRatio="none" aria-hidden="true">${bars(each.trend, { width: 120, height: 24 })}</svg>`;
    return `<tr><td>${each.id}</td><td class="number">${each.count.toLocaleString('en')}<br>${percent(each.share)}</td><td>${seen}</td><td>${trend}</td><td><code>${escaped(templateOf(each.template))}</code><code class="example">${escaped(each.example)}</code></td></tr>`;
  });
  return `<table><colgroup><col style="width:4rem"><col style="width:7rem"><col style="width:11rem"><col style="width:9rem"><col></colgroup><thead><tr><th>Id</th><th class="number">Records</th><th>First and last seen (UTC)</th><th>Trend</th><th>Template and first record</th></tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
}

const list = (lines: readonly string[]): string => `<ul>${lines.map((line) => `<li>${escaped(line)}</li>`).join('')}</ul>`;

/** The analysis as one page: no script, no request, text of the logs inert. */
export function htmlReport(analysis: Analysis, shown: Shown): string {
  const doubts = doubtWords(analysis);
  const problems = analysis.problems.map(({ input, message }) => `${input}: ${message}`);
  const rest =
    shown.hidden > 0
      ? `<p class="soft">${count(shown.hidden, 'cluster')} more with ${percent(shown.hiddenShare)} of records.</p>`
      : '';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Clusters of log lines</title><style>${STYLE}</style></head><body>
<h1>Clusters of log lines</h1>
<p class="soft">${count(analysis.lines, 'line')} in ${count(analysis.records, 'record')}, ${bytesWords(analysis.bytes)}, ${count(analysis.clusters.length, 'cluster')}</p>
<h2>Largest clusters</h2>${largestPlot(shown)}
<h2>All records over ${analysis.trend.over === 'time' ? 'time' : 'the input'}</h2>${overallPlot(analysis)}
<h2>Clusters</h2>${clusterTable(shown)}${rest}
${doubts.length > 0 ? `<h2>To be doubted</h2>${list(doubts)}` : ''}
${problems.length > 0 ? `<h2>Not read</h2>${list(problems)}` : ''}
</body></html>
`;
}
