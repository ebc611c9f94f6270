import type { DialectName, NormalRequest } from './normal-request.ts';

type Named =
  | 'choices'
  | 'outputTokensMax'
  | 'topK'
  | 'seed'
  | 'presencePenalty'
  | 'frequencyPenalty'
  | 'logitBias'
  | 'logprobs'
  | 'stop'
  | 'temperature'
  | 'reasoning'
  | 'format'
  | 'verbosity'
  | 'metadata'
  | 'toolChoice'
  | 'turns';

/** How a field of the normal form is called in each dialect; `chat`'s name stands for those that a dialect doesn't have. */
const NAMES: Readonly<Record<Named, Partial<Record<DialectName, string>> & { readonly chat: string }>> = {
  choices: { chat: 'n' },
  outputTokensMax: { chat: 'max_completion_tokens', responses: 'max_output_tokens', messages: 'max_tokens' },
  topK: { chat: 'top_k' },
  seed: { chat: 'seed' },
  presencePenalty: { chat: 'presence_penalty' },
  frequencyPenalty: { chat: 'frequency_penalty' },
  logitBias: { chat: 'logit_bias' },
  logprobs: { chat: 'logprobs', responses: 'top_logprobs' },
  stop: { chat: 'stop', messages: 'stop_sequences' },
  temperature: { chat: 'temperature' },
  reasoning: { chat: 'reasoning_effort', responses: 'reasoning.effort', messages: 'thinking' },
  format: { chat: 'response_format', responses: 'text.format', messages: 'output_config.format' },
  verbosity: { chat: 'verbosity', responses: 'text.verbosity' },
  metadata: { chat: 'metadata' },
  toolChoice: { chat: 'tool_choice' },
  turns: { chat: 'messages', responses: 'input' },
};

/** A field in the words of the client who sent the request. */
export const fieldName = (request: NormalRequest, field: Named): string =>
  NAMES[field][request.dialect ?? 'chat'] ?? NAMES[field].chat;
