import { expect, test } from 'vitest';
import type { Wire } from './dialect-request.ts';
import { readDialectRequest } from './read-request.ts';
import { upstreamBody } from './upstream-body.ts';

const PLAN = { model: 'm', outputTokensMax: 5, outputField: 'max_completion_tokens' } as const;

function sent(wire: Wire, text: string, plan: Partial<typeof PLAN> = {}): string {
  const read = readDialectRequest(wire, Buffer.from(text));
  if (!read.ok) throw new Error(read.refusal.message);
  const body = upstreamBody(read.value, wire, { ...PLAN, ...plan });
  return body.ok ? body.value.body.toString() : body.refusal.message;
}

const CHAT = '"messages":[{"role":"user","content":"x\\u0041"}], "new":1.0';

test.each([
  ['chat', `{"model":"m", "max_completion_tokens":5, ${CHAT}}`],
  ['chat', `{"model":"m", "max_completion_tokens":5, "stream":true, "stream_options":{"include_usage":true}, ${CHAT}}`],
  ['messages', `{"model":"m", "max_tokens":5, "stream":true, ${CHAT}}`],
  ['responses', '{"model":"m", "input":"x\\u0041", "max_output_tokens":5, "stream":true}'],
  ['completions', '{"model":"m", "prompt":"x", "max_tokens":5 }'],
  ['embeddings', '{"model":"m", "input":["x"] }'],
  ['count-tokens', `{"model":"m", ${CHAT} }`],
] as const)('%s: nothing is touched where nothing has to change', (wire, text) => {
  expect(sent(wire, text)).toBe(text);
});

test('a chat is limited by one field only, and a stream is asked for its usage', () => {
  const text = `{"model":"m", "max_tokens":9, "stream":true, "stream_options":{"include_obfuscation":false}, ${CHAT}}`;
  expect(JSON.parse(sent('chat', text))).toEqual({
    model: 'm',
    messages: [{ role: 'user', content: 'xA' }],
    new: 1,
    max_completion_tokens: 5,
    stream: true,
    stream_options: { include_obfuscation: false, include_usage: true },
  });
});

test('only what must change is written anew', () => {
  const text = `{"model":"asked", "max_tokens":9, ${CHAT}}`;
  expect(sent('messages', text)).toBe(text.replace('"asked"', '"m"').replace(':9', ':5'));
});
