/** Times as logs write them. Where a line names no zone, UTC is taken; where it names no year, the latest that is not in the future. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MONTH = `(?<name>${MONTHS.join('|')})`;
const CLOCK = '(?<h>\\d{1,2})[:.](?<m>\\d{1,2})(?:[:.](?<s>\\d{1,2})(?:[.,:](?<f>\\d{1,9}))?)?';
const ZONE = '\\s?(?<zone>Z|[+-]\\d\\d:?\\d\\d)?';
/** Characters of a line that are looked at for its time. */
export const HEAD_CHARS = 120;

const FORMS = [
  `(?<y>\\d{4})[-/.](?<mo>\\d{1,2})[-/.](?<d>\\d{1,2})[ T.:_-]+${CLOCK}${ZONE}`,
  `(?<y>\\d{4})(?<mo>\\d\\d)(?<d>\\d\\d)[-T ]${CLOCK}${ZONE}`,
  `(?<d>\\d{1,2})[/ -]${MONTH}[/ -](?<y>\\d{4})[ :T]${CLOCK}${ZONE}`,
  `${MONTH} {1,2}(?<d>\\d{1,2})(?:,? (?<y>\\d{4}))? ${CLOCK}(?: (?<y2>\\d{4}))?`,
  `(?<yy>\\d\\d)[-/.](?<mo>\\d\\d)[-/.](?<d>\\d\\d) ${CLOCK}`,
  `(?<mo>\\d\\d)[-.](?<d>\\d\\d) ${CLOCK}`,
  `(?<yy>\\d\\d)(?<mo>\\d\\d)(?<d>\\d\\d) (?<h>\\d\\d)(?<m>\\d\\d)(?<s>\\d\\d)`,
].map((source) => new RegExp(`(?<![\\d:.])${source}(?!\\d)`, 'd'));
const SINCE_1970 = /(?<![\d.:-])(1\d{9})(?:\.(\d{1,9})|(\d{3}))?(?![\d-])/;

const DAY_MS = 86_400_000;

function zoneMs(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -1 : 1) * minutes * 60_000;
}

/** A time as it is written; the year is missing in some forms. */
export interface TimeParts {
  year: number | undefined;
  /** 0 is January. */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  ms: number;
}

/** Milliseconds since 1970, the parts taken as UTC; NaN where there is no such time. */
export function partsMs(parts: Readonly<TimeParts>, nowMs: number): number {
  const { year, month, day, hour, minute } = parts;
  if (!(month >= 0 && month <= 11 && day >= 1 && day <= 31 && hour <= 24 && minute <= 59)) return Number.NaN;
  if (year !== undefined) return Date.UTC(year, month, day, hour, minute, parts.second, parts.ms);
  const thisYear = new Date(nowMs).getUTCFullYear();
  const ms = Date.UTC(thisYear, month, day, hour, minute, parts.second, parts.ms);
  return ms > nowMs + DAY_MS ? Date.UTC(thisYear - 1, month, day, hour, minute, parts.second, parts.ms) : ms;
}

/** The number of a month's name; -1: it is none. */
export const monthOf = (name: string): number => MONTHS.indexOf(name);

type Groups = Readonly<Record<string, string | undefined>>;

function partsOf(groups: Groups): TimeParts {
  const number = (name: string): number => Number(groups[name] ?? 0);
  const given = groups['y'] ?? groups['y2'] ?? (groups['yy'] === undefined ? undefined : `20${groups['yy']}`);
  const fraction = groups['f'] ?? '';
  return {
    year: given === undefined ? undefined : Number(given),
    month: groups['name'] === undefined ? number('mo') - 1 : monthOf(groups['name']),
    day: number('d'),
    hour: number('h'),
    minute: number('m'),
    second: number('s'),
    ms: (Number(fraction) * 1_000) / 10 ** fraction.length,
  };
}

/** Where a form stands in a line, and its groups there. */
export function findTime(head: string): RegExpExecArray | undefined {
  for (const form of FORMS) {
    const found = form.exec(head);
    if (found) return found;
  }
  return undefined;
}

/** The first time near the beginning of a line, in milliseconds since 1970; NaN where there is none. Some 2 µs; pure. */
export function recordTimeMs(line: string, nowMs: number, found = findTime(line.slice(0, HEAD_CHARS))): number {
  const head = line.slice(0, HEAD_CHARS);
  const groups = found?.groups;
  if (groups) return partsMs(partsOf(groups), nowMs) - zoneMs(groups['zone']);
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
