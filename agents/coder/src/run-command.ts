import { FatalTaskError } from '@panal/agent-sdk';
import { type SandboxRequirement, runSandboxed } from '@panal/sandbox';

const OUTPUT_BYTES_MAX = 20_000;

export interface CommandOptions {
  readonly worktree: string;
  readonly requirement: SandboxRequirement;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Runs a program in the sandbox, in the worktree, without network, and says how it ended: exit code, and head and tail of its
 * output (10 kB each). Throws FatalTaskError where nothing on this machine can confine it.
 */
export async function runCommand(command: readonly string[], options: CommandOptions): Promise<string> {
  const outcome = await runSandboxed({
    command: [...command],
    cwd: options.worktree,
    env: { CI: 'true' },
    timeoutMs: options.timeoutMs,
    outputBytesMax: OUTPUT_BYTES_MAX,
    requirement: options.requirement,
    signal: options.signal,
  });
  options.signal.throwIfAborted();
  if (!outcome.ok) {
    if (outcome.refusal.code === 'no-sandbox') throw new FatalTaskError(outcome.refusal.message);
    return `The command was not run: ${outcome.refusal.message}`;
  }
  const end = outcome.timedOut
    ? `ended after ${options.timeoutMs / 1000} s, which is the limit; run less at once`
    : `exit code ${outcome.exitCode}${outcome.limitExceeded ? ' (too many processes)' : ''}`;
  return `${end}\n${outcome.output || '(no output)'}`;
}
