import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { cleanLines } from '../clean-text.ts';
import { isNearMiss, messageSimilarity } from './align-traces.ts';
import { tracesIn } from './parse-trace.ts';
import { TraceGrouper } from './trace-grouper.ts';
import { type TraceIdentity, traceIdentityOf } from './trace-identity.ts';

interface Crash {
  readonly language: string;
  readonly cause: string;
  readonly text: string;
}

const folder = new URL('../../test/crashes/', import.meta.url);
const { causes } = JSON.parse(readFileSync(fileURLToPath(new URL('labels.json', folder)), 'utf8')) as {
  causes: Record<string, Record<string, string>>;
};
const corpus = gunzipSync(readFileSync(fileURLToPath(new URL('corpus.jsonl.gz', folder))))
  .toString()
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Crash);

const identityIn = (text: string): TraceIdentity => traceIdentityOf(tracesIn(cleanLines(text)).at(-1)!);

function pairwiseF1(found: readonly { readonly label: string; readonly id: number }[]): number {
  let both = 0;
  let either = 0;
  for (const [index, one] of found.entries()) {
    for (const other of found.slice(index + 1)) {
      const counts = Number(one.label === other.label) + Number(one.id === other.id);
      if (counts === 2) both += 1;
      either += counts;
    }
  }
  return (2 * both) / either;
}

const idsOf = (crashes: readonly Crash[], grouper = new TraceGrouper()): { label: string; id: number }[] =>
  crashes.map(({ language, cause, text }) => ({ label: `${language}/${cause}`, id: grouper.add(identityIn(text)) }));

test.each(['tuning', 'held-out'])('real crashes of six languages, %s half: the groups are the causes', (half) => {
  const crashes = corpus.filter(({ language, cause }) => causes[language]![cause] === half);
  expect(new Set(crashes.map(({ language }) => language)).size).toBe(6);
  expect(pairwiseF1(idsOf(crashes))).toBeGreaterThanOrEqual(0.95);
});

test('the order of arrival hardly matters, and ids go on after a restart', () => {
  const reversed = corpus.toReversed();
  expect(pairwiseF1(idsOf(reversed))).toBeGreaterThanOrEqual(0.95);
  const whole = idsOf(corpus);
  const first = new TraceGrouper();
  const before = idsOf(corpus.slice(0, 300), first);
  const kept = JSON.parse(JSON.stringify(first.snapshot())) as ReturnType<TraceGrouper['snapshot']>;
  expect([...before, ...idsOf(corpus.slice(300), new TraceGrouper({}, kept))]).toEqual(whole);
});

const disguises: readonly (readonly [string, (line: string) => string])[] = [
  ['a time before every line', (line) => `2024-05-01T10:11:12.1234567Z ${line}`],
  ['a service before every line', (line) => `web-1  | ${line}`],
  ['colours', (line) => line.replace(/\S+/, (word) => `\u001b[1;31m${word}\u001b[0m`)],
  ['other line ends', (line) => `${line}\r`],
];

test.each(disguises)('%s: the same identity', (_name, disguise) => {
  for (const { text } of corpus) {
    const disguised = text.split('\n').map(disguise).join('\n');
    expect(identityIn(disguised).fingerprint).toBe(identityIn(text).fingerprint);
  }
});

test('no room for a further group: such traces are group 0, counted, and known ones keep theirs', () => {
  const grouper = new TraceGrouper({ groupsMax: 2, fingerprintsMax: 2 });
  const trace = (name: string): TraceIdentity => identityIn(`${name}Error: no\n    at f (/a/b.js:1:2)`);
  expect(['A', 'B', 'C', 'D', 'A', 'B', 'C'].map((name) => grouper.add(trace(name)))).toEqual([1, 2, 0, 0, 1, 2, 0]);
  expect(grouper.overflow).toBe(3);
  expect(grouper.groups.get(1)!.count).toBe(2);
});

const js = (type: string, message: string, ...frames: string[]): TraceIdentity =>
  identityIn([`${type}: ${message}`, ...frames.map((frame) => `    at ${frame} (/a/b.js:1:2)`)].join('\n'));

test('near misses: another way to the same place, a step more in between; not another place, caller, error or message', () => {
  const known = js('RangeError', 'no seat for ada', 'book', 'sell', 'run', 'main');
  expect(isNearMiss(known, js('RangeError', 'no seat for bob', 'book', 'sell', 'handle', 'run', 'worker'))).toBe(true);
  expect(isNearMiss(known, js('RangeError', 'no seat for ada', 'book', 'checked', 'sell', 'run', 'main'))).toBe(true);
  expect(isNearMiss(known, js('RangeError', 'no seat for ada', 'book', 'give', 'run', 'main'))).toBe(false);
  expect(isNearMiss(known, js('RangeError', 'no seat for ada', 'lend', 'sell', 'run', 'main'))).toBe(false);
  expect(isNearMiss(known, js('TypeError', 'no seat for ada', 'book', 'sell', 'run', 'main'))).toBe(false);
  expect(isNearMiss(known, js('RangeError', 'the hall is closed', 'book', 'sell', 'run', 'main'))).toBe(false);
  expect(messageSimilarity('', 'a')).toBe(0);
});

test('a known trace keeps its group after a restart, even where there are more groups of its kind than are compared', () => {
  const grouper = new TraceGrouper();
  const many = Array.from({ length: 80 }, (_, index) =>
    js('Error', 'no', `f${String.fromCharCode(97 + (index % 26))}${'x'.repeat(index)}`),
  );
  const ids = many.map((trace) => grouper.add(trace));
  expect(new Set(ids).size).toBe(80);
  const again = new TraceGrouper({}, grouper.snapshot());
  expect(many.map((trace) => again.add(trace))).toEqual(ids);
});
