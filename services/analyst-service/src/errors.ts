import { status } from '@grpc/grpc-js';
import type { ErrorTable } from '@panal/kernel/runtime';

/** Refusals of the analyst besides the common ones. */
export const analystErrors = {
  'unknown-rule': { grpc: status.NOT_FOUND, http: 404, retryable: false, message: 'There is no such rule.' },
  'rule-retired': { grpc: status.FAILED_PRECONDITION, http: 409, retryable: false, message: 'The rule is retired.' },
  'rule-not-retired': { grpc: status.FAILED_PRECONDITION, http: 409, retryable: false, message: 'The rule is not retired.' },
  contradiction: { grpc: status.FAILED_PRECONDITION, http: 409, retryable: false, message: 'Another rule says the opposite.' },
  'too-many-rules': { grpc: status.FAILED_PRECONDITION, http: 409, retryable: false, message: 'Too many rules bind.' },
  'too-many-streams': {
    grpc: status.RESOURCE_EXHAUSTED,
    http: 429,
    retryable: true,
    message: 'Too many streams of log lines are open; try again when one has ended.',
  },
  'rule-not-binding': { grpc: status.FAILED_PRECONDITION, http: 409, retryable: false, message: 'The rule does not bind.' },
  'duplicate-rule': { grpc: status.FAILED_PRECONDITION, http: 409, retryable: false, message: 'Another rule says the same.' },
  'invalid-text': { grpc: status.INVALID_ARGUMENT, http: 400, retryable: false, message: 'The text is not valid.' },
} as const satisfies ErrorTable;
