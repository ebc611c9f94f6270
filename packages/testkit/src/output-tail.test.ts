import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { OutputTail } from './output-tail.ts';

const said = (chunks: readonly string[], tail: OutputTail): Promise<void> => {
  const stream = Readable.from(chunks);
  tail.read(stream);
  return new Promise((resolve) => stream.once('end', resolve));
};

it('keeps the newest part and drops the oldest', async () => {
  const tail = new OutputTail(4);
  await said(['abcdef', 'ghi'], tail);
  expect(tail.text).toBe('fghi');
});

it('counts lines that are dropped later, and those in pieces', async () => {
  const tail = new OutputTail(16);
  await said(['ready 1\n'], tail);
  const ready = tail.countLines(/^ready \d$/);
  await said(['rea', 'dy 2\nother\n', 'x'.repeat(100), '\nready 3\nready'], tail);
  expect(tail.text).not.toContain('ready 2');
  expect(ready()).toBe(3);
});
