import type { Halt, Lease, LedgerEvent, LedgerRefusal, Settlement } from '../../core/ledger/index.ts';
import type { RateDecision, RateTicket } from '../../core/rate-limit/rate-limiter.ts';
import type { WantedHold } from '../ledger.ts';
import type { RatedRequest } from '../rate-gate.ts';

/** How long a worker serves after its last sign of life from the ledger, by its own clock. */
export const WORKER_LIFE_MS = 2_000;
/** How much longer the ledger waits, by its own clock, before it kills a silent worker. */
export const LEDGER_MARGIN_MS = 3_000;
export const PING_EVERY_MS = 250;

/** The worker's end of the two pipes: file descriptors that it is started with. */
export const TO_LEDGER_FD = 3;
export const FROM_LEDGER_FD = 4;

/** What a worker is started with, by its arguments. */
export interface WorkerPlace {
  readonly index: number;
  readonly workers: number;
  /** Where it listens; 0: any free port, for the first one. */
  readonly port: number;
}

/** What the rate limits say; null: none touches the request. */
export type RateAnswer =
  | { readonly ok: true; readonly value: Pick<RateTicket, 'standings' | 'estimatedTokens'> }
  | Extract<RateDecision, { ok: false }>
  | null;

/** From a worker to the ledger, in order, one JSON text a line. */
export type FromWorker =
  | { readonly t: 'up' }
  | { readonly t: 'ready'; readonly port: number }
  /** Drawn from its slice; about to be sent. */
  | { readonly t: 'draw'; readonly n: number; readonly hold: WantedHold & { readonly slice: string } }
  | { readonly t: 'hold'; readonly hold: WantedHold }
  /** The client of a hold that was asked for is gone. */
  | { readonly t: 'leave'; readonly id: string }
  | { readonly t: 'settle'; readonly settlement: Settlement }
  | {
      readonly t: 'ask';
      readonly slice: string;
      readonly number: number;
      readonly moreNanoUsd: number;
      readonly hold: WantedHold;
    }
  | { readonly t: 'return'; readonly slices: readonly string[] }
  | { readonly t: 'rate'; readonly id: number; readonly keyHash: string; readonly request: RatedRequest }
  | { readonly t: 'rate-used'; readonly id: number; readonly tokens: number }
  | { readonly t: 'ping'; readonly n: number }
  | { readonly t: 'ack'; readonly seq: number }
  | { readonly t: 'metrics'; readonly id: number; readonly values: unknown }
  | { readonly t: 'render'; readonly id: number };

/** From the ledger to a worker, in order. */
export type ToWorker =
  | { readonly t: 'keys'; readonly leases: readonly Lease[]; readonly halt: Halt | undefined; readonly seq: number }
  | { readonly t: 'event'; readonly seq: number; readonly event: LedgerEvent }
  | { readonly t: 'halt-valid'; readonly seq: number; readonly untilMs: number }
  /** All draws up to this number are on the disk. */
  | { readonly t: 'flushed'; readonly n: number }
  | { readonly t: 'held'; readonly id: string; readonly events: readonly LedgerEvent[] }
  | { readonly t: 'refused'; readonly id: string; readonly refusal: LedgerRefusal }
  | { readonly t: 'failed'; readonly id: string; readonly diskFull: boolean }
  | { readonly t: 'granted'; readonly slice: string; readonly number: number; readonly amountNanoUsd: number }
  | { readonly t: 'recall'; readonly slices: readonly string[] }
  | { readonly t: 'pong'; readonly n: number; readonly diskFull: boolean; readonly haltValidUntilMs: number }
  | { readonly t: 'rated'; readonly id: number; readonly answer: RateAnswer }
  | { readonly t: 'values'; readonly id: number }
  | { readonly t: 'rendered'; readonly id: number; readonly text: string }
  | { readonly t: 'stop' };

/** Takes a pipe's bytes apart into the texts of its lines. */
export function lineReader(onLine: (line: string) => void): (chunk: Buffer) => void {
  let rest: Buffer[] = [];
  return (chunk) => {
    let from = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      rest.push(chunk.subarray(from, end));
      const line = rest.length === 1 ? rest[0]!.toString('utf8') : Buffer.concat(rest).toString('utf8');
      rest = [];
      from = end + 1;
      onLine(line);
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
  };
}
