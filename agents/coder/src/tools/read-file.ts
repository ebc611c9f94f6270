import { tool } from 'ai';
import { z } from 'zod';
import { type ToolKit, answer } from './tool-kit.ts';

const LINES_MAX = 500;
const CHARS_MAX = 24_000;

/** `read_file`: lines of a text file exactly as they are, so that they can be quoted in an edit. */
export const readFileTool = (kit: ToolKit) =>
  tool({
    description: `Reads a text file of the repository, at most ${LINES_MAX} lines at a time.`,
    inputSchema: z.object({
      path: z.string().describe('Path from the root of the repository.'),
      start_line: z.int().min(1).optional().describe('First line, from 1.'),
      line_count: z.int().min(1).max(LINES_MAX).optional(),
    }),
    execute: ({ path, start_line: first = 1, line_count: count = LINES_MAX }) =>
      answer(kit, async () => {
        const lines = (await kit.files.read(path)).split('\n');
        if (lines.at(-1) === '') lines.pop();
        if (lines.length === 0) return `${path} is empty.`;
        if (first > lines.length) return `Error: ${path} has ${lines.length} lines, so there is no line ${first}.`;
        const text = lines.slice(first - 1, first - 1 + count).join('\n');
        const last = Math.min(first - 1 + count, lines.length);
        const head = `${path}, lines ${first} to ${last} of ${lines.length}:\n`;
        if (text.length <= CHARS_MAX) return head + text;
        return `${head}${text.slice(0, CHARS_MAX)}\n[cut after ${CHARS_MAX} characters: ask for fewer lines]`;
      }),
  });
