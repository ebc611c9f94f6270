import { type LedgerEvent, type Lease, haltedScopeOf, isVirtualKey } from '../core/ledger/index.ts';

/** Why a call that was under way is ended. */
export type CutReason = 'halted' | 'key-revoked' | 'key-expired' | 'lease-ended';

/** A call under way, and how it is ended early: its client is told why, and the cancel rule charges it. */
export interface CuttableCall {
  readonly requestId: string;
  readonly lease: Pick<Lease, 'leaseId' | 'missionId' | 'project' | 'agentId' | 'state' | 'key'>;
  readonly cut: (reason: CutReason, scope: string) => void;
}

/**
 * Calls under way, so that a halt, or the end of their key, ends them. As many as `callsMax` lets in; a cut walks over all.
 * Calls of an operator's key that is revoked go on, unless the operator says otherwise.
 */
export class RunningCalls {
  /** Boxes that are emptied: a table that a Map outgrew keeps what it held alive until a full collection. */
  readonly #calls = new Map<string, { call: CuttableCall | undefined }>();
  #halted: readonly string[] = [];
  readonly #options: { readonly haltCutsCalls: boolean };

  constructor(options: { haltCutsCalls: boolean }) {
    this.#options = options;
  }

  get size(): number {
    return this.#calls.size;
  }

  /** Takes a call that is about to be sent; false where its end came while its hold was made: it is cut, and must not be sent. */
  add(call: CuttableCall): boolean {
    this.#calls.set(call.requestId, { call });
    const { lease } = call;
    const scope = this.#options.haltCutsCalls ? haltedScopeOf(lease, this.#halted) : undefined;
    if (scope !== undefined) this.#cut(call, 'halted', scope);
    else if (lease.state !== 'live' && !lease.key) this.#cut(call, 'lease-ended', lease.leaseId);
    return this.#calls.has(call.requestId);
  }

  remove(requestId: string): void {
    const box = this.#calls.get(requestId);
    if (box) box.call = undefined;
    this.#calls.delete(requestId);
  }

  #all(): CuttableCall[] {
    return [...this.#calls.values()].flatMap(({ call }) => call ?? []);
  }

  /** Follows the ledger: call it with each event after its flush. */
  onEvent(event: LedgerEvent): void {
    if (event.kind === 'halt-changed') this.#cutHalted(event.halted);
    else if (event.kind === 'revoked' && !event.keepRunning) this.cutLease(event.leaseId, 'key-revoked');
    else if (event.kind === 'released' && event.reason !== 'revoked') {
      this.cutLease(event.leaseId, isVirtualKey(event.leaseId) ? 'key-expired' : 'lease-ended');
    }
  }

  /** Ends the calls of a key. */
  cutLease(leaseId: string, reason: CutReason): void {
    for (const call of this.#all()) if (call.lease.leaseId === leaseId) this.#cut(call, reason, leaseId);
  }

  #cutHalted(halted: readonly string[]): void {
    this.#halted = halted;
    if (halted.length === 0 || !this.#options.haltCutsCalls) return;
    for (const call of this.#all()) {
      const scope = haltedScopeOf(call.lease, halted);
      if (scope !== undefined) this.#cut(call, 'halted', scope);
    }
  }

  #cut(call: CuttableCall, reason: CutReason, scope: string): void {
    this.remove(call.requestId);
    call.cut(reason, scope);
  }
}
