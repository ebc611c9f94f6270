import type { WorktreeFiles } from '@panal/agent-sdk/worktree';

/** What the Product Manager is shown of a repository. */
export interface RepositoryOverview {
  /** Paths from the root, sorted. */
  readonly files: readonly string[];
  readonly filesTruncated: boolean;
  /** Head of the README, or an empty string. */
  readonly readme: string;
  /** Names of the capabilities that openspec/specs already describes. */
  readonly capabilities: readonly string[];
}

const FILES_MAX = 300;
const README_CHARS_MAX = 8_000;

/** Looks a worktree over: names of files, the README's head, what is specified already. */
export async function overlook(files: WorktreeFiles): Promise<RepositoryOverview> {
  const { paths, truncated } = await files.list('.', FILES_MAX);
  const readme = paths.find((path) => /^readme(\.\w+)?$/i.test(path));
  const capabilities = paths.flatMap((path) => /^openspec\/specs\/([^/]+)\/spec\.md$/.exec(path)?.[1] ?? []);
  const text = readme ? await files.read(readme).catch(() => '') : '';
  return { files: paths, filesTruncated: truncated, readme: text.slice(0, README_CHARS_MAX), capabilities };
}
