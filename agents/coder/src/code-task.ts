import type { AgentTask, TaskOutcome } from '@panal/agent-sdk';
import { type ToolLoopEnd, runToolLoop } from '@panal/agent-sdk/loop';
import { WorktreeFiles } from '@panal/agent-sdk/worktree';
import type { OpenWorktreeReply } from '@panal/shared-types/workspace';
import { instructions, nudge, promptOf } from './prompt.ts';
import type { CoderSettings } from './settings.ts';
import { editFileTool } from './tools/edit-file.ts';
import { grepTool } from './tools/grep.ts';
import { listFilesTool } from './tools/list-files.ts';
import { readFileTool } from './tools/read-file.ts';
import { runCommandTool } from './tools/run-command.ts';
import { submitTool } from './tools/submit.ts';
import type { ToolKit } from './tools/tool-kit.ts';
import { writeFileTool } from './tools/write-file.ts';

const SUBJECT_CHARS_MAX = 72;

/** Works on one task in its worktree and commits what came of it; a limit, a dead end or no change at all is a failure. */
export async function codeTask(task: AgentTask, settings: CoderSettings): Promise<TaskOutcome> {
  task.progress('opening the worktree');
  const worktree = await task.workspace.open();
  const files = await WorktreeFiles.at(worktree.path);
  const kit: ToolKit = {
    files,
    requirement: worktree.sandbox === 'best-effort' ? 'best-effort' : 'required',
    settings,
    signal: task.signal,
    commit: (summary) => task.workspace.commit(commitMessage(task.context.mission.title, summary)),
    submitted: undefined,
    fatal: undefined,
  };
  const end = await workWithModel(task, kit, worktree);
  if (kit.fatal) throw kit.fatal;
  if (kit.submitted) return outcomeOf(kit.submitted, worktree.headCommit);
  return {
    status: 'failure',
    errorMessage: `The coder gave up: ${end.kind === 'gave-up' ? end.reason : 'nothing was submitted'}.`,
  };
}

async function workWithModel(task: AgentTask, kit: ToolKit, worktree: OpenWorktreeReply): Promise<ToolLoopEnd> {
  const { paths, truncated } = await kit.files.list();
  return runToolLoop({
    model: task.languageModel(),
    instructions,
    prompt: promptOf({
      context: task.context,
      constraints: task.constraints,
      attempt: task.attempt,
      testCommand: worktree.testCommand,
      files: paths,
      filesTruncated: truncated,
    }),
    tools: {
      read_file: readFileTool(kit),
      list_files: listFilesTool(kit),
      grep: grepTool(kit),
      edit_file: editFileTool(kit),
      write_file: writeFileTool(kit),
      run_command: runCommandTool(kit),
      submit: submitTool(kit),
    },
    limits: kit.settings,
    signal: task.signal,
    finished: () => kit.submitted !== undefined || kit.fatal !== undefined,
    nudge,
    onToolCall: (tool, input) => task.progress(describeCall(tool, input)),
  });
}

/** One line for people about what the model does now. */
function describeCall(tool: string, input: unknown): string {
  const { path, command, pattern } = (input ?? {}) as Record<string, unknown>;
  const what = command ?? path ?? pattern;
  return typeof what === 'string' ? `${tool.replaceAll('_', ' ')}: ${what}` : tool.replaceAll('_', ' ');
}

/** The card's title and the model's summary, without lines that would read as trailers of Panal's. */
export function commitMessage(title: string, summary: string): string {
  const plain = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ').trim();
  const subject = plain(title).slice(0, SUBJECT_CHARS_MAX) || 'Change';
  const body = summary
    .split('\n')
    .map(plain)
    .filter((line) => !/^(panal-[a-z-]+|signed-off-by|co-authored-by):/i.test(line))
    .join('\n')
    .trim();
  return body ? `${subject}\n\n${body}` : subject;
}

function outcomeOf({ summary, commit }: NonNullable<ToolKit['submitted']>, headBefore: string): TaskOutcome {
  // A commit whose reply was lost may be answered as empty the second time, but the head has moved.
  const changed = !commit.empty || (commit.commit !== '' && headBefore !== '' && commit.commit !== headBefore);
  if (!changed) {
    return { status: 'failure', errorMessage: `The coder submitted without having changed anything. It said: ${summary}` };
  }
  const counts = `${commit.files} files changed, ${commit.insertions} insertions, ${commit.deletions} deletions`;
  return { status: 'success', commit: commit.commit, artifact: `${summary}\n\n${counts}\n`, summary };
}
