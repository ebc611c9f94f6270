import { rename, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { ServiceError } from '@panal/kernel/runtime';
import type { Repository, SandboxRequirement } from '../core/model.ts';
import { derivedRepositoryId, isBranchName, isRepositoryId } from '../core/names.ts';
import { type Source, readSource } from '../core/source.ts';
import { GitFailure, type GitOutcome } from '../ports.ts';
import { type WorkspaceContext, execute } from './context.ts';
import { sha256 } from './folders.ts';
import { RegistrationRefused, inspectFolder } from './inspect-source.ts';
import { Mirror } from './mirror.ts';

export interface Registration {
  readonly repositoryId: string;
  readonly source: string;
  readonly pushRemote: string;
  readonly baseBranch: string;
  readonly gateCommand: string;
  readonly allowedPaths: readonly string[];
  readonly sandbox: string;
  readonly installCommand: string;
  readonly lintCommand: string;
  readonly refuseDirty: boolean;
}

/** `warning` is empty, or `dirty-worktree` with its message. */
export type RegistrationOutcome =
  | { readonly ok: true; readonly repository: Repository; readonly code: string; readonly message: string }
  | { readonly ok: false; readonly code: string; readonly message: string };

const ALLOWED_PATHS_MAX = 200;
const COMMAND_CHARS_MAX = 4_096;

/**
 * Makes our own copy of a repository and remembers it. Registering the same source again brings the copy up to date and
 * replaces the settings. The source is only read; a failed registration leaves nothing behind.
 */
export async function registerRepository(context: WorkspaceContext, request: Registration): Promise<RegistrationOutcome> {
  try {
    checkSettings(request);
    const source = sourceOf(request.source, 'source');
    const repositoryId = request.repositoryId || derivedRepositoryId(request.source, sha256(request.source));
    if (!isRepositoryId(repositoryId))
      throw new RegistrationRefused(
        'bad-id',
        `"${repositoryId}" cannot name a repository: use letters, digits, "-", "_" and ".".`,
      );
    const warning = source.kind === 'path' ? await inspectFolder(context.git, source.path, request.refuseDirty) : undefined;
    const pushRemote = request.pushRemote || request.source;
    sourceOf(pushRemote, 'push remote');
    const repository = await context.locks.run(`repository ${repositoryId}`, () =>
      copyAndRecord(context, { ...request, repositoryId, pushRemote }),
    );
    return { ok: true, repository, code: warning ? 'dirty-worktree' : '', message: warning ?? '' };
  } catch (error) {
    if (error instanceof RegistrationRefused) return { ok: false, code: error.code, message: error.message };
    if (error instanceof ServiceError) return { ok: false, code: error.code, message: error.message };
    throw error;
  }
}

function checkSettings(request: Registration): void {
  if (!['', 'required', 'best-effort'].includes(request.sandbox)) {
    throw new RegistrationRefused(
      'bad-setting',
      `"${request.sandbox}" is no sandbox requirement: use "required" or "best-effort".`,
    );
  }
  if (request.allowedPaths.length > ALLOWED_PATHS_MAX) {
    throw new RegistrationRefused('bad-setting', `More than ${ALLOWED_PATHS_MAX} allowed paths are given.`);
  }
  const commands = [request.gateCommand, request.installCommand, request.lintCommand];
  if (commands.some((command) => command.length > COMMAND_CHARS_MAX || command.includes('\0'))) {
    throw new RegistrationRefused('bad-setting', `A command is longer than ${COMMAND_CHARS_MAX} characters or holds a NUL.`);
  }
  if (request.baseBranch !== '' && !isBranchName(request.baseBranch)) {
    throw new RegistrationRefused('no-such-branch', `"${request.baseBranch.slice(0, 100)}" is no valid branch name.`);
  }
}

function sourceOf(text: string, what: string): Exclude<Source, { kind: 'refused' }> {
  const source = readSource(text);
  if (source.kind !== 'refused') return source;
  // What may hold a password is not repeated.
  throw new RegistrationRefused('bad-source', `The ${what} cannot be used. ${source.problem}`);
}

async function copyAndRecord(context: WorkspaceContext, request: Registration): Promise<Repository> {
  const known = context.store.state.repositories.get(request.repositoryId);
  if (known && known.source !== request.source) {
    throw new ServiceError(
      'conflict',
      `Repository "${request.repositoryId}" is registered with another source. Choose another id.`,
    );
  }
  const final = context.folders.mirror(request.repositoryId);
  const draft = known ? final : `${final}.${randomUUID().slice(0, 8)}.new`;
  try {
    const mirror = new Mirror(context.git, draft);
    if (!known) await mirror.create();
    await fetchSource(context, mirror, request.source);
    const baseBranch = await baseBranchOf(context, mirror, request);
    const repository = repositoryFrom(request, baseBranch);
    if (!known) {
      // Nothing refers to a folder of that name: it is left from a registration that was never recorded.
      await rm(final, { recursive: true, force: true });
      await rename(draft, final);
    }
    await execute(context, { type: 'register-repository', repository });
    return repository;
  } finally {
    if (!known) await rm(draft, { recursive: true, force: true });
  }
}

const repositoryFrom = (request: Registration, baseBranch: string): Repository => ({
  repositoryId: request.repositoryId,
  source: request.source,
  pushRemote: request.pushRemote,
  baseBranch,
  gateCommand: request.gateCommand.trim(),
  allowedPaths: request.allowedPaths,
  sandbox: (request.sandbox || 'required') as SandboxRequirement,
  installCommand: request.installCommand.trim(),
  lintCommand: request.lintCommand.trim(),
});

async function fetchSource(context: WorkspaceContext, mirror: Mirror, source: string): Promise<void> {
  try {
    await mirror.fetch(source, context.config.transferTimeoutMs);
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    context.log.warn({ err: error }, 'the source could not be fetched');
    throw new RegistrationRefused('source-unavailable', `The source could not be fetched: ${reasonOf(error.outcome)}`);
  }
}

/** The last line in which git says what was wrong; credentials are already removed. */
export function reasonOf(outcome: GitOutcome): string {
  if (outcome.timedOut) return 'it took too long.';
  const lines = outcome.stderr
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const telling =
    lines.find((line) => /^(?:fatal|error|remote: error|ERROR):? /.test(line)) ?? lines.at(-1) ?? 'git gave no reason';
  return telling.replace(/^(?:fatal|error|ERROR): /, '').slice(0, 300);
}

async function baseBranchOf(context: WorkspaceContext, mirror: Mirror, request: Registration): Promise<string> {
  const branch = request.baseBranch || (await defaultBranch(context, mirror, request.source));
  if (branch === undefined) {
    throw new RegistrationRefused(
      'no-such-branch',
      'The repository has no default branch (detached HEAD, or no commit on it). Name a base branch.',
    );
  }
  if (await mirror.branchTip(branch)) return branch;
  throw new RegistrationRefused(
    'no-such-branch',
    `The repository has no branch "${branch}" with a commit. Name another base branch.`,
  );
}

async function defaultBranch(context: WorkspaceContext, mirror: Mirror, source: string): Promise<string | undefined> {
  const { stdout } = await context.git.must({
    gitDir: mirror.gitDir,
    args: ['ls-remote', '--symref', source, 'HEAD'],
    network: true,
    timeoutMs: context.config.transferTimeoutMs,
  });
  const name = /^ref: refs\/heads\/(.+)\tHEAD$/m.exec(stdout.toString('utf8'))?.[1];
  return name !== undefined && isBranchName(name) ? name : undefined;
}
