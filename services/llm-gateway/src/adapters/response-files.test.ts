import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { StoredBounds, StoredResponse } from '../ports.ts';
import { ResponseFiles } from './response-files.ts';

const folders: string[] = [];
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'panal-responses-'));
  folders.push(made);
  return join(made, 'kept');
};
afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true });
});

const WIDE: StoredBounds = { responsesMax: 100, bytesMax: 1_000_000, ageMs: 1_000 };
const response = (id: string, createdMs: number, text = ''): StoredResponse => ({
  id: `resp_${id}`,
  owner: 'key:a',
  createdMs,
  content: { kind: 'here', input: [text], response: { id } },
});

test('what is put is found again, also by another process, and nobody else can read the files', () => {
  const dir = folder();
  const [one, other] = [new ResponseFiles(dir, WIDE), new ResponseFiles(dir, WIDE)];
  expect(one.put(response('a', 1))).toBe(true);
  expect(other.get('resp_a', 2)).toEqual(response('a', 1));
  expect(readdirSync(dir).map((name) => statSync(join(dir, name)).mode & 0o777)).toEqual([0o600]);
  expect(statSync(dir).mode & 0o777).toBe(0o700);
  other.delete('resp_a');
  expect(one.get('resp_a', 2)).toBeUndefined();
  expect(readdirSync(dir)).toEqual([]);
});

test("an id is kept once: nobody takes over what is another's", () => {
  const files = new ResponseFiles(folder(), WIDE);
  files.put(response('a', 1));
  expect(files.put({ ...response('a', 2), owner: 'key:b' })).toBe(false);
  expect(files.get('resp_a', 3)?.owner).toBe('key:a');
});

test('at the number the oldest goes', () => {
  const files = new ResponseFiles(folder(), { ...WIDE, responsesMax: 2 });
  for (const [index, id] of ['a', 'b', 'c'].entries()) files.put(response(id, index));
  expect(['a', 'b', 'c'].map((id) => files.get(`resp_${id}`, 3) !== undefined)).toEqual([false, true, true]);
});

test('at the bytes the oldest go, as many as it takes; what fits nowhere is not kept and drops nothing', () => {
  const size = JSON.stringify(response('a', 0)).length;
  const files = new ResponseFiles(folder(), { ...WIDE, bytesMax: 3 * size });
  for (const [index, id] of ['a', 'b', 'c'].entries()) files.put(response(id, index));
  expect(files.put(response('d', 3, 'x'.repeat(size)))).toBe(true);
  expect(['a', 'b', 'c', 'd'].map((id) => files.get(`resp_${id}`, 4) !== undefined)).toEqual([false, false, true, true]);
  expect(files.put(response('e', 4, 'x'.repeat(3 * size)))).toBe(false);
  expect(files.get('resp_d', 4)).toBeDefined();
});

test('at its age a response is gone, and swept from the disk', () => {
  const dir = folder();
  const files = new ResponseFiles(dir, WIDE);
  files.put(response('a', 0));
  files.put(response('b', 500));
  expect(files.get('resp_a', 999)).toBeDefined();
  expect(files.get('resp_a', 1_000)).toBeUndefined();
  files.sweep(1_500);
  expect(readdirSync(dir)).toEqual([]);
});

test('what a killed process left half written is no response, and is swept away in time', () => {
  const dir = folder();
  const files = new ResponseFiles(dir, WIDE);
  const partial = join(dir, '.part-1-1');
  writeFileSync(partial, '{');
  writeFileSync(join(dir, '1.1.resp_cut.json'), '{');
  expect(files.get('resp_cut', 2)).toBeUndefined();
  const now = Date.now();
  files.sweep(now);
  expect(readdirSync(dir)).toContain('.part-1-1');
  utimesSync(partial, 0, 0);
  files.sweep(now);
  expect(readdirSync(dir)).toEqual([]);
});

test('an owner who keeps many drops its own, and none of another one', () => {
  const files = new ResponseFiles(folder(), { ...WIDE, responsesMax: 4 });
  files.put(response('a', 0));
  for (let index = 1; index <= 12; index += 1) files.put({ ...response(`b${index}`, index), owner: 'key:b' });
  const found = (id: string): boolean => files.get(`resp_${id}`, 20) !== undefined;
  expect(['a', 'b9', 'b10', 'b11', 'b12'].map(found)).toEqual([true, false, true, true, true]);
});

test('an owner of large responses drops its own, and none of another one', () => {
  const size = JSON.stringify(response('a', 0)).length;
  const files = new ResponseFiles(folder(), { ...WIDE, bytesMax: 6 * size });
  for (const [index, id] of ['a', 'c'].entries()) files.put(response(id, index));
  for (const index of [3, 4]) files.put({ ...response(`b${index}`, index, 'x'.repeat(2 * size)), owner: 'key:b' });
  expect(['a', 'c', 'b3', 'b4'].map((id) => files.get(`resp_${id}`, 9) !== undefined)).toEqual([true, true, false, true]);
});

test('files whose names do not tell their owner are found and dropped like one more owner', () => {
  const dir = folder();
  const first = new ResponseFiles(dir, { ...WIDE, responsesMax: 2 });
  const old = response('old', 0);
  writeFileSync(join(dir, `0.${JSON.stringify(old).length}.resp_old.json`), JSON.stringify(old));
  expect(first.get('resp_old', 1)).toEqual(old);
  first.put(response('a', 1));
  first.put({ ...response('b', 2), owner: 'key:b' });
  expect(['old', 'a', 'b'].map((id) => first.get(`resp_${id}`, 3) !== undefined)).toEqual([false, true, true]);
});

test("items that an upstream gave are told to their owner alone, also by another process's files", () => {
  const dir = folder();
  const [one, other] = [new ResponseFiles(dir, WIDE), new ResponseFiles(dir, WIDE)];
  one.put({
    id: 'resp_up',
    owner: 'key:a',
    createdMs: 1,
    content: { kind: 'elsewhere', upstream: 'o', items: ['msg_1', 'rs_1'] },
  });
  expect(other.claimedItems('key:a', 2)).toEqual(['msg_1', 'rs_1']);
  expect(other.claimedItems('key:b', 2)).toEqual([]);
  expect(other.claimedItems('key:a', 1_001)).toEqual([]);
});
