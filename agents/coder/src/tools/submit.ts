import { status } from '@grpc/grpc-js';
import { grpcReason } from '@panal/kernel/runtime';
import { tool } from 'ai';
import { z } from 'zod';
import type { ToolKit } from './tool-kit.ts';

/** `submit`: commits the work. What the workspace-service refuses to commit (a path, a credential) goes back to the model. */
export const submitTool = (kit: ToolKit) =>
  tool({
    description: 'Hands the work in. Call it when the change is complete and you have seen the tests pass.',
    inputSchema: z.object({
      summary: z.string().min(1).max(4_000).describe('What was changed and why, in one paragraph for the reviewer.'),
    }),
    execute: async ({ summary }) => {
      try {
        kit.submitted = { summary, commit: await kit.commit(summary) };
        return 'Submitted.';
      } catch (error) {
        if ((error as { code?: unknown }).code !== status.FAILED_PRECONDITION) throw error;
        return `Error: not committed. ${grpcReason(error)}`;
      }
    },
  });
