import { blocksOf, countsOf, numberBefore, sumMatches, type TestFormat } from './format.ts';

/** Jest: `Tests: 1 failed, 2 passed, 3 total`. */
export const jest: TestFormat = {
  name: 'jest',
  read(output) {
    const summaries = [...output.matchAll(/^Tests: +(.*\d+ total)$/gm)].map((match) => match[1]!).join(', ');
    if (summaries === '') return undefined;
    const blocks = blocksOf(
      output.split(/^Summary of all failing tests$/m)[0]!,
      /^ {2}● (.+)$/,
      /^(?:PASS|FAIL|Tests:|Test Suites:)/,
    );
    return {
      counts: countsOf({
        passed: numberBefore(summaries, 'passed'),
        failed: numberBefore(summaries, 'failed'),
        skipped: numberBefore(summaries, 'skipped|todo'),
        total: numberBefore(summaries, 'total'),
      }),
      failures: blocks.map(({ head, lines }) => ({ name: head[1]!, detail: lines.join('\n') })),
    };
  },
};

/** Vitest: `Tests  1 failed | 2 passed (3)`, indented to a column. */
export const vitest: TestFormat = {
  name: 'vitest',
  read(output) {
    const lines = [...output.matchAll(/^ +Tests {2}(.+)$/gm)].map((match) => match[1]!);
    if (lines.length === 0) return undefined;
    const summaries = lines.join(' | ');
    const files = [...output.matchAll(/^ +Test Files {2}(.+)$/gm)].map((match) => match[1]!).join(' | ');
    const failed = numberBefore(summaries, 'failed');
    // A file that fails to load has no tests to count.
    const unloaded = failed === 0 ? numberBefore(files, 'failed') : 0;
    const blocks = blocksOf(output, /^ FAIL +(.+)$/, /^ +(?:Test Files|Tests) {2}|^⎯+\[\d+\/\d+\]/);
    return {
      counts: countsOf({
        passed: numberBefore(summaries, 'passed'),
        failed: failed + unloaded,
        skipped: numberBefore(summaries, 'skipped|todo'),
        total: sumMatches(summaries, /\((\d+)\)/g) ?? 0,
      }),
      failures: blocks.map(({ head, lines: detail }) => ({ name: head[1]!, detail: detail.join('\n') })),
    };
  },
};

/** Mocha's `spec` and `dot` reporters: `2 passing (5ms)`, `1 failing`, `1 pending`. */
export const mocha: TestFormat = {
  name: 'mocha',
  read(output) {
    const passed = sumMatches(output, /^ +(\d+) passing(?: \(.*\))?$/gm);
    if (passed === undefined) return undefined;
    const failed = sumMatches(output, /^ +(\d+) failing$/gm) ?? 0;
    const skipped = sumMatches(output, /^ +(\d+) pending$/gm) ?? 0;
    const section = output
      .split(/^ +\d+ failing$/m)
      .slice(1)
      .join('\n');
    const failures = blocksOf(section, /^ {2}\d+\) (.*)$/).map(({ head, lines }) => ({
      name: [
        head[1]!,
        ...lines
          .slice(0, 3)
          .filter((line) => /^ {7}\S/.test(line))
          .map((line) => line.trim()),
      ]
        .join(' ')
        .replace(/:$/, ''),
      detail: lines.join('\n'),
    }));
    return { counts: countsOf({ passed, failed, skipped }), failures };
  },
};
