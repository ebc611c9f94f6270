import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalDepthMax, canonicalJson } from './canonical-json.ts';
import type { JsonValue } from './canonical-json.ts';

describe('canonical JSON', () => {
  test('the example of RFC 8785, section 3.2.2', () => {
    const input = String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],
      "string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`;
    const expected = String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`;
    expect(canonicalJson(JSON.parse(input) as JsonValue)).toBe(expected);
  });

  test('members are sorted by UTF-16 units, as in RFC 8785, section 3.2.3', () => {
    const names = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6'];
    const text = canonicalJson(Object.fromEntries(names.map((name) => [name, name])));
    expect(Object.keys(JSON.parse(`[${text}]`)[0] as object)).toHaveLength(7);
    const order = ['\\r', '1', '\u0080', '\u00f6', '\u20ac', '\u{1f600}', '\ufb33'];
    expect(text).toBe(`{${order.map((name) => `"${name}":"${name}"`).join(',')}}`);
  });

  test.each([
    [0, '0'],
    [-0, '0'],
    [Number.MIN_VALUE, '5e-324'],
    [-Number.MAX_VALUE, '-1.7976931348623157e+308'],
    [9_007_199_254_740_992, '9007199254740992'],
    [295_147_905_179_352_830_000, '295147905179352830000'],
    [1e21, '1e+21'],
    [1e-7, '1e-7'],
    [333_333_333.333_333_25, '333333333.33333325'],
  ])('writes %d as %s (RFC 8785, appendix B)', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  test('what JSON cannot hold is refused', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    const refused: unknown[] = [
      NaN,
      Infinity,
      undefined,
      1n,
      () => 1,
      Symbol('x'),
      '\ud800',
      { '\udc00': 1 },
      new Date(0),
      new Map(),
      cycle,
      [undefined],
    ];
    for (const value of refused) expect(() => canonicalJson(value as JsonValue)).toThrow(TypeError);
  });

  test('an array with a hole is refused rather than shortened', () => {
    const holed: JsonValue[] = [1];
    holed[2] = 3;
    expect(() => canonicalJson(holed)).toThrow(TypeError);
  });

  test('nests to its bound and no deeper', () => {
    const nested = (depth: number): JsonValue => (depth === 0 ? 1 : [nested(depth - 1)]);
    expect(canonicalJson(nested(canonicalDepthMax))).toHaveLength(2 * canonicalDepthMax + 1);
    expect(() => canonicalJson(nested(canonicalDepthMax + 1))).toThrow(TypeError);
  });

  test('any JSON value comes back, and a shuffled copy gives the same text', () => {
    const anyJson = fc.jsonValue({ maxDepth: 4 }).filter((value) => JSON.stringify(value).isWellFormed());
    fc.assert(
      fc.property(anyJson, (value) => {
        const text = canonicalJson(value as JsonValue);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value as JsonValue))).toBe(text);
        expect(canonicalJson(JSON.parse(text) as JsonValue)).toBe(text);
      }),
    );
  });

  test('members set to undefined are left out', () => {
    expect(canonicalJson({ b: undefined, a: 1 })).toBe('{"a":1}');
  });
});

function reversed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item) => reversed(item as JsonValue));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).toReversed();
  return Object.fromEntries(entries.map(([name, member]) => [name, reversed(member as JsonValue)]));
}
