import { tool } from 'ai';
import { z } from 'zod';
import { type ToolKit, answer } from './tool-kit.ts';

/** `list_files`: the files under a folder. */
export const listFilesTool = (kit: ToolKit) =>
  tool({
    description: 'Lists the files of the repository or of one of its folders, without dependencies and build output.',
    inputSchema: z.object({ path: z.string().optional().describe('Folder from the root of the repository; all without it.') }),
    execute: ({ path }) =>
      answer(kit, async () => {
        const { paths, truncated } = await kit.files.list(path);
        if (paths.length === 0) return 'There are no files.';
        return paths.join('\n') + (truncated ? '\n[there are more: name a folder]' : '');
      }),
  });
