import { expect, test } from 'vitest';
import { secretsRemover } from '../known-secrets.ts';
import { cleanChunks } from './clean-chunks.ts';
import type { RecordedExchange } from './exchange-digest.ts';

const SECRET = 'sk-proj-0123456789abcdefghijklmnopqrstuv';
const clean = secretsRemover([]);
const textOf = (chunks: RecordedExchange['chunks']): string =>
  Buffer.concat(chunks.map(([, text, encoding]) => Buffer.from(text, encoding ?? 'utf8'))).toString();
const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;

test('a secret that lies in two reads is taken out, wherever it is cut', () => {
  const whole = Buffer.from(`{"answer":"é my key is ${SECRET}."}`);
  for (let cut = 1; cut < whole.length; cut += 1) {
    const parts = [whole.subarray(0, cut), whole.subarray(cut)];
    const chunks = parts.map((part, ms) =>
      Buffer.from(part.toString()).equals(part)
        ? ([ms, part.toString()] as const)
        : ([ms, part.toString('base64'), 'base64'] as const),
    );
    const text = textOf(cleanChunks(chunks, clean));
    expect(text).toMatch(/^\{"answer":"é my key is [^"]*\."\}$|^\{"answer":"é my key is [^"]*"\}$/);
    expect(text).not.toContain(SECRET.slice(8));
  }
});

const pieces = SECRET.match(/.{1,5}/g)!;

test.each([
  ['chat', (text: string) => ({ choices: [{ index: 0, delta: { content: text } }] })],
  [
    'arguments of a call',
    (text: string) => ({ choices: [{ index: 0, delta: { tool_calls: [{ index: 1, function: { arguments: text } }] } }] }),
  ],
  ['completions', (text: string) => ({ choices: [{ index: 0, text }] })],
  ['messages', (text: string) => ({ type: 'content_block_delta', index: 2, delta: { type: 'text_delta', text } })],
  ['responses', (text: string) => ({ type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: text })],
] as const)('a secret in pieces of several events is taken out: %s', (_name, shape) => {
  const stream = ['key ', ...pieces, ' end'].map((text) => event(shape(text)));
  const cleaned = textOf(
    cleanChunks(
      stream.map((text, ms) => [ms, text] as const),
      clean,
    ),
  );
  for (const piece of pieces.slice(2)) expect(cleaned).not.toContain(piece);
  const events = cleaned.split('\n\n').filter((one) => one !== '');
  expect(events).toHaveLength(stream.length);
  expect(JSON.stringify(JSON.parse(events[0]!.slice(5)))).toMatch(/key [^"]*removed[^"]*|key [^"]*redacted[^"]*/i);
});

test('texts side by side stay apart, and reads without a secret stay as they were', () => {
  const side = (index: number, content: string) => event({ choices: [{ index, delta: { content } }] });
  const chunks = [SECRET.slice(0, 12), SECRET.slice(12)].flatMap((text, ms) => [
    [ms, side(0, text)] as const,
    [ms, side(1, 'plain words')] as const,
  ]);
  const cleaned = textOf(cleanChunks(chunks, clean));
  expect(cleaned).not.toContain(SECRET.slice(12));
  expect(cleaned.match(/plain words/g)).toHaveLength(2);
  const plain = [[1, side(0, 'Hel')] as const, [2, side(0, 'lo')] as const];
  expect(cleanChunks(plain, clean)).toBe(plain);
});
