/**
 * Logs written from knowledge of how programs of many kinds log: templates with slots (`invented/seen`, which were looked at while the
 * grouper was changed, and `invented/kept`, which were not), few of them frequent. Each line's event is the template it was made from.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { seededRandom } from '@panal/testkit';
import type { LabelledSet } from './labelled-sets.ts';

type Random = () => number;

const WORDS =
  'amber basil cobalt delta ember falcon garnet harbor indigo jasper kestrel lagoon marble nectar onyx pepper quartz raven saffron tundra umber velvet willow xenon yarrow zephyr anchor breeze canyon drift eagle fjord grove heron iris juniper knoll lotus meadow north opal prairie quill river summit thistle'.split(
    ' ',
  );
const USERS =
  'ann bob carol dave erin frank grace heidi ivan judy mallory niaj olivia peggy root admin oracle test guest www-data'.split(
    ' ',
  );
const PROSE =
  'connection was closed by the other side while waiting for more data please try again later value not allowed here missing field in request server is busy unknown option given order too large for this account cannot find what you asked'.split(
    ' ',
  );
const LETTERS = '0123456789abcdef';

const below = (random: Random, end: number): number => Math.floor(random() * end);
const pick = <T>(random: Random, from: readonly T[]): T => from[below(random, from.length)] as T;
/** Early ones are more frequent. */
const skewed = <T>(random: Random, from: readonly T[]): T => from[Math.floor(from.length * random() ** 1.7)] as T;
const hex = (random: Random, length: number): string => Array.from({ length }, () => LETTERS[below(random, 16)]).join('');
const digits = (number: number, length = 2): string => String(number).padStart(length, '0');
const prose = (random: Random): string => Array.from({ length: 2 + below(random, 5) }, () => pick(random, PROSE)).join(' ');
const address6 = (random: Random): string =>
  random() < 0.4
    ? `fe80::${hex(random, 3)}:${hex(random, 4)}:fe${hex(random, 2)}:${hex(random, 4)}`
    : `2001:db8:${hex(random, 2)}::${hex(random, 1 + below(random, 4))}`;
const path = (random: Random): string => `/${Array.from({ length: 2 + below(random, 3) }, () => pick(random, WORDS)).join('/')}`;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const uuid = (random: Random): string => [8, 4, 4, 4, 12].map((length) => hex(random, length)).join('-');

/** What slots stand for. `at` is the time of the line. */
const SLOTS: Readonly<Record<string, (random: Random, at: Date) => string>> = {
  int: (random) => String(below(random, 10 ** (1 + below(random, 5)))),
  small: (random) => String(below(random, 12)),
  num: (random) => String(below(random, 300)),
  nums: (random) => Array.from({ length: 2 + below(random, 5) }, () => String(3_000 + below(random, 900))).join(' '),
  neg: (random) => String(below(random, 100) - 60),
  two: (random) => digits(below(random, 60)),
  ms: (random) => digits(below(random, 1_000), 3),
  us: (random) => digits(below(random, 1_000_000), 6),
  pid: (random) => String(100 + below(random, 30_000)),
  port: (random) => String(1_024 + below(random, 60_000)),
  float: (random) => (random() * 10 ** below(random, 4)).toFixed(1 + below(random, 3)),
  size: (random) => `${(random() * 900).toFixed(1)} ${pick(random, ['B', 'KB', 'MB', 'GB'])}`,
  ip: (random) => `10.${below(random, 256)}.${below(random, 256)}.${below(random, 256)}`,
  ip6: address6,
  address: (random, at) => (random() < 0.6 ? (SLOTS['ip']?.(random, at) ?? '') : address6(random)),
  mac: (random) => Array.from({ length: 6 }, () => hex(random, 2)).join(':'),
  hex4: (random) => hex(random, 4),
  hex8: (random) => hex(random, 8),
  hex16: (random) => hex(random, 16),
  hexid: (random) => hex(random, 8 + below(random, 8)).toUpperCase(),
  hexdump: (random) => Array.from({ length: 4 + below(random, 12) }, () => hex(random, 2)).join(' '),
  uuid,
  path: (random) => `${path(random)}${random() < 0.5 ? `.${pick(random, ['log', 'conf', 'dat', 'html'])}` : ''}`,
  relpath: (random) => `src/${pick(random, WORDS)}/${pick(random, WORDS)}.c`,
  winpath: (random) => `C:\\Windows\\${pick(random, WORDS)}\\${pick(random, WORDS)}_${below(random, 99)}.dll`,
  host: (random) =>
    `${pick(random, WORDS)}${random() < 0.5 ? below(random, 40) : ''}.${pick(random, ['example.com', 'corp.example.net'])}`,
  mail: (random) => `${pick(random, USERS)}@${pick(random, WORDS)}.example.org`,
  user: (random) => skewed(random, USERS),
  word: (random) => skewed(random, WORDS),
  text: prose,
  sym: (random) => pick(random, ['}', ']', ',', ':', 'x']),
  SIG: (random) => pick(random, ['TERM', 'HUP', 'INT']),
  nic: (random) => `eth${below(random, 4)}`,
  node: (random) => `ip-10-0-${below(random, 200)}-${below(random, 200)}`,
  ns: (random) => pick(random, ['default', 'kube-system', 'monitoring', 'web', 'batch']),
  pod: (random) => `${pick(random, WORDS)}-${hex(random, 9)}-${hex(random, 5)}`,
  rs: (random) => `${pick(random, WORDS)}-${hex(random, 9)}`,
  syslog: (_, at) => `${MONTHS[at.getUTCMonth()]} ${String(at.getUTCDate()).padStart(2)} ${at.toISOString().slice(11, 19)}`,
  ctime: (_, at) => at.toUTCString().replace(/(\w+), (\d+) (\w+) (\d+) (\S+) GMT/, '$1 $3 $2 $5 $4'),
  isotime: (_, at) => at.toISOString().slice(0, 19),
  datetime: (_, at) => at.toISOString().slice(0, 19).replace('T', ' '),
  date: (_, at) => at.toISOString().slice(0, 10),
  clock: (_, at) => at.toISOString().slice(11, 19),
  yytime: (_, at) => at.toISOString().slice(2, 19).replaceAll('-', '/').replace('T', ' '),
  slashtime: (_, at) => at.toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' '),
  slashdate: (_, at) => at.toISOString().slice(0, 10).replaceAll('-', '.'),
  dashtime: (_, at) => at.toISOString().slice(0, 19).replaceAll('-', '').replace('T', '-'),
  daytime: (_, at) =>
    `${digits(at.getUTCDate())} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()} ${at.toISOString().slice(11, 19)}`,
  klog: (_, at) => `${digits(at.getUTCMonth() + 1)}${digits(at.getUTCDate())} ${at.toISOString().slice(11, 19)}`,
  epoch: (_, at) => String(Math.floor(at.getTime() / 1_000)),
};

