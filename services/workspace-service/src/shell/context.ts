import type { SigningKey } from '@panal/audit';
import type { StateStore } from '@panal/journal';
import { type Logger, ServiceError } from '@panal/kernel/runtime';
import type { Repository, WorkspaceCommand, WorkspaceEvent, WorkspaceRefusal, WorkspaceState } from '../core/model.ts';
import type { WorkspaceMetrics } from '../metrics.ts';
import type { Git, LeaseAuthority, SecretScanner, WorkspaceSettings } from '../ports.ts';
import type { Folders } from './folders.ts';
import type { JoinedRuns } from './joined-runs.ts';
import type { KeyedLock } from './keyed-lock.ts';

export type WorkspaceStore = StateStore<WorkspaceState, WorkspaceCommand, WorkspaceEvent, WorkspaceRefusal>;

/** What every operation of the service works with. */
export interface WorkspaceContext {
  readonly store: WorkspaceStore;
  readonly git: Git;
  readonly leases: LeaseAuthority;
  readonly scanner: SecretScanner;
  readonly folders: Folders;
  /** One operation at a time for a key: a repository, a task, a branch at a remote. */
  readonly locks: KeyedLock;
  /** Fetches, shared by those who ask for the same one. */
  readonly refreshes: JoinedRuns;
  readonly signingKey: SigningKey;
  readonly config: WorkspaceSettings;
  readonly metrics: WorkspaceMetrics;
  readonly log: Logger;
  /** Aborted when the process begins to stop. */
  readonly stopping: AbortSignal;
}

/** Executes a command; a refusal becomes a ServiceError with its code. */
export async function execute(context: WorkspaceContext, command: WorkspaceCommand): Promise<void> {
  const execution = await context.store.execute(command);
  if (!execution.ok) throw new ServiceError(execution.refusal.code, execution.refusal.message);
}

/** The registered repository, or the refusal that says how to register it. */
export function repositoryOf(context: WorkspaceContext, repositoryId: string): Repository {
  const repository = context.store.state.repositories.get(repositoryId);
  if (repository) return repository;
  throw new ServiceError('unknown-repository', `Repository "${repositoryId}" is not registered. Register it first.`);
}
