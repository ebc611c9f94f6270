export interface TestCounts {
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface TestFailure {
  readonly name: string;
  /** What the runner printed about it. */
  readonly detail: string;
}

export interface TestReport {
  readonly counts: TestCounts;
  readonly failures: readonly TestFailure[];
}

/** How one test runner writes its results; undefined when the output holds none of its summaries. */
export interface TestFormat {
  readonly name: string;
  read(output: string): TestReport | undefined;
}

/** Sum of the first group of every match; undefined when there is none. */
export function sumMatches(output: string, pattern: RegExp): number | undefined {
  let sum: number | undefined;
  for (const match of output.matchAll(pattern)) sum = (sum ?? 0) + Number(match[1]);
  return sum;
}

/** Counts that add up: the total is what passed, failed and was skipped, unless the runner says more. */
export const countsOf = (parts: { passed: number; failed: number; skipped: number; total?: number }): TestCounts => ({
  ...parts,
  total: Math.max(parts.total ?? 0, parts.passed + parts.failed + parts.skipped),
});

/** The number before each word in a summary such as `1 failed, 2 passed`. */
export function numberBefore(summary: string, words: string): number {
  let sum = 0;
  for (const match of summary.matchAll(new RegExp(`(\\d+) (?:${words})\\b`, 'g'))) sum += Number(match[1]);
  return sum;
}

/** Splits text into blocks that begin at lines matching `start`; a block ends at the next start, at `end`, or with the text. */
export function blocksOf(text: string, start: RegExp, end?: RegExp): { head: RegExpExecArray; lines: string[] }[] {
  const blocks: { head: RegExpExecArray; lines: string[] }[] = [];
  let open = false;
  for (const line of text.split('\n')) {
    const head = start.exec(line);
    if (head) {
      blocks.push({ head, lines: [] });
      open = true;
    } else if (end?.test(line)) open = false;
    else if (open) blocks.at(-1)!.lines.push(line);
  }
  return blocks;
}
