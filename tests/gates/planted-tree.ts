import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const repository = join(import.meta.dirname, '..', '..');
const copied = ['oxlint.config.ts', 'tools/boundaries.ts', 'tsconfig.base.json', 'tsconfig.json', '.oxfmtrc.json', '.gitignore'];

/** What one gate said about a tree. */
export interface GateResult {
  readonly ok: boolean;
  readonly output: string;
}

/** A small tree in a temporary folder, with this repository's rules and tools, in which a test plants violations. */
export class PlantedTree implements Disposable {
  readonly dir = mkdtempSync(join(tmpdir(), 'panal-gates-'));

  constructor(files: Readonly<Record<string, string>>) {
    this.copy(...copied);
    symlinkSync(join(repository, 'node_modules'), join(this.dir, 'node_modules'));
    execFileSync('git', ['init', '--quiet'], { cwd: this.dir });
    this.write(files);
  }

  /** Writes files by their path in the tree, over those that are there. */
  write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.dir, path)), { recursive: true });
      writeFileSync(join(this.dir, path), text);
    }
  }

  /** Copies files or folders of this repository to the same place in the tree. */
  copy(...paths: readonly string[]): void {
    for (const path of paths) cpSync(join(repository, path), join(this.dir, path), { recursive: true });
  }

  /** Runs the tree's own code generation. */
  generate(): void {
    execFileSync(process.execPath, [join(this.dir, 'tools/codegen/generate.mjs')], { cwd: this.dir });
  }

  /** Formats every file as `npm run format` does. */
  format(): void {
    execFileSync(process.execPath, [join(repository, 'node_modules/oxfmt/bin/oxfmt'), '.'], { cwd: this.dir, stdio: 'ignore' });
  }

  /** Runs one gate of `npm run check` on the tree. */
  runGate(name: string): GateResult {
    const args = [join(repository, 'tools', 'check.mjs'), '--json', '--only', name, '--root', this.dir];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 });
    const report = JSON.parse(stdout || JSON.stringify({ gates: [{ ok: false, output: `check.mjs said: ${stderr}` }] })) as {
      gates: GateResult[];
    };
    return report.gates[0] ?? { ok: false, output: stdout };
  }

  [Symbol.dispose](): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** A workspace that every gate accepts: one package with one file and its test. */
export const cleanWorkspace: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({
    name: 'tree',
    private: true,
    license: 'Apache-2.0',
    type: 'module',
    workspaces: ['packages/*'],
    devDependencies: { vitest: '5.1.1' },
  }),
  'knip.json': JSON.stringify({
    workspaces: { '.': { entry: [], project: [] }, 'packages/*': { entry: ['src/*.test.ts'], project: ['src/**/*.ts'] } },
    vitest: false,
  }),
  'tsconfig.build.json': JSON.stringify({ files: [], references: [{ path: 'packages/part' }] }),
  'packages/part/package.json': JSON.stringify({
    name: '@panal/part',
    license: 'Apache-2.0',
    type: 'module',
    exports: { '.': './src/index.ts' },
  }),
  'packages/part/tsconfig.json': JSON.stringify({
    extends: '../../tsconfig.base.json',
    compilerOptions: { rootDir: 'src', outDir: 'dist' },
    include: ['src'],
    exclude: ['src/**/*.test.ts'],
  }),
  'packages/part/src/index.ts': 'export const half = (value: number): number => value / 2;\n',
  'packages/part/src/index.test.ts':
    "import { expect, test } from 'vitest';\nimport { half } from './index.ts';\n\ntest('halves', () => expect(half(4)).toBe(2));\n",
};
