import { status } from '@grpc/grpc-js';
import type { ErrorTable } from '@panal/kernel/runtime';

/** Refusals of the webhook endpoint besides the common ones. */
export const bridgeErrors = {
  'bad-signature': {
    grpc: status.UNAUTHENTICATED,
    http: 401,
    retryable: false,
    message: 'The signature does not fit the body and the callback URL.',
  },
  'not-configured': {
    grpc: status.FAILED_PRECONDITION,
    http: 503,
    retryable: true,
    message: 'No webhook is configured here. Set bridge.boardId and bridge.callbackUrl.',
  },
} as const satisfies ErrorTable;
