import type { StopReason } from '../normal/normal-answer.ts';
import { stringOr } from '../normal/json-values.ts';

const KINDS = {
  end_turn: 'end',
  max_tokens: 'length',
  tool_use: 'tool-calls',
  refusal: 'refusal',
  pause_turn: 'pause',
  model_context_window_exceeded: 'context-length',
} as const;

/** Why Anthropic's model stopped. */
export function readStop(reason: unknown, sequence: unknown): StopReason {
  if (reason === 'stop_sequence') {
    const text = stringOr(sequence, undefined);
    return { kind: 'stop-sequence', ...(text === undefined ? {} : { sequence: text }) };
  }
  const kind = KINDS[reason as keyof typeof KINDS];
  if (kind) return { kind };
  return typeof reason === 'string' ? { kind: 'own', reason } : { kind: 'end' };
}

const WORDS = new Map<string, string>(Object.entries(KINDS).map(([word, kind]) => [kind, word]));

export interface Stopped {
  readonly stop_reason: string;
  readonly stop_sequence: string | null;
}

/** The same in Anthropic's words. Whoever calls tools waits for their results, whatever the other dialect called that. */
export function writeStop(stop: StopReason, has: { readonly calls?: boolean; readonly refusal?: boolean }): Stopped {
  if (stop.kind === 'stop-sequence') return { stop_reason: 'stop_sequence', stop_sequence: stop.sequence ?? null };
  if (stop.kind === 'own') return { stop_reason: stop.reason, stop_sequence: null };
  if (stop.kind === 'end' && has.refusal) return { stop_reason: 'refusal', stop_sequence: null };
  if (stop.kind === 'end' && has.calls) return { stop_reason: 'tool_use', stop_sequence: null };
  return { stop_reason: WORDS.get(stop.kind) ?? 'end_turn', stop_sequence: null };
}
