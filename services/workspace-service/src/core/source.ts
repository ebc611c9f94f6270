/** Where a repository comes from: a folder of this machine, or a URL that git can reach without a password in it. */
export type Source =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'refused'; readonly problem: string };

const URL_SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i;
const SCP_LIKE = /^[A-Za-z0-9_][\w.-]*@[A-Za-z0-9][\w.-]*:(?!:)[^\s-][^\s]*$/;
const SCHEMES = new Set(['https', 'http', 'ssh', 'git', 'file']);

/** Sorts a source or push remote; refuses options, remote helpers (`ext::`), unknown schemes and credentials in URLs. */
export function readSource(text: string): Source {
  if (text === '' || /[\u0000-\u001f\u007f]/.test(text)) return refused('It is empty or holds control characters.');
  if (text.startsWith('-')) return refused('It begins with "-", which git would take for an option.');
  if (text.startsWith('/')) return { kind: 'path', path: text };
  const scheme = URL_SCHEME.exec(text)?.[1]?.toLowerCase();
  if (scheme) return readUrl(text, scheme);
  if (SCP_LIKE.test(text)) return { kind: 'url', url: text };
  return refused('Give an absolute path, or a URL that begins with https://, ssh:// or file://.');
}

function readUrl(text: string, scheme: string): Source {
  if (!SCHEMES.has(scheme)) return refused(`The scheme "${scheme}" is not supported; use https, ssh, git or file.`);
  const url = URL.parse(text);
  if (!url || (scheme !== 'file' && !/^[A-Za-z0-9[]/.test(url.host))) return refused('It is no valid URL.');
  if (url.password || (url.username && scheme !== 'ssh')) {
    return refused('It holds credentials. Put them in git\'s credential helper or in the setting "workspace.credentials".');
  }
  return { kind: 'url', url: text };
}

const refused = (problem: string): Source => ({ kind: 'refused', problem });

/** What `git status --porcelain` says of a folder, counted. */
export interface WorktreeStatus {
  readonly changed: number;
  readonly untracked: number;
}

/** Counts the entries of `git status --porcelain -z` (version 1 of the format). */
export function readWorktreeStatus(porcelain: string): WorktreeStatus {
  let changed = 0;
  let untracked = 0;
  const entries = porcelain.split('\0');
  for (let at = 0; at < entries.length; at++) {
    const entry = entries[at]!;
    if (entry === '') continue;
    if (entry.startsWith('??')) untracked++;
    else changed++;
    // A renamed or copied entry is followed by its old path.
    if (/^[RC]|^.[RC]/.test(entry)) at++;
  }
  return { changed, untracked };
}

/** The warning of a source with uncommitted changes to tracked files, or undefined; untracked files alone are no reason for one. */
export function dirtyWarning(path: string, status: WorktreeStatus): string | undefined {
  if (status.changed === 0) return undefined;
  const files = status.changed === 1 ? '1 file with uncommitted changes' : `${status.changed} files with uncommitted changes`;
  return `${path} has ${files}, which Panal does not see: it works on what is committed. Commit or stash them.`;
}
