import { expect, test } from 'vitest';
import { PlantedTree, cleanWorkspace } from './planted-tree.ts';

const source = 'packages/part/src/part.ts';
const unit = 'packages/part/src/part.test.ts';
const core = 'services/some/src/core/state.ts';
const manifest = (fields: object) => JSON.stringify({ name: '@panal/part', license: 'Apache-2.0', ...fields });

interface Planted {
  readonly rule: string;
  readonly path: string;
  readonly text: string;
  readonly finding: string;
}

const planted: readonly Planted[] = [
  { rule: 'a large file', path: 'big.bin', text: '\0'.repeat(1_000_000), finding: 'big.bin: is 1 MB or more' },
  { rule: 'unfinished work', path: source, text: '// TODO later\n', finding: 'part.ts:1: finish it or file it' },
  {
    rule: 'a path of one machine',
    path: source,
    text: "\nexport const dir = '/home/alice/panal';\n",
    finding: 'part.ts:2: names a path of one machine',
  },
  { rule: 'a download host', path: 'notes.txt', text: 'fetched from registry.npmjs.org\n', finding: 'names a download host' },
  {
    rule: 'a lock file with download hosts',
    path: 'x/package-lock.json',
    text: '{"packages":{\n"resolved": "https://mirror.example/a.tgz"\n}}',
    finding: 'must not name download hosts',
  },
  {
    rule: 'a lock file of one platform only',
    path: 'x/package-lock.json',
    text: JSON.stringify({ packages: { 'node_modules/a': { optionalDependencies: { '@a/darwin-arm64': '1.0.0' } } } }),
    finding: 'lacks 1 optional packages (first: node_modules/@a/darwin-arm64)',
  },
  { rule: 'a skipped test', path: unit, text: "test.skip('x', () => {});\n", finding: 'switches tests off' },
  { rule: 'a focused suite', path: unit, text: "describe.concurrent.only('x', () => {});\n", finding: 'switches tests off' },
  {
    rule: 'a Python test that is always skipped',
    path: 'agents/python/tests/test_x.py',
    text: '@unittest.skip("later")\n',
    finding: 'skips always',
  },
  {
    rule: 'a name that says nothing',
    path: 'packages/part/src/string-utils.ts',
    text: 'export {};\n',
    finding: 'name it after what it holds',
  },
  {
    rule: 'a name in camel case',
    path: 'packages/part/src/partOne.ts',
    text: 'export {};\n',
    finding: 'file names are kebab-case',
  },
  {
    rule: 'a service folder unknown to the import table',
    path: 'services/some/src/lib/x.ts',
    text: 'export {};\n',
    finding: 'not lib',
  },
  {
    rule: 'a folder deeper than the import table',
    path: 'packages/part/src/a/b/c/d/e/x.ts',
    text: 'export {};\n',
    finding: 'more than 4 folders below src',
  },
  {
    rule: 'a path that hides where it leads',
    path: source,
    text: "import { x } from './../other/x.ts';\n",
    finding: 'write the shortest path',
  },
  {
    rule: 'a path that goes down and up',
    path: source,
    text: "export const x = import('./a/../../b.ts');\n",
    finding: 'write the shortest path',
  },
  {
    rule: 'a lint rule off without a reason',
    path: source,
    text: '// oxlint-disable-next-line no-console\n',
    finding: 'switched off only with',
  },
  {
    rule: 'an import rule off with a reason',
    path: source,
    text: '// oxlint-disable-next-line no-restricted-imports -- just once\n',
    finding: 'the import rules never',
  },
  {
    rule: 'a clock in pure code',
    path: core,
    text: 'export const now = () => Date.now();\n',
    finding: 'pure code has no clock, randomness, I/O or await: Date.now',
  },
  { rule: 'a dead link', path: 'GUIDE.md', text: 'see [there](docs/there.md)\n', finding: 'links to docs/there.md' },
  {
    rule: 'a decision that was never written',
    path: source,
    text: '// Source: docs/decisions/some-choice.md\n',
    finding: 'names docs/decisions/some-choice.md',
  },
  {
    rule: 'a version range',
    path: 'packages/part/package.json',
    text: manifest({ dependencies: { zod: '^4.0.0' } }),
    finding: 'zod must be pinned',
  },
  {
    rule: 'another licence',
    path: 'packages/part/package.json',
    text: manifest({ license: 'MIT' }),
    finding: 'the licence is Apache-2.0',
  },
  {
    rule: 'a dependency without its reference',
    path: 'packages/other/package.json',
    text: manifest({ name: '@panal/other', dependencies: { '@panal/part': '0.1.0' } }),
    finding: 'packages/other: has no tsconfig.json',
  },
  {
    rule: 'a reference without its dependency',
    path: 'packages/part/tsconfig.json',
    text: '{"references":[{"path":"../kernel"}]}',
    finding: 'refers to packages/kernel, which is no dependency',
  },
  {
    rule: 'a workspace that nothing builds',
    path: 'packages/new/tsconfig.json',
    text: '{}',
    finding: 'tsconfig.build.json: does not build packages/new',
  },
];

test.each(planted)('tidy finds $rule', ({ path, text, finding }) => {
  using tree = new PlantedTree({ ...cleanWorkspace, [path]: text });
  const { ok, output } = tree.runGate('tidy');
  expect(output).toContain(finding);
  expect(ok).toBe(false);
});

test('tidy lets words in prose and conditional skips pass', () => {
  using tree = new PlantedTree({
    ...cleanWorkspace,
    [core]:
      "/** Never calls Date.now() or await. */\nexport const advice = 'do not use Math.random';\n// process.exit is for main\n",
    [unit]: "test.skipIf(!present)('x', () => {});\n",
    [source]: '// oxlint-disable-next-line no-console -- the command line prints\n',
  });
  expect(tree.runGate('tidy')).toMatchObject({ ok: true, output: '' });
});
