import { expect, test } from 'vitest';
import { cleanLines } from './clean-text.ts';
import { decisiveLines } from './decisive-lines.ts';
import { failedTests } from './failed-tests.ts';
import { kindOf } from './failure-kind.ts';
import { maskLine } from './mask.ts';
import { missingIn } from './missing-name.ts';
import { signatureOf } from './signature.ts';
import { inAppFrames } from './before/stack-frames.ts';

/** Lines thirty times longer than any that is let through: work that grows with the square would not end within the time limit. */
const LINE_CHARS = 60_000;

// Each unit, repeated, tries to make some pattern start over and over, or go back and forth.
const units: readonly string[] = [
  'a', '1', '.', '/', '\\', '-', ':', ' ', '"', "'", '`', '(', '<', '@', '_', '\t', '‘', '“', 'é',
  'a.', 'a-', 'a+', 'a@', 'a@b.', '1.', '1,', '1:', '1-', '1e', '+1', '-1', 'a1', '1a', 'ab12', 'fa', '0x', 'TS1', '[E1', 'C:', 'a/', './', '../', '/.', '/a ',
  '"a', "'a ", "a'", ' "', '12:34:', '1.1.1.', '2024-01-01', '01234567-', 'http://', 'a://', 'at ', 'at a (', ' (', '(a:1', ':1:1', 'at a (b:1', 'new ', 'async ',
  'File "', 'Error', 'Error: ', 'XError', 'aError ', 'assert ', 'Expected ', 'expected to', 'E   ', 'FAILED ', 'FAIL ', 'a::b', ' > ', ' › ', ' - ', ' # ', '✖ ', 'not ok 1 - ', '--- FAIL: ', 'test a ... ',
  'No module named ', "Cannot find module '", 'command not found: ', ': command not found', 'spawn ', 'sh: 1: ', '1 failed', 'timed out', 'ERR_', 'code: ', 'error TS1', '<num>', '<num> ', '<num>, ', '\u001b[', '\u001b]', '\u001b[1;', '\u001b[ ',
]; // prettier-ignore

const heads = ['', '    at ', "No module named '"];
const LIMIT_MS = 10_000;

test.each(units)(
  'work on many times %j grows with its length only',
  (unit) => {
    const long = unit.repeat(Math.ceil(LINE_CHARS / unit.length));
    for (const head of heads) {
      const line = `${head}${long}!`;
      expect(maskLine(line).slots.length).toBeLessThanOrEqual(32);
      missingIn(line);
      failedTests([line]);
      inAppFrames([line]);
      decisiveLines([line]);
      kindOf(line);
      expect(cleanLines(head + long).join('\n').length).toBeLessThanOrEqual(65_537);
      signatureOf(`${head}${long}\n`.repeat(2));
    }
  },
  LIMIT_MS,
);

test('many lines of a kind are bounded too', () => {
  for (const line of ['E   x', 'XError: a', '', ' ', "No module named 'a'", 'at a (b:1:1)', '✖ a', '(', '\u001b[1m']) {
    for (const end of ['\n', '\r', '\r\n', '\u2028']) signatureOf((line + end).repeat(200_000));
  }
});

test('one line of 100 MB is looked at in 64 Ki characters, without a copy of it', () => {
  const text = Buffer.from(`Error: first\n${'x'.repeat(100 * 1024 * 1024)}\nValueError: last`).toString('latin1');
  const before = process.memoryUsage().heapUsed;
  const signature = signatureOf(text);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(text.length / 2);
  expect(signature.template).toBe('Error: first\nValueError: last');
});

test('binary and broken UTF-8 are text without meaning', () => {
  const bytes = Uint8Array.from({ length: 200_000 }, (_, index) => (index * 7919 + (index >> 8) * 31) & 0xff);
  for (const encoding of ['utf-8', 'latin1', 'utf-16le']) {
    const { template, slots } = signatureOf(new TextDecoder(encoding).decode(bytes));
    for (const text of [template, ...slots.map(({ value }) => value)]) {
      expect(text.isWellFormed()).toBe(true);
      expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/);
    }
  }
});

test('a cut never leaves half a character', () => {
  for (const shift of [0, 1]) {
    for (const line of cleanLines(`${'a'.repeat(shift)}${'😀'.repeat(100_000)}`)) expect(line.isWellFormed()).toBe(true);
  }
});
