import { status } from '@grpc/grpc-js';
import type { ErrorTable } from '@panal/kernel/runtime';

/** Codes of this service besides the common ones. */
export const synapseErrors = {
  gap: {
    grpc: status.FAILED_PRECONDITION,
    http: 409,
    retryable: false,
    message: 'The batch does not follow the last one applied. Ask GetFeedPosition and go on from there.',
  },
  'shape-broken': {
    grpc: status.INVALID_ARGUMENT,
    http: 400,
    retryable: false,
    message: 'The batch breaks a shape of the vocabulary (policies/shapes.ttl).',
  },
  precondition: {
    grpc: status.FAILED_PRECONDITION,
    http: 412,
    retryable: false,
    message: 'The batch was not applied: its precondition does not hold.',
  },
  trimmed: {
    grpc: status.OUT_OF_RANGE,
    http: 410,
    retryable: false,
    message: 'These changes are no longer kept. Export the graph first, then go on from its position.',
  },
  'key-reused': {
    grpc: status.FAILED_PRECONDITION,
    http: 409,
    retryable: false,
    message: 'This idempotency key was used for other triples. Use a new key for a new request.',
  },
  'too-many': { grpc: status.FAILED_PRECONDITION, http: 409, retryable: false, message: 'A bound of this service is reached.' },
  deadline: {
    grpc: status.DEADLINE_EXCEEDED,
    http: 504,
    retryable: false,
    message: 'The query took longer than it may (setting synapse.queryTimeoutMs) and was ended. Narrow it, or add LIMIT.',
  },
  'too-complex': {
    grpc: status.RESOURCE_EXHAUSTED,
    http: 422,
    retryable: false,
    message: 'The query needed more memory or depth than the engine has, and was ended. Narrow it.',
  },
  'no-network': {
    grpc: status.UNIMPLEMENTED,
    http: 501,
    retryable: false,
    message: 'This server fetches nothing from the network: SERVICE and LOAD are refused.',
  },
  'not-acceptable': {
    grpc: status.INVALID_ARGUMENT,
    http: 406,
    retryable: false,
    message: 'None of the accepted media types can be written for that.',
  },
  'unsupported-media-type': {
    grpc: status.INVALID_ARGUMENT,
    http: 415,
    retryable: false,
    message: 'The media type of the body is not one that is read here.',
  },
  'method-not-allowed': { grpc: status.UNIMPLEMENTED, http: 405, retryable: false, message: 'That method is not possible here.' },
  'not-configured': { grpc: status.FAILED_PRECONDITION, http: 409, retryable: false, message: 'A setting is missing for that.' },
  unimplemented: { grpc: status.UNIMPLEMENTED, http: 501, retryable: false, message: 'This version does not do that.' },
} as const satisfies ErrorTable;
