import { tool } from 'ai';
import { z } from 'zod';
import { runCommand } from '../run-command.ts';
import { type ToolKit, answer } from './tool-kit.ts';

/** `run_command`: a shell command in the sandbox. */
export const runCommandTool = (kit: ToolKit) =>
  tool({
    description:
      'Runs a shell command in the root of the repository, confined: no network, no git, nothing outside the repository can be written.',
    inputSchema: z.object({
      command: z.string().min(1).max(8_000),
      timeout_seconds: z.int().min(1).optional().describe('How long it may take.'),
    }),
    execute: ({ command, timeout_seconds: seconds }) =>
      answer(kit, () => {
        const limitMs = kit.settings.commandTimeoutMs;
        const timeoutMs = seconds ? Math.min(seconds * 1000, limitMs) : limitMs;
        const { root: worktree } = kit.files;
        return runCommand(['/bin/sh', '-c', command], { worktree, requirement: kit.requirement, timeoutMs, signal: kit.signal });
      }),
  });
