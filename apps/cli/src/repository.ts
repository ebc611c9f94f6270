import { RegisterRepositoryRequest, type Repository, WorkspaceService } from '@panal/shared-types/workspace';
import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Connection } from './connection.ts';
import { CliError, exitCodes } from './exit.ts';
import { hasUncommittedChanges, localGit } from './local-git.ts';

export interface RepositoryChoice {
  /** Path, URL, or id of a registered repository. */
  readonly source: string;
  readonly baseBranch?: string;
  readonly pushRemote?: string;
  readonly gateCommand?: string;
  readonly installCommand?: string;
  readonly repositoryId?: string;
  readonly sandbox?: 'required' | 'best-effort';
  /** Uncommitted changes at the source are no obstacle. */
  readonly allowDirty?: boolean;
}

const isUrl = (source: string): boolean => /^[a-z][a-z0-9+.-]*:\/\/|^[^/\s]+@[^/\s]+:/i.test(source);

/**
 * Checks a local path before anything starts: a git repository with a commit, and nothing uncommitted unless that is allowed.
 * Answers the root of the repository: a folder inside a checkout stands for the whole of it.
 */
export function checkLocalRepository(source: string, allowDirty: boolean): string {
  const path = resolve(source);
  if (!existsSync(path)) throw new CliError(`There is no ${path}. Give the path of a git repository.`, exitCodes.usage);
  if (!localGit(path, 'rev-parse', '--git-dir').ok)
    throw new CliError(
      `${path} is not a git repository. Run "git init" and commit there, or give another path.`,
      exitCodes.usage,
    );
  if (!localGit(path, 'rev-parse', '--verify', 'HEAD').ok)
    throw new CliError(`${path} has no commit yet. Commit something first.`, exitCodes.usage);
  const inside = localGit(path, 'rev-parse', '--is-inside-work-tree').stdout === 'true';
  if (inside && !allowDirty && hasUncommittedChanges(path)) {
    throw new CliError(
      `${path} has uncommitted changes, which agents would not see. Commit or stash them, or pass --allow-dirty.`,
      exitCodes.usage,
    );
  }
  return realpathSync(localGit(path, 'rev-parse', inside ? '--show-toplevel' : '--absolute-git-dir').stdout);
}

/** Registers a repository with the workspace-service; the same source again is the same repository. */
export async function registerRepository(connection: Connection, choice: RepositoryChoice): Promise<Repository> {
  const workspace = connection.to('workspace');
  if (!isUrl(choice.source) && !existsSync(choice.source)) {
    const { repositories } = await workspace.call(WorkspaceService.listRepositories, {});
    const known = repositories.find(({ repositoryId }) => repositoryId === choice.source);
    if (known) return known;
  }
  const source = isUrl(choice.source) ? choice.source : checkLocalRepository(choice.source, choice.allowDirty === true);
  const reply = await workspace.call(
    WorkspaceService.registerRepository,
    RegisterRepositoryRequest.fromPartial({
      repositoryId: choice.repositoryId ?? '',
      source,
      pushRemote: choice.pushRemote ?? '',
      baseBranch: choice.baseBranch ?? '',
      gateCommand: choice.gateCommand ?? '',
      installCommand: choice.installCommand ?? '',
      sandbox: choice.sandbox ?? 'required',
    }),
    { timeoutMs: 120_000 },
  );
  if (!reply.ok || !reply.repository) throw new CliError(reply.message || 'The repository was refused.');
  return reply.repository;
}
