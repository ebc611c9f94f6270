import type { Account, Balance, Hold, Lease, LedgerState, Limit } from './state.ts';
import type { WindowKind } from './windows.ts';

interface PlainAccount extends Omit<Account, 'limits' | 'balances'> {
  readonly limits: [WindowKind, Limit][];
  readonly balances: [string, Balance][];
}

interface PlainState extends Pick<LedgerState, 'usages' | 'endedLeases' | 'newestMs' | 'halt'> {
  readonly v: number;
  readonly accounts: [string, PlainAccount][];
  readonly leases: Lease[];
  readonly holds: Hold[];
}

const VERSION = 1;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** The whole state as bytes; `decodeState` gives an equal one back. */
export function encodeState(state: LedgerState): Uint8Array {
  const accounts = [...state.accounts].map(([scope, account]) => [
    scope,
    { ...account, limits: [...account.limits], balances: [...account.balances] },
  ]);
  const { usages, endedLeases, newestMs, halt } = state;
  const leases = [...state.leases.values()];
  return encoder.encode(
    JSON.stringify({ v: VERSION, accounts, leases, holds: [...state.holds.values()], usages, endedLeases, newestMs, halt }),
  );
}

/** Reads a snapshot; throws on one of another version. */
export function decodeState(bytes: Uint8Array): LedgerState {
  const read = JSON.parse(decoder.decode(bytes)) as PlainState;
  if (read.v !== VERSION) throw new Error(`a snapshot of version ${read.v} can't be read; this Panal knows version ${VERSION}`);
  return {
    accounts: new Map(
      read.accounts.map(([scope, account]) => [
        scope,
        { ...account, newest: account.newest, limits: new Map(account.limits), balances: new Map(account.balances) },
      ]),
    ),
    leases: new Map(read.leases.map((lease) => [lease.leaseId, lease])),
    leaseByKeyHash: new Map(read.leases.map((lease) => [lease.keyHash, lease.leaseId])),
    endedLeases: read.endedLeases,
    holds: new Map(read.holds.map((hold) => [hold.requestId, hold])),
    usages: read.usages,
    halt: read.halt,
    newestMs: read.newestMs,
  };
}
