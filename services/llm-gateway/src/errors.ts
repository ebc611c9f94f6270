import type { ErrorTable } from '@panal/kernel/runtime';

/** The gateway's gRPC methods need no codes beyond the common ones; model calls answer in OpenAI's shape (http/openai-error.ts). */
export const gatewayErrors: ErrorTable = {};