interface Source {
  readonly header: string;
  readonly own: ReadonlyMap<string, readonly string[]>;
  readonly events: readonly { readonly component: string; readonly message: string }[];
}

function parsed(text: string): Source {
  const [head = '', body = ''] = text.split(/^%\s*$/m);
  const lines = head.split('\n').flatMap((line) => {
    const at = line.indexOf(' = ');
    return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 3)] as const];
  });
  const events = body
    .split('\n')
    .filter((line) => line.includes(' :: '))
    .map((line) => ({ component: line.slice(0, line.indexOf(' :: ')).trimEnd(), message: line.slice(line.indexOf(' :: ') + 4) }));
  const own = new Map(lines.filter(([name]) => name !== 'header').map(([name, values]) => [name, values.split('|')] as const));
  return { header: lines.find(([name]) => name === 'header')?.[1] ?? '', own, events };
}

/** Fills the slots of a text; one of the set's own has the same value throughout a line. */
function filled(
  text: string,
  { own, random, at, component }: { own: Source['own']; random: Random; at: Date; component: string },
): string {
  const chosen = new Map<string, string>();
  const fill = (template: string, depth: number): string =>
    template.replace(/\{([\w:.|*()-]+)\}/g, (whole, name: string) => {
      if (depth > 4) return whole;
      if (name === 'component') return fill(component, depth + 1);
      if (name.includes('|')) return pick(random, name.split('|'));
      if (name.startsWith('list:')) {
        const item = `{${name.slice(5)}}`;
        return Array.from({ length: 1 + below(random, 6) }, () => fill(item, depth + 1)).join(item === '{num}' ? ',' : ', ');
      }
      const values = own.get(name);
      if (!values) return SLOTS[name]?.(random, at) ?? whole;
      const value = chosen.get(name) ?? fill(pick(random, values), depth + 1);
      chosen.set(name, value);
      return value;
    });
  return fill(text, 0);
}

/** Lines of one file of templates: raw with headers, and their messages alone. */
function linesOf(
  source: Source,
  { name, seed, lines }: { name: string; seed: number; lines: number },
): { raw: LabelledSet; messages: LabelledSet } {
  const random = seededRandom(seed);
  const order = source.events.map((_, index) => ({ index, key: random() })).toSorted((a, b) => a.key - b.key);
  const weights = order.map(({ index }, rank) => ({ index, weight: 1 / (rank + 1) ** 1.1 }));
  const all = weights.reduce((sum, { weight }) => sum + weight, 0);
  const chosen = (): number => {
    let left = random() * all;
    return weights.find(({ weight }) => (left -= weight) < 0)?.index ?? 0;
  };
  const raw: string[] = [];
  const messages: string[] = [];
  const labels: string[] = [];
  let ms = Date.UTC(2026, 2, 1, 8);
  for (let line = 0; line < lines; line += 1) {
    ms += below(random, 40_000);
    const index = chosen();
    const { component = '', message = '' } = source.events[index] ?? {};
    const at = new Date(ms);
    const text = filled(`${source.header}\u0000${message}`, { own: source.own, random, at, component });
    const [head = '', said = ''] = text.split('\u0000');
    raw.push(
      source.header.startsWith('json') ? JSON.stringify({ time: at.toISOString(), level: component, msg: said }) : head + said,
    );
    messages.push(said);
    labels.push(String(index));
  }
  return { raw: { name, lines: raw, labels }, messages: { name, lines: messages, labels } };
}

/** All sets of a half, 2,000 lines each. */
export function inventedSets(half: 'seen' | 'kept', seed = 1, lines = 2_000): { raw: LabelledSet[]; messages: LabelledSet[] } {
  const folder = new URL(`./invented/${half}/`, import.meta.url);
  const sets = readdirSync(folder)
    .toSorted()
    .map((file, at) =>
      linesOf(parsed(readFileSync(new URL(file, folder), 'utf8')), {
        name: file.replace('.txt', ''),
        seed: seed * 100 + at,
        lines,
      }),
    );
  return { raw: sets.map(({ raw }) => raw), messages: sets.map(({ messages }) => messages) };
}
