import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BoundedOutput } from './bounded-output.ts';

function collect(chunks: readonly Buffer[], bytesMax: number): { text: string; droppedBytes: number } {
  const output = new BoundedOutput(bytesMax);
  for (const chunk of chunks) output.push(chunk);
  return output.read();
}

describe('bounded output', () => {
  test('keeps all of what fits, to the byte', () => {
    expect(collect([Buffer.from('abcde')], 5)).toEqual({ text: 'abcde', droppedBytes: 0 });
    expect(collect([Buffer.from('abcdef')], 5)).toEqual({ text: 'abc\n[1 bytes dropped here]\nef', droppedBytes: 1 });
    expect(collect([], 0)).toEqual({ text: '', droppedBytes: 0 });
    expect(collect([Buffer.from('ab')], 0)).toEqual({ text: '\n[2 bytes dropped here]\n', droppedBytes: 2 });
    expect(collect([Buffer.from('abc')], 1)).toEqual({ text: 'a\n[2 bytes dropped here]\n', droppedBytes: 2 });
  });

  test('keeps the first and the last bytes however the stream is cut into chunks', () => {
    const streams = fc.record({
      chunks: fc.array(fc.string({ unit: 'grapheme-ascii', maxLength: 40 }), { maxLength: 30 }),
      bytesMax: fc.nat(60),
    });
    fc.assert(
      fc.property(streams, ({ chunks, bytesMax }) => {
        const whole = chunks.join('');
        const dropped = whole.length - bytesMax;
        const head = whole.slice(0, Math.ceil(bytesMax / 2));
        const tail = whole.slice(whole.length - Math.floor(bytesMax / 2));
        const expected = dropped > 0 ? `${head}\n[${dropped} bytes dropped here]\n${tail}` : whole;
        const chunkBuffers = chunks.map((chunk) => Buffer.from(chunk));
        expect(collect(chunkBuffers, bytesMax)).toEqual({ text: expected, droppedBytes: Math.max(dropped, 0) });
      }),
    );
  });

  test('never cuts a character in half, and counts every byte once', () => {
    const streams = fc.record({
      text: fc.string({ unit: 'binary', minLength: 10, maxLength: 80 }),
      bytesMax: fc.integer({ min: 0, max: 60 }),
    });
    fc.assert(
      fc.property(streams, ({ text, bytesMax }) => {
        const bytes = Buffer.from(text);
        const { text: kept, droppedBytes } = collect([bytes], bytesMax);
        expect(kept).not.toContain('\ufffd'.repeat(text.includes('\ufffd') ? 99 : 1));
        const note = droppedBytes > 0 ? Buffer.byteLength(`\n[${droppedBytes} bytes dropped here]\n`) : 0;
        expect(Buffer.byteLength(kept) - note + droppedBytes).toBe(bytes.length);
      }),
    );
  });

  test('bytes that are no text do not stop it', () => {
    const bytes = Buffer.from([0x80, 0x80, 0xff, 0xfe, 0xc3, 0xf0, 0x9f, 0x98, 0x80, 0x80, 0x80, 0x80]);
    for (let bytesMax = 0; bytesMax < 14; bytesMax += 1) {
      expect(collect([bytes], bytesMax).droppedBytes).toBeGreaterThanOrEqual(Math.max(bytes.length - bytesMax, 0));
    }
  });
});
