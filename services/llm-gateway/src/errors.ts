import type { ErrorTable } from '@panal/kernel/runtime';

/** The gateway's gRPC methods need no codes beyond the common ones; model calls answer in the caller's dialect (http/error-writer.ts). */
export const gatewayErrors: ErrorTable = {};
