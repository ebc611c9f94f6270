// `npm test [-- PATH...] [vitest options]`: the TypeScript tests, then the Python ones; the last line is `N passed, N failed`.
// With CI=true a skipped test that tests/allowed-skips.txt doesn't list counts as a failure. No test at all is a failure.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { runChild } from '../launch/child.mjs';
import { rootDir } from '../launch/root.mjs';
import { closingLine, countVitest, emptyCounts, addCounts, unlistedSkips } from './test-counts.mjs';

const RUN_MS_MAX = 75 * 60_000;
const pythonDir = 'agents/python';
const pythonPackages = 'python3-grpcio python3-protobuf';

const args = process.argv.slice(2);
const paths = args
  .filter((arg) => !arg.startsWith('-'))
  .map((arg) => relative(rootDir, join(process.env.INIT_CWD ?? rootDir, arg)));
const namesPython = (path) => path === pythonDir || path.startsWith(`${pythonDir}/`);
const wantsPython = args.length === 0 || paths.some(namesPython);
const wantsVitest = args.length === 0 || !paths.length || !paths.every(namesPython);

const scratch = mkdtempSync(join(tmpdir(), 'panal-test-'));
const readJson = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined);

async function run(command, commandArgs, env = {}) {
  const { code, error } = await runChild(command, commandArgs, {
    cwd: rootDir,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
    timeoutMs: RUN_MS_MAX,
  });
  if (error) process.stdout.write(`cannot run ${command}: ${error.message}\n`);
  return code;
}

async function runVitest() {
  const report = join(scratch, 'vitest.json');
  const vitest = join(rootDir, 'node_modules', 'vitest', 'vitest.mjs');
  const own = ['run', '--config', 'vitest.config.ts', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const wanted = args.filter((arg) => !namesPython(arg));
  const code = await run(process.execPath, [vitest, ...own, ...wanted]);
  return countVitest(readJson(report), code, rootDir);
}

async function runPython() {
  const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
  const probe = spawnSync(python, ['-c', 'import grpc, google.protobuf'], { stdio: 'ignore' });
  if (probe.status !== 0) {
    process.stdout.write(`${pythonDir}: skipped, ${python} can't import grpc. On Debian: apt-get install ${pythonPackages}\n`);
    return { passed: 0, failed: 0, skipped: [`${pythonDir}: all`] };
  }
  const report = join(scratch, 'python.json');
  const start = join(rootDir, pythonDir);
  const code = await run(python, [join(rootDir, 'tools', 'python_tests.py'), start, report], { PYTHONDONTWRITEBYTECODE: '1' });
  const counts = readJson(report) ?? { passed: 0, failed: 0, skipped: [] };
  if (code !== 0 && counts.failed === 0) return { ...counts, failed: 1 };
  return { ...counts, skipped: counts.skipped.map((name) => `${pythonDir}: ${name}`) };
}

try {
  let counts = emptyCounts;
  if (wantsVitest) counts = addCounts(counts, await runVitest());
  if (wantsPython && existsSync(join(rootDir, pythonDir, 'tests'))) counts = addCounts(counts, await runPython());
  const allowedFile = join(rootDir, 'tests', 'allowed-skips.txt');
  const allowed = existsSync(allowedFile) ? readFileSync(allowedFile, 'utf8') : '';
  const unlisted = process.env.CI === 'true' ? unlistedSkips(counts.skipped, allowed) : [];
  for (const name of unlisted) process.stdout.write(`skipped, but not listed in tests/allowed-skips.txt: ${name}\n`);
  if (unlisted.length)
    counts = {
      ...counts,
      failed: counts.failed + unlisted.length,
      skipped: counts.skipped.filter((name) => !unlisted.includes(name)),
    };
  if (counts.passed + counts.failed === 0) {
    process.stdout.write('no test ran: check the path you gave\n');
    counts = { ...counts, failed: 1 };
  }
  process.stdout.write(`${closingLine(counts)}\n`);
  process.exitCode = counts.failed === 0 ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
