import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PlantedTree, cleanWorkspace } from './planted-tree.ts';

const index = 'packages/part/src/index.ts';
const unit = 'packages/part/src/index.test.ts';

interface Planted {
  readonly gate: string;
  readonly violation: string;
  readonly files: Readonly<Record<string, string>>;
  readonly finding: RegExp;
}

const planted: readonly Planted[] = [
  {
    gate: 'format',
    violation: 'unformatted source',
    files: { [index]: 'export  const half=(value:number)=>value/2' },
    finding: /index\.ts/,
  },
  { gate: 'types', violation: 'a type error', files: { [index]: "export const half: number = 'half';\n" }, finding: /TS2322/ },
  {
    gate: 'types',
    violation: 'a type error in a test, which the build leaves out',
    files: { [unit]: "import { half } from './index.ts';\nexport const text: string = half(2);\n" },
    finding: /index\.test\.ts.*TS2322/,
  },
  {
    gate: 'lint',
    violation: 'a promise that nobody awaits',
    files: { [index]: 'const work = (): Promise<void> => Promise.resolve();\nwork();\nexport { work };\n' },
    finding: /no-floating-promises/,
  },
  {
    gate: 'lint',
    violation: 'an import cycle',
    files: {
      [index]: "export { other } from './other.ts';\nexport const half = 1;\n",
      'packages/part/src/other.ts': "import { half } from './index.ts';\nexport const other = half;\n",
    },
    finding: /no-cycle/,
  },
  {
    gate: 'lint',
    violation: 'any',
    files: { [index]: 'export const half = (value: any): unknown => value;\n' },
    finding: /no-explicit-any/,
  },
  {
    gate: 'lint',
    violation: 'a focused test',
    files: { [unit]: "import { expect, test } from 'vitest';\n\ntest.only('x', () => expect(1).toBe(1));\n" },
    finding: /no-focused-tests/,
  },
  {
    gate: 'lint',
    violation: 'the environment read outside config.ts',
    files: { [index]: 'export const half = process.env.HALF;\n' },
    finding: /no-process-env/,
  },
  {
    gate: 'unused',
    violation: 'a file that nothing imports',
    files: { 'packages/part/src/lonely.ts': 'export const lonely = 1;\n' },
    finding: /lonely\.ts/,
  },
  {
    gate: 'unused',
    violation: 'an export that nothing imports',
    files: {
      [index]: "export { one } from './pair.ts';\n",
      'packages/part/src/pair.ts': 'export const one = 1;\nexport const two = 2;\n',
    },
    finding: /two\s.*pair\.ts/,
  },
  { gate: 'unused', violation: 'an undeclared dependency', files: { [index]: "export { z } from 'zod';\n" }, finding: /zod/ },
];

const gates = ['format', 'types', 'lint', 'unused', 'tidy'];

test.each(gates)('the gate %s accepts a clean tree', (gate) => {
  using tree = new PlantedTree(cleanWorkspace);
  tree.format();
  expect(tree.runGate(gate)).toMatchObject({ ok: true });
});

test.each(planted)('the gate $gate finds $violation', ({ gate, files, finding }) => {
  using tree = new PlantedTree({ ...cleanWorkspace, ...files });
  const { ok, output } = tree.runGate(gate);
  expect(output).toMatch(finding);
  expect(ok).toBe(false);
});

/** Stands for the generator: `buf generate ... -o DIR` writes one file there; the other subcommands print nothing. */
const fakeBuf =
  "const at = process.argv.indexOf('-o');\nif (process.argv[2] === 'generate') require('node:fs').writeFileSync(process.argv[at + 1] + '/a.ts', 'export {};\\n');\n";
const noPackages = JSON.stringify({ packages: {} });

test('the gate generated finds code that differs from what the contract generates', () => {
  using tree = new PlantedTree({
    'protos/a.proto': 'syntax = "proto3";\n',
    'tools/codegen/package-lock.json': noPackages,
    'tools/codegen/node_modules/.package-lock.json': noPackages,
    'tools/codegen/node_modules/@bufbuild/buf/package.json': JSON.stringify({ type: 'commonjs' }),
    'tools/codegen/node_modules/@bufbuild/buf/bin/buf': fakeBuf,
    'packages/shared-types/src/generated/a.ts': 'export {};\n',
  });
  tree.copy('launch', 'tools/codegen/generate.mjs');
  chmodSync(join(tree.dir, 'tools/codegen/node_modules/@bufbuild/buf/bin/buf'), 0o755);
  expect(tree.runGate('generated')).toMatchObject({ ok: false, output: expect.stringContaining('out of date') as string });
  tree.generate();
  expect(tree.runGate('generated')).toMatchObject({ ok: true });
});
