import type { Json } from '../normal/dialect-codec.ts';
import { isObject } from '../normal/json-values.ts';
import type { StopReason } from '../normal/normal-answer.ts';

/** Reasons that this API has no word for: they travel in `panal_stop` beside the nearest status. */
const CARRIED = new Set<unknown>(['context-length', 'pause', 'stop-sequence', 'own', 'refusal', 'end', 'tool-calls']);

/**
 * Why the model stopped, with calls of tools or without: from an answer's status, `incomplete_details` and, where another provider stopped, `panal_stop`.
 */
export function readStop(response: Json, calls: boolean): StopReason {
  const carried = readCarried(response['panal_stop']);
  if (carried) return carried;
  const { status } = response;
  if (status === 'incomplete') {
    const details = response['incomplete_details'];
    const reason = isObject(details) ? details['reason'] : undefined;
    if (reason === 'content_filter') return { kind: 'refusal' };
    return reason === 'max_output_tokens' || typeof reason !== 'string' ? { kind: 'length' } : { kind: 'own', reason };
  }
  if (typeof status === 'string' && status !== 'completed') return { kind: 'own', reason: status };
  return { kind: calls ? 'tool-calls' : 'end' };
}

function readCarried(value: unknown): StopReason | undefined {
  if (!isObject(value) || !CARRIED.has(value['kind'])) return undefined;
  const { kind, sequence, reason } = value;
  if (kind === 'stop-sequence') return { kind, ...(typeof sequence === 'string' ? { sequence } : {}) };
  if (kind === 'own') return { kind, reason: typeof reason === 'string' ? reason : '' };
  return { kind: kind as 'context-length' | 'pause' | 'refusal' | 'end' | 'tool-calls' };
}

/** Status and details of an answer that stopped for that reason. */
export function writeStop(stop: StopReason, calls: boolean): Json {
  const status = statusOf(stop);
  const plain = { ...status, ...(status['status'] === 'incomplete' ? {} : { incomplete_details: null }) };
  const asRead = readStop(plain, calls);
  return asRead.kind === stop.kind && stop.kind !== 'own' ? plain : { ...plain, panal_stop: stop };
}

const OWN_STATUSES = new Set(['queued', 'in_progress', 'cancelled']);
const OWN_REASONS = new Set(['max_messages', 'steered']);

function statusOf(stop: StopReason): Json {
  const incomplete = (reason: string): Json => ({ status: 'incomplete', incomplete_details: { reason } });
  switch (stop.kind) {
    case 'length':
    case 'context-length':
      return incomplete('max_output_tokens');
    case 'refusal':
      return incomplete('content_filter');
    case 'own':
      if (OWN_STATUSES.has(stop.reason)) return { status: stop.reason };
      return OWN_REASONS.has(stop.reason) ? incomplete(stop.reason) : { status: 'completed' };
    default:
      return { status: 'completed' };
  }
}
