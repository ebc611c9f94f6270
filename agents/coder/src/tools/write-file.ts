import { tool } from 'ai';
import { z } from 'zod';
import { type ToolKit, answer } from './tool-kit.ts';

/** `write_file`: a new file, or the whole of an old one. */
export const writeFileTool = (kit: ToolKit) =>
  tool({
    description: 'Writes a whole file, new or in place of what was there. For a change inside a file, use edit_file.',
    inputSchema: z.object({ path: z.string().describe('Path from the root of the repository.'), text: z.string() }),
    execute: ({ path, text }) =>
      answer(kit, async () => {
        await kit.files.write(path, text);
        return `Wrote ${path} (${Buffer.byteLength(text)} bytes).`;
      }),
  });
