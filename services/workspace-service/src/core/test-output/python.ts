import { blocksOf, countsOf, numberBefore, type TestFormat } from './format.ts';

const PYTEST_SUMMARY =
  /^(?:=+ )?((?:\d+ (?:passed|failed|errors?|skipped|xfailed|xpassed|deselected|warnings?|rerun)(?:, )?)+) in [\d.]+s.*$/gm;

/** pytest, also with `-q`. */
export const pytest: TestFormat = {
  name: 'pytest',
  read(output) {
    const summaries = [...output.matchAll(PYTEST_SUMMARY)].map((match) => match[1]!);
    if (summaries.length === 0) return undefined;
    const all = summaries.join(', ');
    const counts = countsOf({
      passed: numberBefore(all, 'passed|xpassed'),
      failed: numberBefore(all, 'failed|errors?'),
      skipped: numberBefore(all, 'skipped|xfailed'),
    });
    const blocks = blocksOf(output, /^_{3,} (?!_)(.+?) _{3,}$/, /^=+ (?!FAILURES|ERRORS)/);
    const failures = blocks.map(({ head, lines }) => ({ name: head[1]!, detail: lines.join('\n') }));
    if (failures.length > 0) return { counts, failures };
    const short = [...output.matchAll(/^(?:FAILED|ERROR) (\S+)(?: - (.*))?$/gm)];
    return { counts, failures: short.map((match) => ({ name: match[1]!, detail: match[2] ?? '' })) };
  },
};

/** Python's unittest. */
export const unittest: TestFormat = {
  name: 'unittest',
  read(output) {
    const runs = [...output.matchAll(/^Ran (\d+) tests? in [\d.]+s$/gm)];
    if (runs.length === 0) return undefined;
    const results = [...output.matchAll(/^(?:OK|FAILED)(?: \((.*)\))?$/gm)].flatMap((match) => (match[1] ?? '').split(', '));
    const number = (word: string): number =>
      results.reduce((sum, pair) => sum + (pair.startsWith(`${word}=`) ? Number(pair.slice(word.length + 1)) : 0), 0);
    const total = runs.reduce((sum, match) => sum + Number(match[1]), 0);
    const failed = number('failures') + number('errors') + number('unexpected successes');
    const skipped = number('skipped') + number('expected failures');
    const blocks = blocksOf(output, /^(?:FAIL|ERROR): (.+)$/, /^={70}$|^Ran \d+ tests?/);
    return {
      counts: countsOf({ passed: Math.max(0, total - failed - skipped), failed, skipped, total }),
      failures: blocks.map(({ head, lines }) => ({ name: head[1]!, detail: lines.join('\n') })),
    };
  },
};
