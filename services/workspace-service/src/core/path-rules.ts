import { printable } from './names.ts';

/** One entry of `git diff-tree --raw -z`. */
export interface ChangedPath {
  readonly path: string;
  /** Octal modes as git writes them; `000000` where the side has no such path. */
  readonly oldMode: string;
  readonly newMode: string;
  readonly newObject: string;
  readonly status: string;
}

export interface PathProblem {
  readonly path: string;
  readonly rule: string;
}

/**
 * What agents may never change: git's own files, hooks, what a forge runs by itself, and the policy that binds them. Matched
 * without regard to case, since some file systems have none.
 */
const protectedPatterns: readonly { readonly rule: string; readonly pattern: RegExp }[] = [
  { rule: "git's own files", pattern: /(?:^|\/)\.git(?:\/|$)/i },
  { rule: 'submodules', pattern: /(?:^|\/)\.gitmodules$/i },
  {
    rule: 'continuous integration',
    pattern:
      /^(?:\.github\/(?:workflows|actions)|\.gitlab|\.circleci|\.buildkite|\.ci|\.woodpecker|\.drone|\.forgejo\/workflows|\.gitea\/workflows)\//i,
  },
  {
    rule: 'continuous integration',
    pattern:
      /^(?:\.gitlab-ci\.ya?ml|\.travis\.ya?ml|\.drone\.ya?ml|\.woodpecker\.ya?ml|\.cirrus\.yml|appveyor\.yml|azure-pipelines\.ya?ml|bitbucket-pipelines\.ya?ml|jenkinsfile|\.github\/(?:dependabot\.ya?ml|codeowners))$/i,
  },
  { rule: 'continuous integration', pattern: /^(?:docs\/)?codeowners$/i },
  // The folders themselves are free; an entry of that name would put another folder's files in their place.
  { rule: 'continuous integration', pattern: /^\.(?:github|forgejo|gitea)$/i },
  { rule: 'hooks', pattern: /(?:^|\/)(?:\.husky|\.githooks|hooks\.d)\//i },
  { rule: 'hooks', pattern: /(?:^|\/)(?:\.?lefthook(?:-local)?\.(?:ya?ml|toml|json)|\.pre-commit-config\.ya?ml)$/i },
  { rule: "Panal's policy", pattern: /(?:^|\/)(?:panal|swarm)\.ya?ml$/i },
];

/** The plan of a mission lies here, whatever else is allowed. */
const planPattern = 'openspec/changes/**';

/** The rule that forbids a path, or undefined. Each list of globs that is not empty must hold the path. */
export function pathProblem(path: string, allowed: readonly (readonly string[])[]): PathProblem | undefined {
  // A link or a nested repository that takes a protected folder's name is that folder.
  const hit = protectedPatterns.find(({ pattern }) => pattern.test(path) || pattern.test(`${path}/`));
  if (hit) return { path, rule: `protected: ${hit.rule}` };
  if (matchesGlob(path, planPattern)) return undefined;
  const outside = allowed.find((globs) => globs.length > 0 && !globs.some((glob) => matchesGlob(path, glob)));
  return outside ? { path, rule: `outside the allowed paths (${outside.slice(0, 5).join(', ')})` } : undefined;
}

/** The problem of a changed entry besides its name: a nested repository, or a link that leaves the tree. */
export function entryProblem(change: ChangedPath, linkTarget: string | undefined): PathProblem | undefined {
  if (change.newMode === '160000')
    return { path: change.path, rule: 'it is a nested repository (submodule), which is not taken' };
  if (change.newMode === '120000' && (linkTarget === undefined || leavesTree(change.path, linkTarget))) {
    return { path: change.path, rule: 'it is a symbolic link that points outside the repository, or has ".." after a name' };
  }
  return undefined;
}

/**
 * Whether a link at `path` with this target points out of the repository, by names alone. A `..` after a name counts as leaving:
 * the name may itself be a link, and then `..` is not the folder it seems to be.
 */
export function leavesTree(path: string, target: string): boolean {
  if (target.startsWith('/') || target === '') return true;
  const parts = target.split('/').filter((part) => part !== '' && part !== '.');
  const upwards = parts.findIndex((part) => part !== '..');
  const ups = upwards < 0 ? parts.length : upwards;
  if (ups > path.split('/').length - 1 || parts.includes('..', ups)) return true;
  return /(?:^|\/)\.git(?:\/|$)/i.test(target);
}

/**
 * Whether a path matches a glob: `*` and `?` within one part, `**` over any number of them, a trailing `/` for all below.
 * Everything else is literal; dot files match like others.
 */
export function matchesGlob(path: string, glob: string): boolean {
  const whole = glob.endsWith('/') ? `${glob}**` : glob;
  return matchParts(path.split('/'), whole.replace(/^\.?\//, '').split('/'));
}

function matchParts(path: readonly string[], glob: readonly string[]): boolean {
  // One row of a table over path positions for each glob part: no backtracking, so no input is slow.
  let reachable = new Set([0]);
  for (const part of glob) {
    const next = new Set<number>();
    for (const at of reachable) {
      if (part === '**') for (let skip = at; skip <= path.length; skip++) next.add(skip);
      else if (at < path.length && matchPart(path[at]!, part)) next.add(at + 1);
    }
    reachable = next;
    if (reachable.size === 0) return false;
  }
  return reachable.has(path.length);
}

function matchPart(text: string, pattern: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let index = 0; index < text.length;) {
    if (pattern[at] === '*') {
      star = at++;
      resume = index;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[index])) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++resume;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

/** Reads `git diff-tree --raw -z --no-renames`. */
export function readChangedPaths(raw: string): ChangedPath[] {
  const parts = raw.split('\0');
  const changes: ChangedPath[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const head = /^:(\d{6}) (\d{6}) [0-9a-f]+ ([0-9a-f]+) ([A-Z])\d*$/.exec(parts[at]!);
    if (!head) break;
    changes.push({ oldMode: head[1]!, newMode: head[2]!, newObject: head[3]!, status: head[4]!, path: parts[at + 1]! });
  }
  return changes;
}

/** One line that names the forbidden paths, at most ten of them. */
export function describePathProblems(problems: readonly PathProblem[]): string {
  const shown = problems.slice(0, 10).map(({ path, rule }) => `${printable(path)} (${rule})`);
  const more = problems.length > 10 ? ` and ${problems.length - 10} more` : '';
  return `${shown.join('; ')}${more}`;
}
