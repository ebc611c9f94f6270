import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SseSplitter } from './sse-splitter.ts';

const STREAM = Buffer.from(
  ': comment\n\ndata: {"a":"ünï"}\n\nevent: x\r\ndata: one\r\ndata: two\r\n\r\ndata:tight\n\n\ndata: {"emoji":"🦊"}\n\ndata: [DONE]\n\n',
);
const EXPECTED = ['{"a":"ünï"}', 'one\ntwo', 'tight', '{"emoji":"🦊"}', '[DONE]'];

function split(parts: readonly Buffer[]): { data: string[]; raw: string } {
  const splitter = new SseSplitter();
  const events = parts.flatMap((part) => splitter.push(part));
  const last = splitter.flush();
  if (last) events.push(last);
  return { data: events.map((event) => event.data), raw: Buffer.concat(events.map((event) => event.raw)).toString() };
}

test('finds the same events wherever the bytes are cut', () => {
  for (let at = 0; at <= STREAM.length; at += 1)
    expect(split([STREAM.subarray(0, at), STREAM.subarray(at)]).data).toEqual(EXPECTED);
  fc.assert(
    fc.property(fc.array(fc.nat(STREAM.length), { maxLength: 12 }), (cuts) => {
      const edges = [0, ...cuts.toSorted((a, b) => a - b), STREAM.length];
      const parts = edges.slice(1).map((edge, index) => STREAM.subarray(edges[index], edge));
      expect(split(parts).data).toEqual(EXPECTED);
    }),
  );
});

test('passes the bytes of events on as they came', () => {
  expect(split([STREAM]).raw).toContain('event: x\r\ndata: one\r\ndata: two\r\n\r\n');
});

test('gives an event that the end of the stream cut off from its blank line', () => {
  expect(split([Buffer.from('data: a\n\ndata: b')]).data).toEqual(['a', 'b']);
});

test('refuses an endless event', () => {
  const splitter = new SseSplitter();
  const push = (): void => {
    for (let count = 0; count < 10; count += 1) splitter.push(Buffer.alloc(1024 * 1024, 'x'));
  };
  expect(push).toThrow('larger than 8 MiB');
});
