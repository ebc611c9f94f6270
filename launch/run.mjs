// Entry point of every npm script and of `npx panal`: brings Node 24, installs, builds, then runs the command under it.
import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { findNode24, rootDir } from './node24.mjs';
import { buildSources, installDependencies } from './prepare.mjs';

const scripts = {
  test: ['tools/test.mjs'],
  check: ['tools/check.mjs'],
  bench: ['tools/bench.mjs'],
  generate: ['tools/codegen/generate.mjs'],
  format: ['node_modules/oxfmt/bin/oxfmt', '.'],
  build: ['-e', ''],
};
const cli = ['apps/cli/dist/main.js'];

const [command = 'panal', ...args] = process.argv.slice(2);
const node = findNode24();
installDependencies(node);
if (command !== 'generate' && command !== 'format') buildSources(node);

const target = scripts[command] ?? (command === 'start' ? [...cli, 'demo'] : cli);
const [entry, ...fixed] = target;
const entryArgs = entry === '-e' ? ['-e', ''] : [join(rootDir, entry), ...fixed];
const env = {
  ...process.env,
  PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`,
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(rootDir, 'node_modules', '.panal', 'compile-cache'),
};
const child = spawn(node, [...entryArgs, ...args], { stdio: 'inherit', env });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  if (signal) process.kill(process.pid, signal);
  else process.exit(code ?? 1);
});
