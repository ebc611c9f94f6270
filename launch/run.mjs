// Entry point of every npm script and of `npx panal`: brings Node 24, installs, builds, then runs the command under it.
import { delimiter, dirname, join } from 'node:path';
import { Interrupted, endLike, runChild } from './child.mjs';
import { findNode24 } from './node24.mjs';
import { buildSources, installDependencies } from './prepare.mjs';
import { rootDir } from './root.mjs';

const cli = 'apps/cli/dist/main.js';

/** What each npm script runs, and whether it needs the built files. Everything else goes to the command-line interface. */
const commands = {
  build: { argv: [], built: true },
  test: { argv: ['tools/test.mjs'], built: true },
  bench: { argv: ['tools/bench.mjs'], built: true },
  check: { argv: ['tools/check.mjs'], built: false },
  generate: { argv: ['tools/codegen/generate.mjs'], built: false },
  format: { argv: ['node_modules/oxfmt/bin/oxfmt'], built: false },
  start: { argv: [cli, 'demo'], built: true },
  panal: { argv: [cli], built: true },
};

async function main([name = 'panal', ...args]) {
  const { argv, built } = commands[name] || commands.panal;
  const node = await findNode24();
  await installDependencies(node);
  if (built) await buildSources(node);
  const [entry, ...fixed] = argv;
  if (!entry) return { code: 0, signal: null };
  const env = {
    ...process.env,
    PATH: `${dirname(node)}${delimiter}${process.env.PATH || ''}`,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE || join(rootDir, 'node_modules', '.panal', 'compile-cache'),
    PANAL_LAUNCHER_PID: String(process.pid),
  };
  const result = await runChild(node, [join(rootDir, entry), ...fixed, ...args], { env });
  if (result.error) process.stderr.write(`panal: cannot run ${node} (${result.error.message})\n`);
  return result;
}

try {
  endLike(await main(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof Interrupted)) throw error;
  process.stderr.write(`panal: ${error.message}\n`);
  endLike(error);
}
