import { blocksOf, countsOf, sumMatches, type TestFormat } from './format.ts';

const number = (output: string, word: string): number => sumMatches(output, new RegExp(`^ℹ ${word} (\\d+)$`, 'gm')) ?? 0;

/** Node's test runner with its `spec` reporter, the default of Node 24. */
export const nodeSpec: TestFormat = {
  name: 'node:test (spec)',
  read(output) {
    const total = sumMatches(output, /^ℹ tests (\d+)$/gm);
    if (total === undefined) return undefined;
    const failed = number(output, 'fail') + number(output, 'cancelled');
    const skipped = number(output, 'skipped') + number(output, 'todo');
    const section = output
      .split(/^✖ failing tests:$/m)
      .slice(1)
      .join('\n');
    const failures = blocksOf(section, /^✖ (.+?)(?: \([\d.]+ms\))?$/, /^test at |^ℹ /).map(({ head, lines }) => ({
      name: head[1]!,
      detail: lines.join('\n'),
    }));
    return { counts: countsOf({ total, passed: number(output, 'pass'), failed, skipped }), failures };
  },
};
