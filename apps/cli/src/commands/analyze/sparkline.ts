const BARS = ' ▁▂▃▄▅▆▇█';

/** Adds neighbouring counts up so that at most `width` are left. */
export function narrowed(counts: readonly number[], width: number): number[] {
  const each = Math.max(1, Math.ceil(counts.length / width));
  const out: number[] = [];
  for (let at = 0; at < counts.length; at += each) out.push(counts.slice(at, at + each).reduce((sum, count) => sum + count, 0));
  return out;
}

/** Counts as bars of text, the highest at full height; none is blank, few are the lowest bar. */
export function sparkline(counts: readonly number[], width = 16): string {
  const bars = narrowed(counts, width);
  const top = Math.max(1, ...bars);
  return bars.map((count) => (count === 0 ? BARS[0] : BARS[Math.max(1, Math.round((count / top) * 8))])).join('');
}
