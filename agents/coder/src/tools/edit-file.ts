import { tool } from 'ai';
import { z } from 'zod';
import { replaceOnce } from '../replace-once.ts';
import { type ToolKit, answer } from './tool-kit.ts';

/** `edit_file`: replaces text that occurs exactly once. */
export const editFileTool = (kit: ToolKit) =>
  tool({
    description: 'Replaces a piece of text in a file. The piece must occur exactly once: quote as many lines as that takes.',
    inputSchema: z.object({
      path: z.string().describe('Path from the root of the repository.'),
      old_text: z.string().describe('The text to replace, exactly as it stands in the file.'),
      new_text: z.string().describe('What stands there afterwards.'),
    }),
    execute: ({ path, old_text: oldText, new_text: newText }) =>
      answer(kit, async () => {
        const outcome = replaceOnce(await kit.files.read(path), oldText, newText);
        if (!outcome.ok) return `Error: nothing was changed in ${path}. ${outcome.message}`;
        await kit.files.write(path, outcome.text);
        return `Changed ${path} at line ${outcome.line}.`;
      }),
  });
