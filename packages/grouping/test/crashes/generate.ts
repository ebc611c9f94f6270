/**
 * Runs the programs of this folder until they crash, in every language whose tools are on this machine, and writes what they said
 * to `corpus.jsonl.gz` (one crash a line: language, cause, variant, text). A cause is a label fixed before anything was tuned: the
 * place and reason of a crash, whatever its data, folder, line numbers, entry point or a step more in between.
 *
 *     node --conditions=panal-source packages/grouping/test/crashes/generate.ts [LANGUAGE…]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';

interface Variant {
  readonly folder: string;
  readonly shift: number;
  readonly entry: 'cli' | 'worker';
  readonly via: 'via' | 'straight';
  readonly word: string;
  readonly number: number;
}

interface Toolchain {
  readonly tools: readonly string[];
  readonly build?: (folder: string) => void;
  readonly run: readonly string[];
}

const here = fileURLToPath(new URL('.', import.meta.url));
const corpusFile = join(here, 'corpus.jsonl.gz');
const RUN_MS_MAX = 60_000;
const TEXT_CHARS_MAX = 8_000;

const variants: readonly Variant[] = [
  { folder: 'project', shift: 0, entry: 'cli', via: 'straight', word: 'sage', number: 12 },
  { folder: 'build-7f3a91c', shift: 7, entry: 'cli', via: 'straight', word: 'nutmeg', number: 480 },
  { folder: 'srv/app', shift: 31, entry: 'worker', via: 'straight', word: 'fennel', number: 7 },
  { folder: 'project', shift: 3, entry: 'cli', via: 'via', word: 'dill', number: 95 },
  { folder: 'checkout2', shift: 112, entry: 'worker', via: 'via', word: 'cumin', number: 3004 },
  { folder: 'work/ada/shop', shift: 18, entry: 'cli', via: 'straight', word: 'borage', number: 61 },
];

const built = (tool: string, args: readonly string[]) => (folder: string) => {
  execFileSync(tool, args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
};

const toolchains: Readonly<Record<string, Toolchain>> = {
  python: { tools: ['python3'], run: ['python3', 'main.py'] },
  node: { tools: ['node'], run: ['node', 'main.mjs'] },
  java: { tools: ['javac', 'java'], build: built('javac', ['Main.java']), run: ['java', '-Xss512k', 'Main'] },
  go: { tools: ['go'], build: built('go', ['build', '-o', 'shop', 'main.go']), run: ['./shop'] },
  rust: { tools: ['rustc'], build: built('rustc', ['-A', 'warnings', '-g', '-o', 'shop', 'main.rs']), run: ['./shop'] },
  csharp: {
    tools: ['mcs', 'mono'],
    build: built('mcs', ['-debug', '-out:shop.exe', 'Main.cs']),
    run: ['mono', '--debug', 'shop.exe'],
  },
};

const present = (tool: string): boolean => spawnSync('which', [tool]).status === 0;

/** Puts lines above the code, so that line numbers differ between variants. */
function shiftLines(folder: string, shift: number): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    const text = readFileSync(file, 'utf8');
    writeFileSync(
      file,
      text.replace(/^(#|\/\/) SHIFT$/m, (_, mark: string) => `${mark} line\n`.repeat(shift)),
    );
  }
}

/** What a crash said, with folders of this machine renamed. */
function crash(
  toolchain: Toolchain,
  { root, folder }: { readonly root: string; readonly folder: string },
  variant: Variant,
  cause: string,
): string {
  const [program, ...args] = toolchain.run;
  const done = spawnSync(program!, [...args, cause, variant.entry, variant.via, variant.word, String(variant.number)], {
    cwd: folder,
    timeout: RUN_MS_MAX,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, RUST_BACKTRACE: '1', PYTHONDONTWRITEBYTECODE: '1' },
  });
  if (done.stderr === '') throw new Error(`${cause} did not crash`);
  const text = (done.stdout + done.stderr).replaceAll(root, '/srv/dev').replaceAll(homedir(), '/srv/dev');
  return text.length <= TEXT_CHARS_MAX ? text : `${text.slice(0, TEXT_CHARS_MAX / 2)}\n${text.slice(-TEXT_CHARS_MAX / 2)}`;
}

function crashesOf(language: string, causes: readonly string[]): string[] {
  const toolchain = toolchains[language]!;
  const rows: string[] = [];
  for (const [index, variant] of variants.entries()) {
    const root = mkdtempSync(join(tmpdir(), 'crash-'));
    const folder = join(root, variant.folder);
    try {
      cpSync(join(here, 'programs', language), folder, { recursive: true });
      shiftLines(folder, variant.shift);
      toolchain.build?.(folder);
      for (const cause of causes) {
        const text = crash(toolchain, { root, folder }, variant, cause);
        rows.push(JSON.stringify({ language, cause, variant: index, text }));
      }
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  }
  return rows;
}

const labels = JSON.parse(readFileSync(join(here, 'labels.json'), 'utf8')) as { causes: Record<string, Record<string, string>> };
const wanted = process.argv.slice(2);
const old = existsSync(corpusFile) ? gunzipSync(readFileSync(corpusFile)).toString().trim().split('\n').filter(Boolean) : [];
let rows = old;
for (const [language, causes] of Object.entries(labels.causes)) {
  if (wanted.length > 0 && !wanted.includes(language)) continue;
  const missing = toolchains[language]!.tools.filter((tool) => !present(tool));
  if (missing.length > 0) {
    console.log(`${language}: not run, ${missing.join(', ')} not found`);
    continue;
  }
  const found = crashesOf(language, Object.keys(causes));
  rows = [...rows.filter((row) => (JSON.parse(row) as { language: string }).language !== language), ...found];
  console.log(`${language}: ${found.length} crashes of ${Object.keys(causes).length} causes`);
  writeFileSync(`${corpusFile}.part`, gzipSync(`${rows.join('\n')}\n`, { level: 9 }));
  renameSync(`${corpusFile}.part`, corpusFile);
}
