import { seededRandom } from '@panal/testkit';

/** Lines and the event of each. */
export interface LabelledSet {
  readonly name: string;
  readonly lines: readonly string[];
  readonly labels: readonly string[];
}

const SYLLABLES = 'ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu bra cle dri flo gru'.split(' ');
const KEPT =
  /^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun|true|false|null|bytes|secs?|seconds?|mins?|minutes?|hours?|on|off|yes|no|[KMGT]i?B|ms|http|https)$/;

/** The same events in other words: each word of letters is renamed throughout, digits are drawn anew (leading ones stay in place). */
export function mutated(set: LabelledSet, seed: number): LabelledSet {
  const random = seededRandom(seed);
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const renamed = (word: string): string => {
    if (word.length < 3 || KEPT.test(word)) return word;
    const known = names.get(word);
    if (known !== undefined) return known;
    let name = '';
    do {
      name = Array.from({ length: 2 + Math.floor(random() * 3) }, () => SYLLABLES[Math.floor(random() * SYLLABLES.length)]).join(
        '',
      );
      if (/^[A-Z]/.test(word)) name = word === word.toUpperCase() ? name.toUpperCase() : name[0]!.toUpperCase() + name.slice(1);
    } while (taken.has(name));
    taken.add(name);
    names.set(word, name);
    return name;
  };
  const digit = (old: string): string => (old === '0' ? '0' : String(1 + Math.floor(random() * 9)));
  // Words that hold digits, such as hexadecimal ids, keep their letters.
  const line = (text: string): string =>
    text
      .replace(/(?<![A-Za-z0-9])[A-Za-z]+(?![A-Za-z0-9])/g, renamed)
      .replace(/(?<![A-Za-z])\d+(?![A-Za-z])/g, (number) => number.replace(/\d/g, digit));
  return { name: `${set.name} mutated`, lines: set.lines.map(line), labels: set.labels };
}

/** The same set in another order and without half of its lines, each time other ones. */
export function halved(set: LabelledSet, seed: number): LabelledSet {
  const random = seededRandom(seed);
  const kept = set.lines
    .map((line, at) => ({ line, label: set.labels[at] ?? '', key: random() }))
    .toSorted((a, b) => a.key - b.key)
    .slice(0, Math.ceil(set.lines.length / 2));
  return { name: `${set.name} halved`, lines: kept.map(({ line }) => line), labels: kept.map(({ label }) => label) };
}

const NAMES =
  'ann bob carol dave erin frank grace heidi ivan judy mallory niaj olivia peggy rupert sybil trent victor walter zoe'.split(' ');
const SLOTS: readonly ((random: () => number) => string)[] = [
  (random) => String(Math.floor(random() * 100_000)),
  (random) => `10.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}.7:${Math.floor(random() * 60_000)}`,
  (random) => `/srv/data/${Math.floor(random() * 1_000)}/part.bin`,
  (random) => `0x${Math.floor(random() * 2 ** 32).toString(16)}`,
  (random) => `blk_${Math.floor(random() * 1e9)}`,
  (random) => `${(random() * 100).toFixed(2)} ms`,
  (random) => NAMES[Math.floor(random() * NAMES.length)] ?? '',
  // Early names are more frequent.
  (random) => NAMES[Math.floor(NAMES.length * random() ** 2)] ?? '',
  (random) =>
    `"${Array.from({ length: 1 + Math.floor(random() * 4) }, () => NAMES[Math.floor(random() * NAMES.length)]).join(' ')}"`,
  (random) => `2001:db8::${Math.floor(random() * 65_536).toString(16)}`,
  (random) => `-${Math.floor(random() * 500)}`,
  (random) => `C:\\data\\${Math.floor(random() * 1_000)}.bin`,
  (random) => `user=${Math.floor(random() * 1_000)}`,
];

/** Lines of `events` invented templates, few of them frequent, with or without a header. */
export function synthetic(
  seed: number,
  options: { readonly events: number; readonly lines: number; readonly hasHeader: boolean },
): LabelledSet {
  const random = seededRandom(seed);
  const word = (): string =>
    Array.from({ length: 2 + Math.floor(random() * 2) }, () => SYLLABLES[Math.floor(random() * SYLLABLES.length)]).join('');
  const events = Array.from({ length: options.events }, () => {
    const length = 2 + Math.floor(random() * 9);
    return Array.from({ length }, (_, at) => (at > 0 && random() < 0.35 ? SLOTS[Math.floor(random() * SLOTS.length)]! : word()));
  });
  const lines: string[] = [];
  const labels: string[] = [];
  for (let at = 0; at < options.lines; at += 1) {
    const event = Math.floor(options.events * random() ** 3);
    const message = events[event]!.map((part) => (typeof part === 'string' ? part : part(random))).join(' ');
    const time = new Date(1_772_359_200_000 + at * 137).toISOString();
    const header = `${time} ${random() < 0.9 ? 'INFO' : 'WARN'}  [worker-${Math.floor(random() * 8)}] com.example.Part${event % 5}: `;
    lines.push(options.hasHeader ? header + message : message);
    labels.push(String(event));
  }
  return { name: `synthetic${options.hasHeader ? ' with headers' : ''}`, lines, labels };
}
