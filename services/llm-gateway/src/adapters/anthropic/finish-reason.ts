const FINISH_REASONS: Readonly<Record<string, string>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  pause_turn: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool_calls',
  refusal: 'content_filter',
};

/** Anthropic's stop reason in OpenAI's words. */
export const finishReasonOf = (stopReason: unknown): string => FINISH_REASONS[String(stopReason)] ?? 'stop';
