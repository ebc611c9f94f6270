import { status } from '@grpc/grpc-js';

/** One row of a service's error table: what the code means on each wire. */
export interface ErrorRow {
  readonly grpc: status;
  readonly http: number;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  /** Safe to show to any caller; used when the thrower gave no message of its own. */
  readonly message: string;
}

export type ErrorTable<Code extends string = string> = Readonly<Record<Code, ErrorRow>>;

/** Codes that the shared servers use themselves; each service adds its own. */
export const commonErrors = {
  unauthenticated: {
    grpc: status.UNAUTHENTICATED,
    http: 401,
    retryable: false,
    message: 'No valid token was sent. Send "authorization: Bearer TOKEN".',
  },
  forbidden: { grpc: status.PERMISSION_DENIED, http: 403, retryable: false, message: 'This token may not do that.' },
  'invalid-argument': { grpc: status.INVALID_ARGUMENT, http: 400, retryable: false, message: 'The request is not valid.' },
  'not-found': { grpc: status.NOT_FOUND, http: 404, retryable: false, message: 'There is no such thing.' },
  conflict: { grpc: status.FAILED_PRECONDITION, http: 409, retryable: false, message: 'The state does not allow that now.' },
  'too-large': { grpc: status.RESOURCE_EXHAUSTED, http: 413, retryable: false, message: 'The request is too large.' },
  overloaded: { grpc: status.RESOURCE_EXHAUSTED, http: 429, retryable: true, message: 'Too much is waiting. Try again shortly.' },
  unavailable: {
    grpc: status.UNAVAILABLE,
    http: 503,
    retryable: true,
    message: 'The service cannot answer now. Try again shortly.',
  },
  'disk-full': {
    grpc: status.UNAVAILABLE,
    http: 507,
    retryable: true,
    message: 'The disk is full: nothing can be recorded until there is room.',
  },
  internal: {
    grpc: status.INTERNAL,
    http: 500,
    retryable: false,
    message: 'An internal error happened; the log has the details.',
  },
} as const satisfies ErrorTable;

export type CommonErrorCode = keyof typeof commonErrors;

/** A refusal on its way to the caller: a code of the service's table and a message that is safe to show. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: string;

  constructor(code: string, message?: string, options?: ErrorOptions) {
    super(message ?? '', options);
    this.code = code;
  }
}

/** The row and the message to send for anything thrown; what is no ServiceError becomes `internal` and shows nothing. */
export function describeError(error: unknown, table: ErrorTable): { code: string; row: ErrorRow; message: string } {
  const full: ErrorTable = { ...commonErrors, ...table };
  if (error instanceof ServiceError) {
    const row = full[error.code];
    if (row) return { code: error.code, row, message: error.message || row.message };
  }
  return { code: 'internal', row: commonErrors.internal, message: commonErrors.internal.message };
}
