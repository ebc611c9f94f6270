import fc from 'fast-check';
import { expect, test } from 'vitest';
import { replaceOnce } from './replace-once.ts';

const text = 'function a() {\n  return 1;\n}\n\nfunction b() {\n  return 2;\n}\n';

const messageOf = (outcome: ReturnType<typeof replaceOnce>): string => (outcome.ok ? '' : outcome.message);

test('text that occurs once is replaced, whatever the replacement contains', () => {
  expect(replaceOnce(text, 'return 2;', 'return "$&$1";')).toEqual({
    ok: true,
    text: text.replace('return 2;', () => 'return "$&$1";'),
    line: 6,
  });
});

test('an edit changes only the place that it names', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ minLength: 1 }), fc.string(), fc.string(), (before, old, after, next) => {
      const outcome = replaceOnce(before + old + after, old, next);
      if (outcome.ok) expect(outcome.text).toBe(before + next + after);
    }),
  );
});

test('text that occurs several times is refused with the lines, also where the places overlap', () => {
  expect(messageOf(replaceOnce(text, '  return', 'x'))).toContain('occurs 2 times, at lines 2, 6');
  expect(messageOf(replaceOnce('aaa', 'aa', 'b'))).toContain('occurs 2 times');
});

test('text that differs only in white space is shown as it stands', () => {
  const message = messageOf(replaceOnce(text, 'function b() {\n    return 2;\n}', 'x'));
  expect(message).toContain('At line 5 (only the white space differs)');
  expect(message).toContain('function b() {\n  return 2;\n}');
});

test('text that is not there is answered with the nearest place, or with the advice to read again', () => {
  expect(messageOf(replaceOnce(text, 'function b() {\n  return 3;', 'x'))).toContain('At line 5 (this is the nearest place)');
  expect(messageOf(replaceOnce(text, 'class C {}', 'x'))).toContain('Read the file again');
});

test('empty and equal texts are refused', () => {
  expect(messageOf(replaceOnce(text, '', 'x'))).toContain('old_text is empty');
  expect(messageOf(replaceOnce(text, 'a', 'a'))).toContain('nothing to change');
});

test('a file with CRLF keeps its line ends', () => {
  const outcome = replaceOnce('a\r\nb\r\nc\r\n', 'a\nb', 'a\nx\nb');
  expect(outcome).toMatchObject({ ok: true, text: 'a\r\nx\r\nb\r\nc\r\n' });
});
