import type { AgentTask, TaskOutcome } from '@panal/agent-sdk';
import { runToolLoop } from '@panal/agent-sdk/loop';
import { WorktreeFiles } from '@panal/agent-sdk/worktree';
import { tool } from 'ai';
import { type Change, type ChangeFile, changeFolder, changeSchema, changeText, renderChange } from './change.ts';
import { instructions, nudge, promptOf } from './prompt.ts';
import { overlook } from './repository-overview.ts';
import type { ProductManagerSettings } from './settings.ts';
import { validateChange } from './validate-change.ts';

/** A change that OpenSpec accepted. */
interface AcceptedChange {
  readonly id: string;
  readonly files: readonly ChangeFile[];
}

/** What the tool remembers from one call to the next. */
interface Draft {
  rounds: number;
  folder: string | undefined;
  accepted: AcceptedChange | undefined;
  issues: readonly string[];
}

/** Turns a card into an OpenSpec change in the worktree, validated and committed; its files are the artifact. */
export async function planTask(task: AgentTask, settings: ProductManagerSettings): Promise<TaskOutcome> {
  task.progress('reading the repository');
  const worktree = await task.workspace.open();
  const files = await WorktreeFiles.at(worktree.path);
  const repository = await overlook(files);
  const draft: Draft = { rounds: 0, folder: undefined, accepted: undefined, issues: [] };
  const end = await runToolLoop({
    model: task.languageModel(),
    instructions,
    prompt: promptOf(task.context, repository, task.constraints),
    tools: { write_change: writeChangeTool(task, files, draft) },
    limits: settings,
    signal: task.signal,
    finished: () => draft.accepted !== undefined || draft.rounds >= settings.roundsMax,
    nudge,
    onToolCall: () => task.progress(`writing the change (round ${draft.rounds + 1})`),
  });
  if (!draft.accepted) {
    const reason = end.kind === 'gave-up' ? end.reason : `OpenSpec refused ${draft.rounds} versions`;
    return { status: 'failure', errorMessage: [`No valid change: ${reason}.`, ...draft.issues].join('\n') };
  }
  return commitChange(task, draft.accepted);
}

const writeChangeTool = (task: AgentTask, files: WorktreeFiles, draft: Draft) =>
  tool({
    description: 'Writes the OpenSpec change and validates it. Answers with what is wrong, if anything is.',
    inputSchema: changeSchema,
    execute: async (change) => {
      draft.rounds++;
      draft.issues = await writeAndValidate(change, { worktree: files, task, draft });
      return draft.issues.length === 0 ? 'The change is valid.' : `The change is not valid:\n${draft.issues.join('\n')}`;
    },
  });

/** Writes the change in place of the last version; returns what is wrong with it. */
async function writeAndValidate(
  change: Change,
  at: { worktree: WorktreeFiles; task: AgentTask; draft: Draft },
): Promise<readonly string[]> {
  const { worktree, task, draft } = at;
  const folder = changeFolder(change.id);
  const taken = draft.folder !== folder && task.attempt === 1 && (await worktree.has(folder));
  if (taken) return [`The repository already has a change "${change.id}". Choose another id.`];
  for (const old of new Set([draft.folder, folder])) if (old) await worktree.remove(old);
  draft.folder = folder;
  const files = renderChange(change);
  for (const file of files) await worktree.write(file.path, file.text);
  const verdict = await validateChange(worktree.root, change.id, task.signal);
  if (!verdict.valid) return verdict.issues.length > 0 ? verdict.issues : ['OpenSpec refused it without a reason.'];
  draft.accepted = { id: change.id, files };
  return [];
}

async function commitChange(task: AgentTask, { id, files }: AcceptedChange): Promise<TaskOutcome> {
  task.progress('committing the change');
  const commit = await task.workspace.commit(`Plan: ${id}`);
  return {
    status: 'success',
    commit: commit.commit,
    artifact: changeText(files),
    summary: `OpenSpec change "${id}" with ${files.length} files, valid under --strict.`,
  };
}
