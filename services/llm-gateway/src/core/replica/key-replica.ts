import type { Halt, Lease, LedgerEvent, LedgerState } from '../ledger/index.ts';

type Known = Pick<LedgerState, 'leases' | 'leaseByKeyHash' | 'halt'>;

/** Events that a worker must know of before the ledger acknowledges them: they decide who may call. */
export const concernsWorkers = (event: LedgerEvent): boolean =>
  event.kind === 'minted' ||
  event.kind === 'extended' ||
  event.kind === 'revoked' ||
  event.kind === 'released' ||
  event.kind === 'halt-changed';

/** The keys that a worker lets in, as the ledger told them; live ones at most as many as the ledger has. */
export class KeyReplica implements Known {
  readonly leases = new Map<string, Lease>();
  readonly leaseByKeyHash = new Map<string, string>();
  halt: Halt | undefined;
  readonly #ended: string[] = [];
  readonly #endedMax: number;

  constructor(endedMax: number) {
    this.#endedMax = endedMax;
  }

  /** Starts from what the ledger knows. */
  load(leases: readonly Lease[], halt: Halt | undefined): void {
    for (const lease of leases) this.#add(lease);
    this.halt = halt;
  }

  apply(event: LedgerEvent): void {
    switch (event.kind) {
      case 'minted': {
        const { kind: _kind, key, ...granted } = event;
        const lease: Lease = { ...granted, state: 'live', settledNanoUsd: 0, heldNanoUsd: 0, requests: 0 };
        if (key) lease.key = { ...key, createdMs: 0 };
        return this.#add(lease);
      }
      case 'extended': {
        const lease = this.leases.get(event.leaseId);
        if (lease) lease.expiresMs = event.expiresMs;
        return;
      }
      case 'revoked':
        return this.#end(event.leaseId, 'revoked');
      case 'released':
        return this.#end(event.leaseId, 'released');
      case 'halt-changed':
        this.halt = { epoch: event.epoch, halted: event.halted };
        return;
      default:
    }
  }

  #add(lease: Lease): void {
    this.leases.set(lease.leaseId, lease);
    this.leaseByKeyHash.set(lease.keyHash, lease.leaseId);
  }

  /** A dead key is remembered, so that its user is told why; the oldest are forgotten. */
  #end(leaseId: string, state: 'revoked' | 'released'): void {
    const lease = this.leases.get(leaseId);
    if (!lease) return;
    if (lease.state === 'live') this.#ended.push(leaseId);
    lease.state = state;
    if (lease.key && state === 'revoked') lease.key.revokedMs = 0;
    if (this.#ended.length <= this.#endedMax) return;
    const oldest = this.leases.get(this.#ended.shift()!)!;
    this.leases.delete(oldest.leaseId);
    this.leaseByKeyHash.delete(oldest.keyHash);
  }
}
