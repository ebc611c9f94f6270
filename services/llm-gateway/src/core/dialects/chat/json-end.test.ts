import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JsonEnd } from './json-end.ts';

test('an object is whole at its last character and not before, however it is cut', () => {
  const object = fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.stringify(value, null, 1));
  fc.assert(
    fc.property(object, fc.integer({ min: 1, max: 5 }), (text, pieceChars) => {
      const end = new JsonEnd();
      const body = text.slice(0, -1);
      for (let at = 0; at < body.length; at += pieceChars) {
        end.push(body.slice(at, Math.min(at + pieceChars, body.length)));
        expect(end.isWhole).toBe(false);
      }
      end.push('}');
      expect(end.isWhole).toBe(true);
    }),
  );
});

test.each(['{"a":"}\\"}"}', '{"a":"\\\\"}', '[[],{}]'])('%s', (text) => {
  const end = new JsonEnd();
  for (const char of text.slice(0, -1)) end.push(char);
  expect(end.isWhole).toBe(false);
  end.push(text.at(-1)!);
  expect(end.isWhole).toBe(true);
});
