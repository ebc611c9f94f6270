// `npm run bench -- NAME [--json] [arguments]`: runs benches/NAME.bench.ts (or .mjs). The last line printed is one JSON object.
// Without a name it lists the benches; with an unknown one it exits 2.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runChild } from '../launch/child.mjs';
import { rootDir } from '../launch/root.mjs';

const OUTPUT_CHARS_MAX = 1_000_000;
const benchDir = join(rootDir, 'benches');
const pattern = /^(.+)\.bench\.(ts|mjs)$/;

function listBenches() {
  const files = existsSync(benchDir) ? readdirSync(benchDir).sort() : [];
  return new Map(files.filter((file) => pattern.test(file)).map((file) => [pattern.exec(file)[1], join(benchDir, file)]));
}

/** The last non-empty line when it is a JSON object, else undefined. */
function lastJsonLine(text) {
  const line = text.trimEnd().split('\n').at(-1) ?? '';
  try {
    const value = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? line : undefined;
  } catch {
    return undefined;
  }
}

async function runBench(name, file, args) {
  const json = args.includes('--json');
  const rest = args.filter((arg) => arg !== '--json');
  let output = '';
  const show = (text) => {
    output = (output + text).slice(-OUTPUT_CHARS_MAX);
    if (!json) process.stdout.write(text);
  };
  const { code, signal } = await runChild(process.execPath, ['--conditions=panal-source', file, ...rest], {
    cwd: rootDir,
    stdio: ['inherit', 'pipe', 'inherit'],
    onChild: (child) => child.stdout.setEncoding('utf8').on('data', show),
  });
  if (code !== 0) return finish(`bench ${name} ended with ${signal ?? `exit code ${code}`}`, 1);
  const line = lastJsonLine(output);
  if (!line) return finish(`bench ${name} must end with one JSON object on its last line`, 1);
  if (json) process.stdout.write(`${line}\n`);
}

function finish(message, code) {
  process.stderr.write(`panal: ${message}\n`);
  process.exitCode = code;
}

const benches = listBenches();
const [name, ...args] = process.argv.slice(2).filter((arg, index) => index > 0 || arg !== '--');
if (name === undefined || name === '--json' || name === '--help') {
  const names = [...benches.keys()];
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ benches: names })}\n`);
  else process.stdout.write(`usage: npm run bench -- NAME [--json] [arguments]\nbenches: ${names.join(', ') || 'none yet'}\n`);
} else if (benches.has(name)) {
  await runBench(name, benches.get(name), args);
} else {
  finish(`no bench is called "${name}"; there are: ${[...benches.keys()].join(', ') || 'none'}`, 2);
}
