import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clientCodec, upstreamCodec, type NormalRequest } from '../../ports.ts';
import { openTranslation } from './translating-decoder.ts';

const request: NormalRequest = {
  model: 'm',
  stream: true,
  choices: 1,
  turns: [{ role: 'user', blocks: [{ kind: 'text', text: 'x' }] }],
  tools: [],
  sampling: {},
  own: [],
};

type Side = 'chat' | 'messages';
type Piece = { readonly kind: 'text' | 'thought' | 'refusal' | 'call'; readonly text: string };

const data = (value: unknown, event = ''): string => `${event && `event: ${event}\n`}data: ${JSON.stringify(value)}\n\n`;

function chatStream(pieces: readonly Piece[]): string {
  const chunk = (delta: unknown, finish: string | null = null): string =>
    data({
      id: 'c',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'x',
      choices: [{ index: 0, delta, finish_reason: finish }],
    });
  const deltas = pieces.map(({ kind, text }, index) => {
    if (kind === 'text') return chunk({ content: text });
    if (kind === 'thought') return chunk({ reasoning_content: text });
    if (kind === 'refusal') return chunk({ refusal: text });
    return chunk({ tool_calls: [{ index, id: `call_${index}`, type: 'function', function: { name: 'f', arguments: '{}' } }] });
  });
  return `${chunk({ role: 'assistant', content: '' })}${deltas.join('')}${chunk({}, 'stop')}data: [DONE]\n\n`;
}

function messagesStream(pieces: readonly Piece[]): string {
  const send = (event: { readonly type: string }): string => data(event, event.type);
  const message = {
    id: 'm',
    type: 'message',
    role: 'assistant',
    model: 'x',
    content: [],
    stop_reason: null,
    usage: { input_tokens: 1, output_tokens: 1 },
  };
  let [text, index, open] = [send({ type: 'message_start', message } as never), -1, ''];
  for (const { kind, text: piece } of pieces) {
    const block = kind === 'thought' ? 'thinking' : kind === 'call' ? 'tool_use' : 'text';
    if (block !== open || block === 'tool_use') {
      if (open) text += send({ type: 'content_block_stop', index } as never);
      index += 1;
      open = block;
      const begun = {
        text: { text: '' },
        thinking: { thinking: '', signature: '' },
        tool_use: { id: `t_${index}`, name: 'f', input: {} },
      }[block];
      text += send({ type: 'content_block_start', index, content_block: { type: block, ...begun } } as never);
    }
    const delta = {
      text: { type: 'text_delta', text: piece },
      thinking: { type: 'thinking_delta', thinking: piece },
      tool_use: { type: 'input_json_delta', partial_json: '{}' },
    }[block];
    text += send({ type: 'content_block_delta', index, delta } as never);
  }
  if (open) text += send({ type: 'content_block_stop', index } as never);
  return (
    text +
    send({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 3 } } as never) +
    send({ type: 'message_stop' })
  );
}

function translated(from: Side, bytes: Buffer, { piecewise, cuts }: { piecewise: boolean; cuts: readonly number[] }): unknown {
  const to: Side = from === 'chat' ? 'messages' : 'chat';
  const wish = { from: upstreamCodec(from)!, to: clientCodec(to)!, request, wantsUsage: true, piecewise };
  const decoder = openTranslation(wish, true);
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  const parts = at.slice(1).flatMap((end, index) => [...decoder.push(bytes.subarray(at[index], end))]);
  const { bytes: last, whole } = decoder.finish();
  const text = Buffer.concat([...parts, ...last])
    .toString()
    .replace(/"created":\d+/g, '"created":0');
  return { text, whole, visibleBytes: decoder.visibleBytes, usage: decoder.usage };
}

const piece: fc.Arbitrary<Piece> = fc.record({
  kind: fc.constantFrom('text', 'text', 'text', 'text', 'thought', 'refusal', 'call'),
  text: fc.oneof(
    fc.constantFrom(' word', 'text', 'content', 'delta', '', '"', '\\', '\n', 'ü🐝', '"content":"x"'),
    fc.string({ unit: 'grapheme' }),
  ),
});

test.each(['chat', 'messages'] as const)('a stream of %s is the same whether or not pieces are copied', (from) => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.array(fc.nat(), { maxLength: 5 }), (pieces, cuts) => {
      const bytes = Buffer.from(from === 'chat' ? chatStream(pieces) : messagesStream(pieces));
      expect(translated(from, bytes, { piecewise: true, cuts })).toEqual(translated(from, bytes, { piecewise: false, cuts: [] }));
    }),
    { numRuns: 300 },
  );
});
