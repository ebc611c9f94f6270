import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url));

/** Cluster ids of the lines of a file, from the command itself. */
export const idsOf = (args: readonly string[]): string[] =>
  execFileSync(process.execPath, [main, 'analyze', '--ids', ...args], { encoding: 'utf8', maxBuffer: 2 ** 30 })
    .split('\n')
    .slice(0, -1);

export interface Cost {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

const seconds = (text: string): number => {
  const [, minutes = '0', rest = '0'] = /(\d+)m([\d.]+)s/.exec(text) ?? [];
  return Number(minutes) * 60 + Number(rest);
};

/** CPU of the whole process, start included (the shell's `times`), and wall time. */
export function costOf(args: readonly string[]): Cost {
  const startMs = performance.now();
  const out = execFileSync('sh', ['-c', '"$@" > /dev/null; times', 'sh', process.execPath, main, 'analyze', ...args], {
    encoding: 'utf8',
  });
  const wallSeconds = (performance.now() - startMs) / 1_000;
  const children = out.trim().split('\n')[1]?.split(' ') ?? [];
  return { cpuSeconds: children.reduce((sum, each) => sum + seconds(each), 0), wallSeconds };
}

/** Feeds `block` to the command's standard input until `bytes` are written. Returns its memory in MiB, sampled evenly, and its lines. */
export async function soak(
  block: Uint8Array,
  bytes: number,
): Promise<{ residentMib: number[]; lines: number; wallSeconds: number }> {
  const startMs = performance.now();
  const child = spawn(process.execPath, [main, 'analyze', '-', '--json', '--top', '1'], { stdio: ['pipe', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  const residentMib: number[] = [];
  const every = bytes / 40;
  for (let written = 0, next = every; written < bytes; written += block.length) {
    if (!child.stdin.write(block)) await once(child.stdin, 'drain');
    if (written < next) continue;
    next += every;
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    residentMib.push(Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024));
  }
  child.stdin.end();
  await once(child, 'close');
  return { residentMib, lines: (JSON.parse(out) as { lines: number }).lines, wallSeconds: (performance.now() - startMs) / 1_000 };
}
