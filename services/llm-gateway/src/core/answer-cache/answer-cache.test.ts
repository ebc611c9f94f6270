import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DialectRequest } from '../dialect-request.ts';
import { readDialectRequest } from '../read-request.ts';
import { AnswerCache, type CachedAnswer } from './answer-cache.ts';
import { cacheKeyOf, isDeterministic } from './cache-key.ts';

const scope = { project: 'p', loneKey: '', model: 'm', outputTokensMax: 10, headers: '' };
const answer = (length: number, storedMs = 0): CachedAnswer => ({
  body: new Uint8Array(length),
  stream: false,
  upstream: 'u',
  storedMs,
});

function requestOf(extra: Record<string, unknown> = {}): DialectRequest {
  const body = { model: 'm', messages: [{ role: 'user', content: 'hi' }], temperature: 0, ...extra };
  const parsed = readDialectRequest('chat', Buffer.from(JSON.stringify(body)));
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  return parsed.value;
}

test('the order of fields, the caller and an explicit default do not change a key', () => {
  const key = cacheKeyOf(requestOf({ top_p: 1, stop: ['a'], user: 'one' }), scope);
  expect(cacheKeyOf(requestOf({ stop: ['a'], top_p: 1, user: 'two', stream: false, n: 1, tools: null }), scope)).toBe(key);
  const reordered = requestOf({ stop: ['a'], messages: [{ content: 'hi', role: 'user' }], top_p: 1 });
  expect(cacheKeyOf(reordered, scope)).toBe(key);
});

test('whatever else differs makes another key: project, model, output, text, parameters, tools, stream', () => {
  const tool = { type: 'function', function: { name: 'f' } };
  const variants = [
    {},
    { seed: 1 },
    { seed: '1' },
    { n: 2 },
    { stream: true },
    { stream: true, stream_options: { include_usage: true } },
    { tools: [tool] },
    { messages: [{ role: 'system', content: 'hi' }] },
    { stop: ['a', 'b'] },
    { stop: ['b', 'a'] },
    { stop: 'a,b' },
  ];
  const keys = [
    ...variants.map((extra) => cacheKeyOf(requestOf(extra), scope)),
    ...[{ project: 'q' }, { model: 'n' }, { outputTokensMax: 11 }, { headers: 'a: b' }].map((other) =>
      cacheKeyOf(requestOf(), { ...scope, ...other }),
    ),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});

test('only requests that ask for it are deterministic', () => {
  const asked = [{}, { temperature: 0.1 }, { temperature: 1, seed: 5 }, { temperature: '0' }, { temperature: null, seed: null }];
  expect(asked.map((extra) => isDeterministic(requestOf(extra)))).toEqual([true, false, true, false, false]);
});

test('bytes stay within the bound, the least recently used goes first, and what is there is what was put', () => {
  const step = fc.record({ key: fc.nat(8), put: fc.boolean(), length: fc.nat(900) });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 8_000 }), fc.array(step, { maxLength: 80 }), (bytesMax, steps) => {
      const cache = new AnswerCache({ bytesMax, ageMaxMs: 1_000 });
      let model: [string, CachedAnswer][] = [];
      for (const { key, put, length } of steps) {
        const name = `k${key}`;
        const known = model.find(([other]) => other === name);
        if (put && length <= cache.answerBytesMax) {
          const added = answer(length);
          cache.put(name, added);
          model = [...model.filter(([other]) => other !== name), [name, added]];
          while (model.reduce((sum, [, { body }]) => sum + body.length + 512, 0) > bytesMax) model.shift();
        } else if (put) cache.put(name, answer(length));
        else {
          expect(cache.get(name, 0)).toBe(known?.[1]);
          if (known) model = [...model.filter((entry) => entry !== known), known];
        }
        expect(cache.bytes).toBeLessThanOrEqual(bytesMax);
        expect(cache.size).toBe(model.length);
      }
    }),
  );
});

test('an answer is dropped at its age, and all of them when the cache is switched off', () => {
  const cache = new AnswerCache({ bytesMax: 100_000, ageMaxMs: 1_000 });
  cache.put('a', answer(10, 500));
  expect(cache.get('a', 1_499)).toBeDefined();
  expect(cache.get('a', 1_500)).toBeUndefined();
  expect(cache.bytes).toBe(0);
  cache.put('b', answer(10, 500));
  cache.resize({ bytesMax: 0, ageMaxMs: 1_000 });
  expect([cache.size, cache.bytes]).toEqual([0, 0]);
});
