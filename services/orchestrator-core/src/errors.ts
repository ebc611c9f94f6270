import { type ErrorTable, commonErrors } from '@panal/kernel/runtime';
import { status } from '@grpc/grpc-js';

/** Refusals of the orchestrator beyond the common ones. */
export const errors = {
  ...commonErrors,
  halted: { grpc: status.FAILED_PRECONDITION, http: 409, retryable: true, message: 'Panal is halted here. Resume it first.' },
} as const satisfies ErrorTable;
