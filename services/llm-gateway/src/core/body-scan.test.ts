import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scanBody, spliceBody } from './body-scan.ts';
import { readBody } from './dialect-request.ts';

const splice = (text: string, edits: Record<string, unknown>): string => {
  const bytes = Buffer.from(text);
  const body = JSON.parse(text) as Record<string, unknown>;
  return spliceBody({ bytes, body, fields: scanBody(bytes).fields }, edits).toString();
};

test('writes other values over fields and leaves all else as it was, byte for byte', () => {
  const text = ' { "model" : "a" ,\n "x": 12345678901234567890, "list":[ {"model":"b"} ], "max_tokens":5 }\n';
  expect(splice(text, {})).toBe(text);
  expect(splice(text, { model: 'c' })).toBe(text.replace('"a"', '"c"'));
  expect(splice(text, { max_tokens: 7, model: 'c' })).toBe(text.replace('"a"', '"c"').replace(':5 }', ':7 }'));
  expect(splice(text, { stream_options: { include_usage: true } })).toBe(
    text.replace('{ "model"', '{"stream_options":{"include_usage":true}, "model"'),
  );
});

test('writes a body anew where a field is taken out, or its name is written with escapes', () => {
  expect(splice('{"model":"a","max_tokens":5}', { max_tokens: undefined })).toBe('{"model":"a"}');
  expect(splice('{"model":"a","max\\u005ftokens":5}', { max_tokens: 7 })).toBe('{"model":"a","max_tokens":7}');
});

test('whatever JSON it is: the edited body means the same but for the edits', () => {
  const key = fc.oneof(fc.string(), fc.constantFrom('a"b', '\\', 'model', '{', ',:"'));
  const bodies = fc.dictionary(key, fc.jsonValue(), { minKeys: 1 });
  fc.assert(
    fc.property(bodies, fc.nat(9), fc.constantFrom(undefined, 1, ' '), (body, at, space) => {
      const text = JSON.stringify(body, null, space);
      const names = Object.keys(body);
      const edits = { [names[at % names.length]!]: 'edited "x"', new: [1] };
      expect(JSON.parse(splice(text, edits))).toEqual({ ...(JSON.parse(text) as object), ...edits });
    }),
  );
});

test('a field that is named twice, anywhere, makes the body be written anew: the last one counts', () => {
  for (const [text, expected] of [
    ['{"max_tokens":100000,"max_tokens":5}', '{"max_tokens":5}'],
    ['{"a":1,"tools":[{"type":"web_search","type":"function"}]}', '{"a":1,"tools":[{"type":"function"}]}'],
    ['{"max_tokens":9,"max\\u005ftokens":5}', '{"max_tokens":5}'],
  ] as const) {
    const read = readBody(Buffer.from(text));
    expect(read.ok && read.value.bytes.toString()).toBe(expected);
  }
});

test('names are counted as JSON counts them, so that nothing is written anew without need', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (body) => {
      const bytes = Buffer.from(JSON.stringify(body));
      const read = readBody(bytes);
      if (read.ok) expect(read.value.bytes).toBe(bytes);
    }),
  );
});
