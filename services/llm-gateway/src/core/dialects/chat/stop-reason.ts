import { type JsonObject, isObject, stringOr } from '../normal/json-values.ts';
import type { StopReason } from '../normal/normal-answer.ts';

const KINDS = {
  stop: 'end',
  length: 'length',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'refusal',
} as const;

const WORDS: Readonly<Record<Exclude<StopReason['kind'], 'own'>, string>> = {
  end: 'stop',
  'stop-sequence': 'stop',
  pause: 'stop',
  length: 'length',
  'context-length': 'length',
  'tool-calls': 'tool_calls',
  refusal: 'content_filter',
};

/** Reasons for which this dialect has no word: they stand in `panal_stop`, beside the nearest `finish_reason`. */
const CARRIED = new Set<unknown>(['stop-sequence', 'pause', 'context-length', 'own']);

/** Why a model stopped, from a choice. */
export function readStop(choice: JsonObject): StopReason {
  const carried = choice['panal_stop'];
  if (isObject(carried) && CARRIED.has(carried['kind'])) return readCarried(carried);
  const reason = choice['finish_reason'];
  const kind = KINDS[reason as keyof typeof KINDS];
  if (kind) return { kind };
  return typeof reason === 'string' ? { kind: 'own', reason } : { kind: 'end' };
}

function readCarried({ kind, sequence, reason }: JsonObject): StopReason {
  if (kind === 'own') return { kind, reason: stringOr(reason, '') };
  if (kind === 'stop-sequence') return { kind, ...(typeof sequence === 'string' ? { sequence } : {}) };
  return { kind: kind as 'pause' | 'context-length' };
}

/** The same as fields of a choice. `isOwn`: it comes from this dialect, where reasons of other servers are passed on. */
export function writeStop(stop: StopReason, isOwn: boolean): JsonObject {
  if (stop.kind === 'own') return isOwn ? { finish_reason: stop.reason } : { finish_reason: 'stop', panal_stop: stop };
  return { finish_reason: WORDS[stop.kind], ...(CARRIED.has(stop.kind) ? { panal_stop: stop } : {}) };
}
