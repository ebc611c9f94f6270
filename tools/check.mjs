// `npm run check [-- --json] [--only GATE,GATE] [--root DIR]`: every gate that code must pass, one line each.
// `--root` runs the gates on another tree, with the tools of this one: the tests plant violations that way.
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { rootDir } from '../launch/root.mjs';

const { values: options } = parseArgs({
  options: { json: { type: 'boolean' }, only: { type: 'string' }, root: { type: 'string' } },
});
const root = resolve(options.root ?? rootDir);
const tool = (...path) => join(rootDir, 'node_modules', ...path);
const tsc = tool('typescript', 'bin', 'tsc');

/** Each gate is one or more commands, run in the tree until one fails. */
const gates = {
  format: [[tool('oxfmt', 'bin', 'oxfmt'), '--check', '.']],
  types: [
    [tsc, '--build', 'tsconfig.build.json'],
    [tsc, '--project', 'tsconfig.json'],
  ],
  // Also the import boundaries and cycles: see tools/boundaries.ts.
  lint: [
    [tool('oxlint', 'bin', 'oxlint'), '--deny-warnings', '--report-unused-disable-directives-severity=error', '--format=unix'],
  ],
  unused: [[tool('knip', 'bin', 'knip.js'), '--no-progress', '--no-config-hints']],
  generated: [[join(root, 'tools', 'codegen', 'generate.mjs'), '--check']],
  tidy: [[join(rootDir, 'tools', 'tidy.mjs'), root]],
};

function run(args) {
  return new Promise((done) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk));
    child.once('error', (error) => done({ code: 1, output: error.message }));
    child.once('close', (code) => done({ code: code ?? 1, output: Buffer.concat(chunks).toString('utf8').trim() }));
  });
}

async function runGate(name) {
  const startMs = performance.now();
  let result = { code: 0, output: '' };
  for (const args of gates[name]) {
    result = await run(args);
    if (result.code !== 0) break;
  }
  return { name, ok: result.code === 0, ms: Math.round(performance.now() - startMs), output: result.output };
}

const names = options.only ? options.only.split(',') : Object.keys(gates);
const unknown = names.filter((name) => !gates[name]);
if (unknown.length) {
  process.stderr.write(`panal: no gate is called ${unknown.join(', ')}; there are: ${Object.keys(gates).join(', ')}\n`);
  process.exit(2);
}
const results = [];
for (const name of names) {
  const result = await runGate(name);
  results.push(result);
  if (!options.json)
    process.stdout.write(
      `${name.padEnd(10)} ${result.ok ? 'ok    ' : 'FAILED'} ${(result.ms / 1000).toFixed(1).padStart(5)} s\n`,
    );
}
const failed = results.filter((result) => !result.ok);
if (options.json)
  process.stdout.write(`${JSON.stringify({ gates: results, passed: results.length - failed.length, failed: failed.length })}\n`);
else {
  for (const { name, output } of failed) process.stdout.write(`\n--- ${name}\n${output}\n`);
  process.stdout.write(`${failed.length ? '\n' : ''}gates: ${results.length - failed.length} passed, ${failed.length} failed\n`);
}
process.exitCode = failed.length === 0 ? 0 : 1;
