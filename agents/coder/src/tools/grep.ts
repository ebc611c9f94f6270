import { tool } from 'ai';
import { z } from 'zod';
import { runCommand } from '../run-command.ts';
import { type ToolKit, answer } from './tool-kit.ts';

const TIMEOUT_MS = 20_000;
const SKIPPED = ['.git', 'node_modules', '.venv', 'target', 'dist', 'coverage'].map((name) => `--exclude-dir=${name}`);

/** `grep`: lines that match. It runs in the sandbox, since a pattern can be made to take for ever. */
export const grepTool = (kit: ToolKit) =>
  tool({
    description: 'Searches the files of the repository and answers with path, line number and line.',
    inputSchema: z.object({
      pattern: z.string().min(1).max(500).describe('Extended regular expression, or plain text with plain_text.'),
      plain_text: z.boolean().optional(),
      ignore_case: z.boolean().optional(),
    }),
    execute: ({ pattern, plain_text: plain, ignore_case: ignoreCase }) =>
      answer(kit, async () => {
        const flags = ['-rnI', plain ? '-F' : '-E', ...(ignoreCase ? ['-i'] : []), ...SKIPPED];
        const { root: worktree } = kit.files;
        const options = { worktree, requirement: kit.requirement, timeoutMs: TIMEOUT_MS, signal: kit.signal };
        const report = await runCommand(['grep', ...flags, '-e', pattern, '--', '.'], options);
        if (report.startsWith('exit code 1\n')) return 'No line matches.';
        return report.replace(/^exit code 0\n/, '');
      }),
  });
