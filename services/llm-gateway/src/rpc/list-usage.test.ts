import { ListUsageRequest } from '@panal/shared-types/gateway';
import { expect, test } from 'vitest';
import { Bench, hold, mint, settle } from '../core/ledger/ledger-bench.ts';
import { listUsage } from './list-usage.ts';
import type { RpcContext } from './rpc-context.ts';

/** Records of two missions in turns, `r-0` the oldest. */
function contextWith(count: number): RpcContext {
  const bench = new Bench();
  for (const at of [0, 1]) bench.do(mint({ leaseId: `t-${at}.1`, missionId: `m-${at}` }));
  for (let at = 0; at < count; at += 1) {
    bench.do(hold(`r-${at}`, 1, { keyHash: `hash-t-${at % 2}.1` }));
    bench.do(settle(`r-${at}`, 1));
  }
  return { ledger: { state: bench.state, flushed: () => Promise.resolve() } } as unknown as RpcContext;
}

async function pages(context: RpcContext, asked: Partial<ListUsageRequest>): Promise<string[][]> {
  const seen: string[][] = [];
  let pageToken = '';
  do {
    const reply = await listUsage(ListUsageRequest.fromPartial({ ...asked, pageToken }), context);
    seen.push(reply.usages.map(({ requestId }) => requestId));
    pageToken = reply.nextPageToken;
  } while (pageToken !== '');
  return seen;
}

test('pages follow each other without a gap, newest first, and the last one says that it is', async () => {
  const context = contextWith(5);
  expect(await pages(context, { limit: 2 })).toEqual([['r-4', 'r-3'], ['r-2', 'r-1'], ['r-0']]);
  expect(await pages(context, { limit: 5 })).toEqual([['r-4', 'r-3', 'r-2', 'r-1', 'r-0']]);
  expect(await pages(context, { limit: 2, missionId: 'm-0' })).toEqual([['r-4', 'r-2'], ['r-0']]);
  expect(await pages(context, { limit: 2, missionId: 'm-1' })).toEqual([['r-3', 'r-1']]);
});

test('after a record that is forgotten there is nothing', async () => {
  const reply = await listUsage(ListUsageRequest.fromPartial({ pageToken: 'forgotten' }), contextWith(3));
  expect(reply).toEqual({ usages: [], nextPageToken: '' });
});
