import { blocksOf, countsOf, sumMatches, type TestFormat } from './format.ts';

const summary = (part: string): RegExp => new RegExp(`^test result: .*?(\\d+) ${part};`, 'gm');

/** `cargo test`: one summary for each test binary. */
export const cargo: TestFormat = {
  name: 'cargo test',
  read(output) {
    const passed = sumMatches(output, summary('passed'));
    if (passed === undefined) return undefined;
    const failed = sumMatches(output, summary('failed')) ?? 0;
    const skipped = sumMatches(output, summary('ignored')) ?? 0;
    const blocks = blocksOf(output, /^---- (.+) stdout ----$/, /^failures:$|^test result: /);
    return {
      counts: countsOf({ passed, failed, skipped }),
      failures: blocks.map(({ head, lines }) => ({ name: head[1]!, detail: lines.join('\n') })),
    };
  },
};
