import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonEventCodec } from './json-event-codec.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('jsonEventCodec', () => {
  test('gives back what it was given', () => {
    const codec = jsonEventCodec<unknown>({ version: 3 });
    fc.assert(
      fc.property(fc.jsonValue(), (event) => {
        const plain = JSON.parse(JSON.stringify(event)) as unknown;
        expect(codec.decode(codec.encode(event))).toEqual(plain);
      }),
    );
  });

  test('writes the version with each event', () => {
    expect(new TextDecoder().decode(jsonEventCodec({ version: 1 }).encode({ kind: 'ü' }))).toBe('{"v":1,"e":{"kind":"ü"}}');
  });

  test('upgrades older events, and says from which version', () => {
    const codec = jsonEventCodec<{ name: string }>({
      version: 3,
      upgrade: (event, from) => ({ name: `${String(event)} of ${from}` }),
    });
    expect(codec.decode(bytesOf('{"v":2,"e":"x"}'))).toEqual({ name: 'x of 2' });
  });

  test('refuses a newer version, an older one without upgrade, and what is no event', () => {
    const codec = jsonEventCodec<unknown>({ version: 2 });
    expect(() => codec.decode(bytesOf('{"v":3,"e":1}'))).toThrow(/version 3 .*up to 2.*upgrade/);
    expect(() => codec.decode(bytesOf('{"v":1,"e":1}'))).toThrow(/version 1 can't be read/);
    for (const text of ['{"e":1}', '{"v":0,"e":1}', '{"v":1.5,"e":1}', '7', '{"v":"2"}']) {
      expect(() => codec.decode(bytesOf(text)), text).toThrow('no versioned event');
    }
    for (const text of ['null', '', '{']) expect(() => codec.decode(bytesOf(text)), text).toThrow(Error);
    expect(() => codec.decode(Uint8Array.of(0x7b, 0xff))).toThrow('not valid');
  });
});
