import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { ServiceError, redactSecrets } from '@panal/kernel/runtime';
import { type Git, type GitCall, GitFailure, type GitOutcome } from '../ports.ts';

const TIMEOUT_MS = 60_000;
const STDOUT_BYTES_MAX = 16 * 1024 * 1024;
const STDERR_BYTES_MAX = 64 * 1024;

/**
 * Configuration of every call, at the scope that wins over a repository's own: nothing in a worktree or a repository can make
 * git run a program, follow a submodule, start a background job or read another configuration.
 */
const hardened: readonly (readonly [string, string])[] = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['core.untrackedCache', 'false'],
  ['core.attributesFile', '/dev/null'],
  ['core.excludesFile', '/dev/null'],
  ['core.pager', 'cat'],
  ['core.editor', 'false'],
  ['core.askPass', ''],
  ['core.autocrlf', 'false'],
  ['core.protectHFS', 'true'],
  ['core.protectNTFS', 'true'],
  ['core.symlinks', 'true'],
  ['core.quotePath', 'true'],
  ['submodule.recurse', 'false'],
  ['fetch.recurseSubmodules', 'false'],
  ['push.recurseSubmodules', 'no'],
  ['push.gpgSign', 'false'],
  ['push.followTags', 'false'],
  ['diff.ignoreSubmodules', 'all'],
  ['commit.gpgSign', 'false'],
  ['gc.auto', '0'],
  ['gc.autoDetach', 'false'],
  ['maintenance.auto', 'false'],
  ['protocol.allow', 'never'],
  ['protocol.file.allow', 'always'],
  ['protocol.http.allow', 'always'],
  ['protocol.https.allow', 'always'],
  ['protocol.ssh.allow', 'always'],
  ['protocol.git.allow', 'always'],
  ['advice.detachedHead', 'false'],
];

export interface GitOptions {
  readonly path: string;
  /** Environment and configuration added to calls with `network`. */
  readonly network: {
    readonly env: Readonly<Record<string, string>>;
    readonly config: readonly (readonly [string, string])[];
  };
}

/** Git as a child process: no shell, a fixed environment, bounded time and output. */
export function createGit(options: GitOptions): Git {
  const run = (call: GitCall): Promise<GitOutcome> => runGit(options, call);
  return {
    run,
    async must(call) {
      const outcome = await run(call);
      if (outcome.exitCode !== 0) throw new GitFailure(call.args[0] ?? '', outcome);
      return outcome;
    },
  };
}

function environmentOf(options: GitOptions, call: GitCall): Record<string, string> {
  const config = [...hardened, ...(call.network ? options.network.config : []), ...(call.config ?? [])];
  const variables: Record<string, string> = {
    PATH: options.path,
    HOME: '/nonexistent',
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    // A missing object would be fetched by what the repository names for it.
    GIT_NO_LAZY_FETCH: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_LFS_SKIP_SMUDGE: '1',
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes',
    ...(call.cwd && !call.gitDir ? { GIT_CEILING_DIRECTORIES: dirname(call.cwd) } : {}),
    ...(call.network ? options.network.env : {}),
    ...call.env,
    GIT_CONFIG_COUNT: String(config.length),
  };
  for (const [index, [key, value]] of config.entries()) {
    variables[`GIT_CONFIG_KEY_${index}`] = key;
    variables[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return variables;
}

function argumentsOf(call: GitCall): string[] {
  const place = [
    ...(call.gitDir ? [`--git-dir=${call.gitDir}`] : []),
    ...(call.workTree ? [`--work-tree=${call.workTree}`] : []),
  ];
  return ['--no-pager', ...place, ...call.args];
}

function runGit(options: GitOptions, call: GitCall): Promise<GitOutcome> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', argumentsOf(call), {
      cwd: call.cwd ?? call.workTree ?? call.gitDir ?? '/',
      env: environmentOf(options, call),
      // A group of its own, so that a time-out also ends what git started (ssh, upload-pack).
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      killGroup(child);
    }, call.timeoutMs ?? TIMEOUT_MS);
    const output = collect(child, call.stdoutBytesMax ?? STDOUT_BYTES_MAX);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(new ServiceError('unavailable', 'git could not be started. Install git, or correct PATH.', { cause: error }));
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ exitCode: timedOut ? -1 : (code ?? -1), timedOut, ...output.end() });
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(call.stdin ?? '');
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

function collect(child: ChildProcess, stdoutBytesMax: number): { end(): Omit<GitOutcome, 'exitCode' | 'timedOut'> } {
  const hash = createHash('sha256');
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  let stdoutBytes = 0;
  let stderrBytes = 0;
  child.stdout!.on('data', (chunk: Buffer) => {
    hash.update(chunk);
    const room = stdoutBytesMax - stdoutBytes;
    if (room > 0) stdout.push(chunk.subarray(0, room));
    stdoutBytes += chunk.length;
  });
  child.stderr!.on('data', (chunk: Buffer) => {
    const room = STDERR_BYTES_MAX - stderrBytes;
    if (room > 0) stderr.push(chunk.subarray(0, room));
    stderrBytes += chunk.length;
  });
  return {
    end: () => ({
      stdout: Buffer.concat(stdout),
      stdoutBytes,
      stdoutSha256: hash.digest('hex'),
      stderr: redactSecrets(Buffer.concat(stderr).toString('utf8')),
    }),
  };
}
