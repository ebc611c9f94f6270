/** Times as logs write them. Where a line names no zone, UTC is taken; where it names no year, the latest that is not in the future. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MONTH = `(?<name>${MONTHS.join('|')})`;
const CLOCK = '(?<h>\\d{1,2})[:.](?<m>\\d{1,2})(?:[:.](?<s>\\d{1,2})(?:[.,:](?<f>\\d{1,9}))?)?';
const ZONE = '\\s?(?<zone>Z|[+-]\\d\\d:?\\d\\d)?';
const HEAD_CHARS = 120;

const FORMS = [
  `(?<y>\\d{4})[-/.](?<mo>\\d{1,2})[-/.](?<d>\\d{1,2})[ T.:_-]+${CLOCK}${ZONE}`,
  `(?<y>\\d{4})(?<mo>\\d\\d)(?<d>\\d\\d)[-T ]${CLOCK}${ZONE}`,
  `(?<d>\\d{1,2})[/ -]${MONTH}[/ -](?<y>\\d{4})[ :T]${CLOCK}${ZONE}`,
  `${MONTH} {1,2}(?<d>\\d{1,2})(?:,? (?<y>\\d{4}))? ${CLOCK}(?: (?<y2>\\d{4}))?`,
  `(?<yy>\\d\\d)[-/.](?<mo>\\d\\d)[-/.](?<d>\\d\\d) ${CLOCK}`,
  `(?<mo>\\d\\d)[-.](?<d>\\d\\d) ${CLOCK}`,
  `(?<yy>\\d\\d)(?<mo>\\d\\d)(?<d>\\d\\d) (?<h>\\d\\d)(?<m>\\d\\d)(?<s>\\d\\d)`,
].map((source) => new RegExp(`(?<![\\d:.])${source}(?!\\d)`));
const SINCE_1970 = /(?<![\d.:-])(1\d{9})(?:\.(\d{1,9})|(\d{3}))?(?![\d-])/;

const DAY_MS = 86_400_000;

function zoneMs(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -1 : 1) * minutes * 60_000;
}

function timeOf(groups: Readonly<Record<string, string | undefined>>, nowMs: number): number {
  const number = (name: string): number => Number(groups[name] ?? 0);
  const month = groups['name'] === undefined ? number('mo') - 1 : MONTHS.indexOf(groups['name']);
  if (month < 0 || month > 11 || number('d') < 1 || number('d') > 31 || number('h') > 24 || number('m') > 59) return Number.NaN;
  const at = (year: number): number =>
    Date.UTC(year, month, number('d'), number('h'), number('m'), number('s'), Number(`0.${groups['f'] ?? '0'}`) * 1_000) -
    zoneMs(groups['zone']);
  const given = groups['y'] ?? groups['y2'];
  if (given !== undefined) return at(Number(given));
  if (groups['yy'] !== undefined) return at(2_000 + number('yy'));
  const year = new Date(nowMs).getUTCFullYear();
  const ms = at(year);
  return ms > nowMs + DAY_MS ? at(year - 1) : ms;
}

/** The first time near the beginning of a line, in milliseconds since 1970; NaN where there is none. Some 2 µs; pure. */
export function recordTimeMs(line: string, nowMs: number): number {
  const head = line.slice(0, HEAD_CHARS);
  for (const form of FORMS) {
    const groups = form.exec(head)?.groups;
    if (groups) return timeOf(groups, nowMs);
  }
  const since = SINCE_1970.exec(head);
  if (!since) return Number.NaN;
  return Number(since[1]) * 1_000 + Number(since[3] ?? 0) + Math.floor(Number(`0.${since[2] ?? '0'}`) * 1_000);
}

/** The same of a JSON value. */
export function valueTimeMs(value: unknown, nowMs: number): number {
  if (typeof value === 'string') return recordTimeMs(value, nowMs);
  if (typeof value !== 'number' || value < 1e8) return Number.NaN;
  if (value < 1e11) return value * 1_000;
  if (value < 1e14) return value;
  return value < 1e17 ? value / 1e3 : value / 1e6;
}
