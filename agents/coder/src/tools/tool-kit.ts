import { FatalTaskError } from '@panal/agent-sdk';
import { FileRefused, type WorktreeFiles } from '@panal/agent-sdk/worktree';
import type { SandboxRequirement } from '@panal/sandbox';
import type { CommitWorkReply } from '@panal/shared-types/workspace';
import type { CoderSettings } from '../settings.ts';

/** What the tools of one attempt work on, and what they found out. */
export interface ToolKit {
  readonly files: WorktreeFiles;
  readonly requirement: SandboxRequirement;
  readonly settings: CoderSettings;
  readonly signal: AbortSignal;
  /** Commits the worktree under a message. */
  readonly commit: (message: string) => Promise<CommitWorkReply>;
  /** The model's account of its work and the commit, once it has submitted what could be committed. */
  submitted: { readonly summary: string; readonly commit: CommitWorkReply } | undefined;
  /** Why no tool can go on here, e.g. no sandbox. */
  fatal: FatalTaskError | undefined;
}

/** Runs a tool's work; what the model can mend comes back as text, what ends the task is kept in the kit. */
export async function answer(kit: ToolKit, work: () => Promise<string>): Promise<string> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FileRefused) return `Error: ${error.message}`;
    if (!(error instanceof FatalTaskError)) throw error;
    kit.fatal = error;
    return `Error: ${error.message}`;
  }
}
