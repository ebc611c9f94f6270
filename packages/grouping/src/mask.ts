/** Kinds of values that a template leaves open. */
export type SlotKind = 'email' | 'url' | 'uuid' | 'time' | 'ip' | 'hash' | 'duration' | 'quoted' | 'path' | 'hex' | 'num';

export interface Slot {
  readonly kind: SlotKind;
  readonly value: string;
}

// One pass from left to right: what begins first wins, and among those that begin at the same place the one listed first. So a
// value never holds another slot. None has nested repeats over the same characters, and each long run is entered at its start only.
const MASKS: readonly (readonly [SlotKind, string])[] = [
  ['email', String.raw`\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}\b`],
  ['url', String.raw`\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s"'<>${'`'})\]]{1,500}`],
  ['uuid', String.raw`\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`],
  [
    'time',
    String.raw`\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?(?!\w)|\b\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?!\w)`,
  ],
  ['ip', String.raw`\b(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?\b`],
  ['hash', String.raw`\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,}\b`],
  ['duration', String.raw`(?<![\w.])\d+(?:\.\d+)? ?(?:ns|µs|us|ms|s|sec|seconds?|min|minutes?|h|hours?)\b`],
  ['quoted', String.raw`"[^"]*"|(?<!\w)'[^']*'(?!\w)|${'`[^`]*`'}|‘[^‘’]*’|“[^“”]*”`],
  [
    'path',
    String.raw`(?:(?<!\w)[A-Z]:)?(?<!\.)\.{0,2}[\\/](?:[\w.@+-]+[\\/])*[\w.@+-]+|(?<![\w.@+-])(?:[\w.@+-]+[\\/])+[\w.@+-]+`,
  ],
  ['hex', String.raw`\b0x[0-9a-f]+\b`],
  // A code of a compiler is a name, not a number.
  ['num', String.raw`(?<!\bTS\d{0,5}|\[E\d{0,5})(?:(?<![\w)\]])[-+])?\d+(?:[.,]\d+)*(?:e[-+]?\d+)?`],
];

const MASK = new RegExp(MASKS.map(([kind, source]) => `(?<${kind}>${source})`).join('|'), 'gi');
const KINDS = MASKS.map(([kind]) => kind);
/** Lists of like values differ in length only. */
const LIKE_SLOTS = /(<[a-z]{2,8}>)(?:(?:, ?| )\1)+/g;

const SLOTS_MAX = 32;

/** A line with its variable parts replaced by typed slots (`<num>`, `<path>`…), and their values in order, the first 32. */
export function maskLine(line: string): { template: string; slots: Slot[] } {
  const slots: Slot[] = [];
  const masked = line.replace(MASK, (...args) => {
    const groups = args.at(-1) as Readonly<Record<SlotKind, string | undefined>>;
    const kind = KINDS.find((candidate) => groups[candidate] !== undefined)!;
    if (slots.length < SLOTS_MAX) slots.push({ kind, value: groups[kind]! });
    return `<${kind}>`;
  });
  return { template: masked.replace(/\s+/g, ' ').trim().replace(LIKE_SLOTS, '$1…'), slots };
}
