import { type Dirent, lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Something that could not be read, or not wholly: what happened and what to do. */
export interface Problem {
  readonly input: string;
  readonly message: string;
}

export const inputFilesMax = 10_000;
const DEPTH_MAX = 32;

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file. Check the path.',
  EACCES: 'it may not be read. Give yourself the right to read it, or leave it out.',
  EPERM: 'it may not be read. Give yourself the right to read it, or leave it out.',
  EISDIR: 'it is a directory.',
  ELOOP: 'its links lead in a circle. Name the file itself.',
  EMFILE: 'too many files are open. Raise the limit with ulimit -n.',
};

/** The words for an error of the file system. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return reasons[code ?? ''] ?? `it could not be read (${message}).`;
}

/** The files that paths stand for: of directories those below, sorted, without hidden ones and links; at most `inputFilesMax`. */
export function findInputs(paths: readonly string[]): {
  readonly files: readonly string[];
  readonly problems: readonly Problem[];
} {
  const files: string[] = [];
  const problems: Problem[] = [];
  let isFull = false;
  const add = (path: string): void => {
    if (files.length < inputFilesMax) files.push(path);
    else isFull = true;
  };
  const visit = (dir: string, depth: number): void => {
    let entries: Dirent[];
    try {
      entries = readdirSync(dir, { withFileTypes: true });
    } catch (error) {
      problems.push({ input: dir, message: reasonOf(error) });
      return;
    }
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (isFull || entry.name.startsWith('.')) continue;
      const path = join(dir, entry.name);
      if (entry.isFile()) add(path);
      else if (entry.isDirectory() && depth < DEPTH_MAX) visit(path, depth + 1);
      else if (entry.isDirectory())
        problems.push({ input: path, message: `it is nested deeper than ${DEPTH_MAX}. Name it itself.` });
    }
  };
  for (const path of paths) {
    if (path === '-') add(path);
    else if (isDirectory(path, problems)) visit(path, 1);
    else if (problems.at(-1)?.input !== path) add(path);
  }
  if (isFull) problems.push({ input: paths.join(' '), message: `only the first ${inputFilesMax} files are read. Name fewer.` });
  return { files, problems };
}

function isDirectory(path: string, problems: Problem[]): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    const message = existsAsLink(path) ? 'it is a link that leads nowhere.' : reasonOf(error);
    problems.push({ input: path, message });
    return false;
  }
}

function existsAsLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}
