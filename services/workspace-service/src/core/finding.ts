import type { TestFailure } from './test-output/format.ts';
import { stripControl } from './test-output/read-test-output.ts';

/** What the next attempt and the analyst are told; both are untrusted text. */
export const findingBytesMax = 4 * 1024;
export const errorLogBytesMax = 64 * 1024;

const FAILURES_SHOWN_MAX = 10;
const DETAIL_LINES_MAX = 40;
const DETAIL_CHARS_MAX = 1_200;

/** Frames of the runtime and the runner say nothing about the repository. */
const FRAME_OF_RUNTIME =
  /^\s*(?:at |async )?.*\(?(?:node:internal\/|node:async_hooks|\/node_modules\/(?:vitest|jest[^/]*|mocha)\/|TestContext\.<anonymous> \(node:)/;

/**
 * The same failure gives the same text: colours, times, addresses, temporary paths and the runtime's own frames are taken out.
 * `roots` are the folders of the checkout, written as `.`.
 */
export function stableText(text: string, roots: readonly string[]): string {
  let plain = stripControl(text);
  for (const root of roots) plain = plain.replaceAll(`file://${root}`, '.').replaceAll(root, '.');
  return plain
    .split('\n')
    .filter((line) => !FRAME_OF_RUNTIME.test(line))
    .map((line) =>
      line
        .replace(/ ?\(\d+(?:\.\d+)? ?m?s\)/g, '')
        .replace(/\b(duration_ms:? )\d+(?:\.\d+)?/g, '$1N')
        .replace(/\b(in|took) \d+(?:\.\d+)? ?(?:ms|s|seconds)\b/g, '$1 N s')
        .replace(/\b0x[0-9a-f]{6,}\b/gi, '0x0')
        .replace(/"(Time|Elapsed)":("[^"]*"|[\d.]+)/g, '"$1":0')
        .trimEnd(),
    )
    .join('\n');
}

/** The failing tests with the relevant part of what was printed about each. */
export function describeFailures(failures: readonly TestFailure[], roots: readonly string[]): string {
  const shown = failures.slice(0, FAILURES_SHOWN_MAX).map(({ name, detail }, index) => {
    const body = clip(dedent(stableText(detail, roots)), DETAIL_LINES_MAX, DETAIL_CHARS_MAX);
    return [
      `${index + 1}. ${stableText(name, roots)}`,
      ...body
        .split('\n')
        .filter(Boolean)
        .map((line) => `   ${line}`),
    ].join('\n');
  });
  const more = failures.length > FAILURES_SHOWN_MAX ? [`… and ${failures.length - FAILURES_SHOWN_MAX} more`] : [];
  return [...shown, ...more].join('\n');
}

/** The last lines of an output without known structure, where errors usually stand. */
export const tailOf = (output: string, roots: readonly string[], linesMax: number): string =>
  stableText(output, roots)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-linesMax)
    .join('\n');

/** Cuts text to a number of UTF-8 bytes: two thirds of its head and the rest of its tail, with a line that says so. */
export function cutBytes(text: string, bytesMax: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= bytesMax) return text;
  const room = bytesMax - 40;
  const head = Math.floor((room * 2) / 3);
  const decode = (part: Uint8Array): string => new TextDecoder().decode(part).replace(/^\ufffd+|\ufffd+$/g, '');
  const tail = decode(bytes.subarray(bytes.length - (room - head)));
  return `${decode(bytes.subarray(0, head))}\n[… ${bytes.length - room} bytes left out …]\n${tail}`;
}

function clip(text: string, linesMax: number, charsMax: number): string {
  const lines = text.split('\n');
  const some = lines.length > linesMax ? [...lines.slice(0, linesMax), '…'] : lines;
  const joined = some.join('\n').trimEnd();
  return joined.length > charsMax ? `${joined.slice(0, charsMax)}…` : joined;
}

function dedent(text: string): string {
  const lines = text.replace(/^\n+|\s+$/g, '').split('\n');
  const depth = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => /^ */.exec(line)![0].length));
  return Number.isFinite(depth) ? lines.map((line) => line.slice(depth)).join('\n') : text;
}
