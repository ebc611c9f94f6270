import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What OpenSpec says of a change: nothing, or what is wrong with it. */
export type ChangeVerdict = { readonly valid: true } | { readonly valid: false; readonly issues: readonly string[] };

const TIMEOUT_MS = 30_000;
const OUTPUT_BYTES_MAX = 1024 * 1024;
const ISSUES_MAX = 20;

interface Report {
  readonly items?: readonly { valid?: boolean; issues?: readonly { level?: string; path?: string; message?: string }[] }[];
}

const program = (): string => {
  const main = fileURLToPath(import.meta.resolve('@fission-ai/openspec'));
  return join(dirname(main), '..', 'bin', 'openspec.js');
};

/**
 * Runs `openspec validate --strict` on a change of a repository: about 0.6 s of CPU. It gets a home folder of its own, so that
 * nobody's settings count, and sends nothing anywhere. Throws where it can't be run or answers something else than its report.
 */
export async function validateChange(repository: string, id: string, signal: AbortSignal): Promise<ChangeVerdict> {
  const home = await mkdtemp(join(tmpdir(), 'panal-openspec-'));
  try {
    const report = parseReport(await runOpenSpec(repository, id, { home, signal }));
    const item = report.items?.[0];
    if (!item) throw new Error(`openspec found no change "${id}" in the worktree.`);
    if (item.valid === true) return { valid: true };
    const issues = (item.issues ?? []).map(({ level, path, message }) => `${level ?? 'ERROR'} ${path ?? ''}: ${message ?? ''}`);
    return { valid: false, issues: issues.slice(0, ISSUES_MAX) };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

function runOpenSpec(repository: string, id: string, options: { home: string; signal: AbortSignal }): Promise<string> {
  const { home, signal } = options;
  const args = [program(), 'validate', id, '--type', 'change', '--strict', '--json', '--no-interactive'];
  const env = { PATH: '/usr/bin:/bin', HOME: home, XDG_CONFIG_HOME: home, OPENSPEC_TELEMETRY: '0', CI: 'true', NO_COLOR: '1' };
  return new Promise((resolve, reject) => {
    const limits = { timeout: TIMEOUT_MS, maxBuffer: OUTPUT_BYTES_MAX, signal };
    execFile(process.execPath, args, { cwd: repository, env, ...limits }, (error, stdout, stderr) => {
      if (stdout.trimStart().startsWith('{')) resolve(stdout);
      else reject(new Error(`openspec could not validate the change: ${stderr.trim().slice(0, 500) || error?.message}`));
    });
  });
}

function parseReport(stdout: string): Report {
  try {
    return JSON.parse(stdout) as Report;
  } catch {
    throw new Error(`openspec answered something that is no report: ${stdout.slice(0, 200)}`);
  }
}
