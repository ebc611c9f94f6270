import pc from 'picocolors';

/** How a command writes its result: words for people, or one JSON value on standard output with `--json`. */
export interface Output {
  readonly json: boolean;
  /** Writes the result: `value` as JSON, or the lines of `words`. */
  result(value: unknown, words: () => string | readonly string[]): void;
  /** A line of progress or advice; never on standard output, nothing with `--json`. */
  note(line: string): void;
}

export function createOutput(json: boolean): Output {
  return {
    json,
    result(value, words) {
      const text = json ? JSON.stringify(value, undefined, 2) : [words()].flat().join('\n');
      process.stdout.write(`${text}\n`);
    },
    note(line) {
      if (!json) process.stderr.write(`${line}\n`);
    },
  };
}

const ANSI = /\u001B\[[0-9;]*m/g;
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u{E0000}-\u{E007F}]/gu;
const visibleLength = (text: string): number => text.replace(ANSI, '').length;

/** Text of people, models or tools made safe for a terminal: control characters (escape sequences among them) and overrides of the
 * reading direction, which could disguise what is shown, are removed. */
export const safeText = (text: string): string => text.replace(CONTROL, '');

/** Lays rows out in columns under a head; the last column is not padded. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => visibleLength(row[column] ?? ''))));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === cells.length - 1 ? cell : cell + ' '.repeat(widths[column]! - visibleLength(cell))))
      .join('  ')
      .trimEnd();
  return [pc.dim(line(head)), ...rows.map(line)];
}

const STATE_COLOURS: Readonly<Record<string, (text: string) => string>> = {
  done: pc.green,
  succeeded: pc.green,
  pass: pc.green,
  approved: pc.green,
  binding: pc.green,
  failed: pc.red,
  deny: pc.red,
  halt: pc.red,
  rejected: pc.red,
  held: pc.yellow,
  hold: pc.yellow,
  'awaiting-approval': pc.yellow,
  backoff: pc.yellow,
  candidate: pc.yellow,
  'not-assessed': pc.dim,
  cancelled: pc.dim,
};

/** A state's name in the colour that people expect of it. */
export const colourState = (state: string): string => (STATE_COLOURS[state] ?? ((text: string) => text))(state);

/** Date and time of day in UTC, to the second. */
export const formatTime = (atMs: number): string => (atMs ? new Date(atMs).toISOString().replace('T', ' ').slice(0, 19) : '–');
