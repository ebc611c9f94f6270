import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What the Product Manager is shown of a repository. */
export interface RepositoryContext {
  /** Paths from the root, sorted. */
  readonly files: readonly string[];
  readonly filesTruncated: boolean;
  /** Head of the README, or an empty string. */
  readonly readme: string;
  /** Names of the capabilities that openspec/specs already describes. */
  readonly capabilities: readonly string[];
}

const FILES_MAX = 300;
const ENTRIES_MAX = 20_000;
const README_BYTES_MAX = 8_000;
const SKIPPED_FOLDERS = new Set(['.git', 'node_modules', '.venv', '__pycache__', 'target', 'dist', 'coverage']);

/** Looks a worktree over; links are not followed. Bounded to 20,000 entries. */
export async function readRepository(root: string): Promise<RepositoryContext> {
  const paths: string[] = [];
  const waiting = [''];
  let entriesSeen = 0;
  for (let folder = waiting.pop(); folder !== undefined && entriesSeen < ENTRIES_MAX; folder = waiting.pop()) {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      entriesSeen++;
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      if (entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name)) waiting.push(path);
      else if (entry.isFile() && entry.name !== '.git') paths.push(path);
    }
  }
  paths.sort();
  const readme = paths.find((path) => /^readme(\.\w+)?$/i.test(path));
  const known = paths.map((path) => /^openspec\/specs\/([^/]+)\/spec\.md$/.exec(path)?.[1]).filter((name) => name !== undefined);
  return {
    files: paths.slice(0, FILES_MAX),
    filesTruncated: paths.length > FILES_MAX || entriesSeen >= ENTRIES_MAX,
    readme: readme ? await readHead(join(root, readme)) : '',
    capabilities: known,
  };
}

async function readHead(path: string): Promise<string> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(README_BYTES_MAX), 0, README_BYTES_MAX, 0);
    return buffer.subarray(0, bytesRead).toString('utf8');
  } finally {
    await handle.close();
  }
}
