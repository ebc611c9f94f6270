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

/** Why a model stopped, from `finish_reason`. */
export function readStop(reason: unknown): StopReason {
  const kind = KINDS[reason as keyof typeof KINDS];
  if (kind) return { kind };
  return typeof reason === 'string' ? { kind: 'own', reason } : { kind: 'end' };
}

/** The same as `finish_reason`; reasons that only another dialect has are an ordinary end. `isOwn`: it comes from this dialect. */
export function writeStop(stop: StopReason, isOwn: boolean): string {
  if (stop.kind === 'own') return isOwn ? stop.reason : 'stop';
  return WORDS[stop.kind];
}
