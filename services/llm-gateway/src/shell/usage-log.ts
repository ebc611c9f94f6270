import type { Journal } from '@panal/journal';
import type { UsageRecord } from '../core/ledger/index.ts';
import { isHold, ledgerCodec } from './ledger-codec.ts';

export interface PlacedUsage {
  readonly position: number;
  readonly usage: UsageRecord & { readonly atMs: number };
}

export interface UsagePage {
  readonly usages: readonly PlacedUsage[];
  /** Ask after this position for the next page. */
  readonly nextPosition: number;
  readonly atEnd: boolean;
}

export interface UsageQuestion {
  readonly afterPosition: number;
  /** Unix ms; 0: no bound. */
  readonly sinceMs: number;
  readonly limit: number;
  readonly wanted: (usage: UsageRecord) => boolean;
}

const SCANNED_MAX = 50_000;

/** The usage log: the settlements in the ledger's journal. */
export class UsageLog {
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** A page, oldest first; reads at most 50,000 records from the disk. */
  page(asked: UsageQuestion): Promise<UsagePage> {
    return readUsagePage(this.#journal, asked);
  }
}

async function readUsagePage(journal: Journal, asked: UsageQuestion): Promise<UsagePage> {
  const from = Math.max(asked.afterPosition + 1, await positionSince(journal, asked.sinceMs));
  const usages: PlacedUsage[] = [];
  let position = from - 1;
  if (from > journal.flushedPosition) return { usages, nextPosition: Math.max(position, asked.afterPosition), atEnd: true };
  for await (const record of journal.read(from)) {
    if (usages.length >= asked.limit || position - from >= SCANNED_MAX) return { usages, nextPosition: position, atEnd: false };
    position = record.position;
    if (record.atMs < asked.sinceMs || isHold(record.bytes)) continue;
    const event = ledgerCodec.decode(record.bytes);
    if (event.kind !== 'settled' || !asked.wanted(event)) continue;
    const { kind: _kind, ...usage } = event;
    usages.push({ position, usage: { ...usage, atMs: record.atMs } });
  }
  return { usages, nextPosition: position, atEnd: true };
}

/** The oldest record kept that is not older than a moment: some 25 probes, since times rise with positions. */
async function positionSince(journal: Journal, sinceMs: number): Promise<number> {
  let low = journal.firstPosition;
  let high = journal.flushedPosition + 1;
  while (sinceMs > 0 && low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((await timeAt(journal, middle)) < sinceMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function timeAt(journal: Journal, position: number): Promise<number> {
  for await (const { atMs } of journal.read(position)) return atMs;
  return Infinity;
}
