import { type Block, keepBlock, noBlocks } from './blocks.ts';
import type { Account, Balance, Hold, Lease, LedgerState, Limit, SynapseLimit, TimedUsage } from './state.ts';
import { type PlainUsageDay, plainUsageDays, readUsageDays } from './usage-totals.ts';
import type { WindowKind } from './windows.ts';

interface PlainAccount extends Omit<Account, 'limits' | 'balances' | 'warned' | 'fromSynapse'> {
  readonly limits: [WindowKind, Limit][];
  readonly fromSynapse?: [WindowKind, SynapseLimit][];
  readonly balances: [string, Balance][];
  readonly warned?: string[];
}

interface PlainState extends Pick<LedgerState, 'endedLeases' | 'newestMs' | 'halt'> {
  readonly v: number;
  readonly usages: (Omit<TimedUsage, 'number'> & { readonly number?: number })[];
  readonly settlements?: number;
  readonly accounts: [string, PlainAccount][];
  readonly leases: Lease[];
  readonly holds: Hold[];
  /** Missing in snapshots of before there were blocks. */
  readonly blocks?: Block[];
  /** Missing in snapshots of before there were daily sums. */
  readonly usageDays?: PlainUsageDay[];
}

const VERSION = 1;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** The whole state as bytes; `decodeState` gives an equal one back. */
export function encodeState(state: LedgerState): Uint8Array {
  const accounts = [...state.accounts].map(([scope, account]) => [
    scope,
    {
      ...account,
      limits: [...account.limits],
      balances: [...account.balances],
      ...(account.fromSynapse ? { fromSynapse: [...account.fromSynapse] } : {}),
    },
  ]);
  const { usages, settlements, endedLeases, newestMs, halt } = state;
  const leases = [...state.leases.values()];
  return encoder.encode(
    JSON.stringify({
      v: VERSION,
      accounts,
      leases,
      holds: [...state.holds.values()],
      blocks: [...state.blocks.byId.values()],
      usages,
      usageDays: plainUsageDays(state),
      settlements,
      endedLeases,
      newestMs,
      halt,
    }),
  );
}

/** Reads a snapshot; throws on one of another version. */
export function decodeState(bytes: Uint8Array): LedgerState {
  const read = JSON.parse(decoder.decode(bytes)) as PlainState;
  if (read.v !== VERSION) throw new Error(`a snapshot of version ${read.v} can't be read; this Panal knows version ${VERSION}`);
  const usages = read.usages.map((usage) => ({ ...usage, number: usage.number ?? 0 }));
  const state: LedgerState = {
    accounts: new Map(
      read.accounts.map(([scope, { fromSynapse, ...account }]) => [
        scope,
        {
          ...account,
          newest: account.newest,
          limits: new Map(account.limits),
          balances: new Map(account.balances),
          warned: account.warned ?? [],
          ...(fromSynapse ? { fromSynapse: new Map(fromSynapse) } : {}),
        },
      ]),
    ),
    leases: new Map(read.leases.map((lease) => [lease.leaseId, lease])),
    leaseByKeyHash: new Map(read.leases.map((lease) => [lease.keyHash, lease.leaseId])),
    endedLeases: read.endedLeases,
    holds: new Map(read.holds.map((hold) => [hold.requestId, hold])),
    blocks: noBlocks(),
    usages,
    usageDays: readUsageDays(read.usageDays, usages),
    settlements: read.settlements ?? 0,
    halt: read.halt,
    newestMs: read.newestMs,
  };
  for (const block of read.blocks ?? []) keepBlock(state, block);
  return state;
}
