import { tool } from 'ai';
import { z } from 'zod';
import type { ToolKit } from './tool-kit.ts';

/** `submit`: the model says that its work is done. */
export const submitTool = (kit: ToolKit) =>
  tool({
    description: 'Hands the work in. Call it once, when the change is complete and you have seen the tests pass.',
    inputSchema: z.object({
      summary: z.string().min(1).max(4_000).describe('What was changed and why, in one paragraph for the reviewer.'),
    }),
    execute: async ({ summary }) => {
      kit.submitted = summary;
      return 'Submitted.';
    },
  });
