import { grpcService } from '@panal/kernel/runtime';
import { type WorkspaceServer, WorkspaceService } from '@panal/shared-types/workspace';
import type { WorkspaceContext } from '../shell/context.ts';
import type { GateRunner } from '../shell/run-gate.ts';
import { closeWorktreeRpc } from './close-worktree.ts';
import { commitWorkRpc } from './commit-work.ts';
import { getDiffRpc } from './get-diff.ts';
import { listRepositoriesRpc } from './list-repositories.ts';
import { openWorktreeRpc } from './open-worktree.ts';
import { pushRpc } from './push.ts';
import { registerRepositoryRpc } from './register-repository.ts';
import { runGateRpc } from './run-gate.ts';

/** The service's methods and who may call them. */
export const workspaceGrpcService = (context: WorkspaceContext, gates: GateRunner) =>
  grpcService<WorkspaceServer>(
    WorkspaceService,
    {
      registerRepository: (request) => registerRepositoryRpc(context, request),
      listRepositories: () => listRepositoriesRpc(context),
      openWorktree: (request, call) => openWorktreeRpc(context, request, call),
      commitWork: (request, call) => commitWorkRpc(context, request, call),
      getDiff: (request, call) => getDiffRpc(context, request, call),
      closeWorktree: (request, call) => closeWorktreeRpc(context, request, call),
      runGate: (request) => runGateRpc(gates, request),
      push: (request) => pushRpc(context, request),
    },
    {
      registerRepository: ['operator'],
      listRepositories: ['viewer', 'operator', 'service'],
      openWorktree: ['agent'],
      commitWork: ['agent'],
      getDiff: ['agent', 'viewer', 'operator', 'service'],
      closeWorktree: ['agent'],
      runGate: ['service'],
      push: ['service'],
    },
  );
