import type { Json } from '../normal/dialect-codec.ts';
import type { NormalRequest } from '../normal/normal-request.ts';
import { writeSettings } from './write-settings.ts';

/** What an answer says besides its output: the request's own settings, and this API's defaults. */
export function envelopeOf(request: NormalRequest): Json {
  const settings = writeSettings(request);
  const { include: _include, reasoning, text, ...echoed } = settings;
  const [first] = request.turns;
  const [only] = first?.blocks ?? [];
  return {
    background: false,
    error: null,
    incomplete_details: null,
    instructions: first?.role === 'system' && only?.kind === 'text' ? only.text : null,
    max_output_tokens: null,
    parallel_tool_calls: true,
    previous_response_id: request.previousId ?? null,
    store: request.store ?? true,
    temperature: null,
    tool_choice: 'auto',
    tools: [],
    top_p: null,
    truncation: 'disabled',
    user: null,
    metadata: {},
    ...echoed,
    reasoning: { effort: null, summary: null, ...(reasoning as Json | undefined) },
    text: { format: { type: 'text' }, ...(text as Json | undefined) },
  };
}
