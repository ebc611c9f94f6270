import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { folderName } from '../core/names.ts';

/** Where the service keeps things, all under `<dataDir>/workspace`. */
export interface Folders {
  readonly root: string;
  readonly journal: string;
  readonly repositories: string;
  readonly worktrees: string;
  readonly gates: string;
  readonly logs: string;
  readonly signingKey: string;
  readonly publicKey: string;
  readonly credentialStore: string;
  /** Our bare copy of a repository. */
  mirror(repositoryId: string): string;
  /** The worktree of a lease. */
  worktree(taskId: string): string;
}

/** Names the folders of a data directory and makes those that are missing, readable by their owner only. */
export async function openFolders(dataDir: string): Promise<Folders> {
  const root = join(dataDir, 'workspace');
  const at = (name: string): string => join(root, name);
  for (const name of ['repositories', 'worktrees', 'gates', 'logs']) await mkdir(at(name), { recursive: true, mode: 0o700 });
  return {
    root,
    journal: at('journal'),
    repositories: at('repositories'),
    worktrees: at('worktrees'),
    gates: at('gates'),
    logs: at('logs'),
    signingKey: join(root, 'keys', 'gate-signing.pem'),
    publicKey: join(root, 'keys', 'gate-signing.pub.pem'),
    credentialStore: join(root, 'keys', 'credentials'),
    mirror: (repositoryId) => join(root, 'repositories', `${repositoryId}.git`),
    worktree: (taskId) => join(root, 'worktrees', folderName(taskId, sha256(taskId))),
  };
}

/** SHA-256 in hex. */
export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
