import { Usage, UsageRow } from '@panal/shared-types/gateway';
import { expect, test } from 'vitest';
import { REPLY_BYTES_MAX, fitting } from './fitting.ts';
import { usageMessage } from './usage-message.ts';

const rows = (count: number, name: string): UsageRow[] =>
  Array.from({ length: count }, () => UsageRow.fromPartial({ name, requests: 1 }));

test('a reply takes what has room in it, at least one item', () => {
  const long = rows(10_000, '漢'.repeat(200));
  const fits = fitting(long, UsageRow);
  expect(fits.length).toBeGreaterThan(1_000);
  const bytes = (list: readonly UsageRow[]): number => list.reduce((sum, row) => sum + UsageRow.encode(row).finish().length, 0);
  expect(bytes(fits)).toBeLessThanOrEqual(REPLY_BYTES_MAX);
  expect(bytes(long.slice(0, fits.length + 1))).toBeGreaterThan(REPLY_BYTES_MAX);
  expect(fitting(rows(3, 'm'), UsageRow)).toHaveLength(3);
  expect(fitting(rows(2, 'x'.repeat(REPLY_BYTES_MAX)), UsageRow)).toHaveLength(1);
  expect(fitting([], UsageRow)).toEqual([]);
});

test('names in journals of older versions are cut in reports', () => {
  const names = {
    model: 'y'.repeat(4_000_000),
    askedModel: 'z'.repeat(4_000_000),
    leaseId: 't.1',
    missionId: '',
    project: '',
    agentId: '',
  };
  const numbers = { inputTokens: 1, cachedTokens: 0, outputTokens: 1, costNanoUsd: 1, latencyMs: 1, atMs: 1 };
  const texts = { requestId: 'r', upstream: 'u', day: '2026-01-01', priceVersion: 'p', outcome: 'ok' as const };
  const message = usageMessage({ ...names, ...numbers, ...texts, estimated: false, scripted: false });
  expect(Usage.encode(message).finish().length).toBeLessThan(1_000);
});
