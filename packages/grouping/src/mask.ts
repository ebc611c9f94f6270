/** Kinds of values that a template leaves open. */
export type SlotKind = 'email' | 'url' | 'uuid' | 'time' | 'ip' | 'hash' | 'duration' | 'quoted' | 'path' | 'hex' | 'num';

export interface Slot {
  readonly kind: SlotKind;
  readonly value: string;
}

// The order matters: a url holds paths and numbers, a time holds numbers, and so on. Each pattern is linear (no nested repeats).
const MASKS: readonly (readonly [SlotKind, RegExp])[] = [
  ['email', /\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}\b/g],
  ['url', /\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s"'<>`)\]]{1,500}/gi],
  ['uuid', /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi],
  [
    'time',
    /\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?|\b\d\d:\d\d:\d\d(?:[.,]\d{1,9})?/g,
  ],
  ['ip', /\b(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?\b/g],
  ['hash', /\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{12,128}\b/gi],
  ['duration', /\b\d+(?:\.\d+)? ?(?:ns|µs|us|ms|s|sec|seconds?|min|minutes?|h|hours?)\b/g],
  ['quoted', /"[^"\n]{0,300}"|'[^'\n]{0,300}'(?!\w)|`[^`\n]{0,300}`/g],
  ['path', /(?:[A-Za-z]:)?(?:\.{0,2}[\\/])(?:[\w.@+-]+[\\/])*[\w.@+-]+|\b(?:[\w.@+-]+\/)+[\w.@+-]+/g],
  ['hex', /\b0x[0-9a-f]+\b/gi],
  ['num', /(?<![\w<])[-+]?\d+(?:[.,]\d+)*(?:[eE][-+]?\d+)?(?![\w>])|(?<=[A-Za-z_])\d+\b/g],
];

const SLOTS_MAX = 32;

/** A line with its variable parts replaced by typed slots (`<num>`, `<path>`…), and their values, the first 32. */
export function maskLine(line: string): { template: string; slots: Slot[] } {
  const slots: Slot[] = [];
  let template = line;
  for (const [kind, pattern] of MASKS) {
    template = template.replace(pattern, (value) => {
      if (slots.length < SLOTS_MAX) slots.push({ kind, value });
      return `<${kind}>`;
    });
  }
  return { template: template.replace(/\s+/g, ' ').trim(), slots };
}
