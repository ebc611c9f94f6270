import { type ErrorTable } from '@panal/kernel/runtime';
import { status } from '@grpc/grpc-js';

/** What this service refuses besides the common codes: one row a code, for every wire. */
export const workspaceErrors = {
  'lease-lost': {
    grpc: status.FAILED_PRECONDITION,
    http: 409,
    retryable: false,
    message: 'The lease is not held any more. Stop: another worker may have the task.',
  },
  'unknown-repository': {
    grpc: status.NOT_FOUND,
    http: 404,
    retryable: false,
    message: 'This repository is not registered. Register it with the workspace-service first.',
  },
  'unknown-commit': {
    grpc: status.NOT_FOUND,
    http: 404,
    retryable: false,
    message: 'This commit is not in the repository.',
  },
  'no-worktree': {
    grpc: status.FAILED_PRECONDITION,
    http: 409,
    retryable: false,
    message: 'There is no open worktree for this task. Open it first.',
  },
  'work-refused': {
    grpc: status.FAILED_PRECONDITION,
    http: 409,
    retryable: false,
    message: 'The changes can not be committed as they are.',
  },
  'source-unavailable': {
    grpc: status.UNAVAILABLE,
    http: 503,
    retryable: true,
    message: 'The source of the repository cannot be reached now.',
  },
  'orchestrator-away': {
    grpc: status.UNAVAILABLE,
    http: 503,
    retryable: true,
    message: 'The orchestrator cannot confirm the lease now. Try again shortly.',
  },
} as const satisfies ErrorTable;
