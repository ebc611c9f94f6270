import { jsonEventCodec } from '@panal/journal';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LedgerEvent } from '../core/ledger/index.ts';
import { ledgerCodec } from './ledger-codec.ts';

const text = fc.oneof(fc.constantFrom('a', 'm-1', ''), fc.string({ unit: 'grapheme' }));
const whole = fc.nat(Number.MAX_SAFE_INTEGER);
const known = { requestId: text, leaseId: text, model: text, upstream: text, priceVersion: text, scripted: fc.boolean() };
const extra = fc.dictionary(fc.constantFrom('cacheWriteTokens', 'askedModel', 'a "new" one'), fc.oneof(whole, text));

const held = fc
  .record({ kind: fc.constant('held'), ...known, amountNanoUsd: whole, windows: fc.record({ day: text, month: text }) })
  .chain((event) => extra.map((more) => ({ ...event, ...more }) as unknown as LedgerEvent));

const used = { inputTokens: whole, cachedTokens: whole, outputTokens: whole, costNanoUsd: whole, latencyMs: whole };
const settled = fc
  .record({
    kind: fc.constant('settled'),
    ...known,
    ...used,
    missionId: text,
    project: text,
    agentId: text,
    day: text,
    estimated: fc.boolean(),
    outcome: fc.constantFrom('ok', 'orphan', 'usage-out-of-bounds'),
  })
  .chain((event) => extra.map((more) => ({ ...event, ...more }) as unknown as LedgerEvent));

const other = fc.record({ kind: fc.constant('revoked'), leaseId: text, reason: text }) as fc.Arbitrary<LedgerEvent>;

test('what comes out is what went in, whatever came before, unknown fields and odd names included', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(held, settled, other), { maxLength: 8 }), (events) => {
      expect(events.map((event) => ledgerCodec.decode(ledgerCodec.encode(event)))).toEqual(events);
    }),
  );
});

test('records of version 1 are read, those of a newer one refused by name', () => {
  fc.assert(
    fc.property(fc.oneof(held, settled, other), (event) => {
      expect(ledgerCodec.decode(jsonEventCodec<LedgerEvent>({ version: 1 }).encode(event))).toEqual(event);
    }),
  );
  const newer = new TextEncoder().encode('{"v":3,"h":[]}');
  expect(() => ledgerCodec.decode(newer)).toThrow('an event of version 3 was written by a newer Panal');
});
