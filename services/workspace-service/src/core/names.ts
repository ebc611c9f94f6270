/** Names that come from outside and end in a git command or a path; what passes here can do no harm there. */

const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const REPOSITORY_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/;
const FORBIDDEN_IN_BRANCH = /[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(?:\/|$)/;

/** Whether the text is a full commit id (SHA-1 or SHA-256, lower-case hex). */
export const isCommitId = (text: string): boolean => COMMIT.test(text);

/** Whether the text can name a repository, and so a folder. */
export const isRepositoryId = (text: string): boolean =>
  REPOSITORY_ID.test(text) && !text.includes('..') && !/\.(?:git|lock|new)$/i.test(text);

/** Whether git takes the text as a branch name, and no command line takes it as an option. Source: git-check-ref-format(1). */
export function isBranchName(text: string): boolean {
  if (text.length === 0 || text.length > 200 || FORBIDDEN_IN_BRANCH.test(text)) return false;
  return !/^[-/.]|[/.]$/.test(text) && text !== '@' && text !== 'HEAD';
}

/** A folder name for any task id: readable where it can be, unique by digest. */
export function folderName(taskId: string, sha256Hex: string): string {
  const readable = taskId
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .slice(0, 40)
    .replace(/^[-_]+/, '');
  return `${readable || 'task'}-${sha256Hex.slice(0, 16)}`;
}

/** An id derived from the last part of a path or URL, made unique by the digest of the whole. */
export function derivedRepositoryId(source: string, sha256Hex: string): string {
  const last =
    source
      .replace(/[/\\]+$/, '')
      .split(/[/\\:]/)
      .at(-1) ?? '';
  const slug = last
    .replace(/\.git$/i, '')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^[-_]+/, '')
    .slice(0, 40);
  return `${slug || 'repository'}-${sha256Hex.slice(0, 8)}`;
}

/** Text that is safe in a one-line message: control characters and odd bytes as escapes. */
export function printable(text: string): string {
  return /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffd"]/.test(text) ? JSON.stringify(text) : text;
}
