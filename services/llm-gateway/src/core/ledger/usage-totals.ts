/**
 * Sums of the usage log: for each day (the day that a request is charged to) one row for each model, project, mission, agent and
 * key, and one for all. Every record is counted once in each kind, so that the rows of a kind add up to the day.
 */
import type { LedgerBounds } from './bounds.ts';
import type { LedgerState, TimedUsage, UsageRecord } from './state.ts';
import { isVirtualKey, keyNameOf } from './virtual-keys.ts';

/** What usage can be summed by. */
export const usageKinds = ['model', 'project', 'mission', 'agent', 'key', 'day'] as const;
export type UsageKind = (typeof usageKinds)[number];

/** Of requests beyond `usageNamesMax` names of a kind in a day. */
export const OTHERS = '(others)';

export interface UsageTotals {
  requests: number;
  inputTokens: number;
  cachedTokens: number;
  cacheWriteTokens: number;
  outputTokens: number;
  reasoningTokens: number;
  audioTokens: number;
  costNanoUsd: number;
  /** The part of the cost that is an estimate. */
  estimatedNanoUsd: number;
}

/** Rows by kind and name; the kind `day` has one row, named by the day. */
export type UsageDay = Map<UsageKind, Map<string, UsageTotals>>;

/** A day as in a snapshot. */
export type PlainUsageDay = [day: string, kinds: [UsageKind, [string, UsageTotals][]][]];

const zero = (): UsageTotals => ({
  requests: 0,
  inputTokens: 0,
  cachedTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  audioTokens: 0,
  costNanoUsd: 0,
  estimatedNanoUsd: 0,
});

const nameIn: Readonly<Record<UsageKind, (record: UsageNames) => string>> = {
  model: (record) => record.model,
  project: (record) => record.project,
  mission: (record) => record.missionId,
  agent: (record) => record.agentId,
  // Leases are as many as tasks have attempts and are listed by mission; a key of an operator is by itself.
  key: (record) => (isVirtualKey(record.leaseId) ? keyNameOf(record.leaseId) : ''),
  day: (record) => record.day,
};

/** What says in which rows a record counts. */
export type UsageNames = Pick<UsageRecord, 'model' | 'project' | 'missionId' | 'agentId' | 'leaseId' | 'day'>;

const totalsOf = (record: UsageRecord): UsageTotals => ({
  requests: 1,
  inputTokens: record.inputTokens,
  cachedTokens: record.cachedTokens,
  cacheWriteTokens: record.cacheWriteTokens ?? 0,
  outputTokens: record.outputTokens,
  reasoningTokens: record.reasoningTokens ?? 0,
  audioTokens: record.audioTokens ?? 0,
  costNanoUsd: record.costNanoUsd,
  estimatedNanoUsd: record.estimated ? record.costNanoUsd : 0,
});

function addTotals(sum: UsageTotals, change: Readonly<UsageTotals>): void {
  sum.requests += change.requests;
  sum.inputTokens += change.inputTokens;
  sum.cachedTokens += change.cachedTokens;
  sum.cacheWriteTokens += change.cacheWriteTokens;
  sum.outputTokens += change.outputTokens;
  sum.reasoningTokens += change.reasoningTokens;
  sum.audioTokens += change.audioTokens;
  sum.costNanoUsd += change.costNanoUsd;
  sum.estimatedNanoUsd += change.estimatedNanoUsd;
}

type Bounds = Pick<LedgerBounds, 'usageRowsMax' | 'usageNamesMax'>;
type Days = Map<string, UsageDay>;

/** Counts a record; a day that is forgotten already stays forgotten only until one of its records comes late. */
export const addUsage = (state: Pick<LedgerState, 'usageDays'>, record: UsageRecord, bounds: Bounds): void =>
  addToDay(state.usageDays, { names: record, change: totalsOf(record) }, bounds);

/** Changes what was counted before, e.g. the cost of a record that was corrected; a day that is forgotten stays so. */
export function adjustUsage(
  state: Pick<LedgerState, 'usageDays'>,
  adjustment: { readonly names: UsageNames; readonly change: Partial<UsageTotals> },
  bounds: Bounds,
): void {
  const { names, change } = adjustment;
  if (state.usageDays.has(names.day)) addToDay(state.usageDays, { names, change: { ...zero(), ...change } }, bounds);
}

function addToDay(days: Days, { names, change }: { names: UsageNames; change: UsageTotals }, bounds: Bounds): void {
  let day = days.get(names.day);
  if (!day) {
    forgetOldDays(days, bounds);
    day = new Map(usageKinds.map((kind) => [kind, new Map()]));
    days.set(names.day, day);
  }
  for (const kind of usageKinds) {
    const rows = day.get(kind)!;
    const name = nameIn[kind](names);
    let row = rows.get(name);
    if (!row) {
      const counted = rows.size < bounds.usageNamesMax ? name : OTHERS;
      row = rows.get(counted);
      if (!row) rows.set(counted, (row = zero()));
    }
    addTotals(row, change);
  }
}

/** Looked at when a day begins: so many rows are counted at most once a day. */
function forgetOldDays(days: Days, bounds: Bounds): void {
  let rows = 0;
  for (const day of days.values()) for (const kind of day.values()) rows += kind.size;
  for (const oldest of [...days.keys()].toSorted()) {
    if (rows <= bounds.usageRowsMax) return;
    for (const kind of days.get(oldest)!.values()) rows -= kind.size;
    days.delete(oldest);
  }
}

export interface UsageSummary {
  /** Dearest first; by day: oldest first. */
  readonly rows: readonly (UsageTotals & { readonly name: string })[];
  readonly total: UsageTotals;
  /** The oldest day that is still known; empty: none. */
  readonly keptSince: string;
}

/** Sums the days from `fromDay` to `toDay` (both counted, `2026-07-14`), exact to the nano-dollar. */
export function summarizeUsage(
  state: Pick<LedgerState, 'usageDays'>,
  asked: { readonly by: UsageKind; readonly fromDay: string; readonly toDay: string },
): UsageSummary {
  const sums = new Map<string, UsageTotals>();
  const total = zero();
  for (const [day, kinds] of state.usageDays) {
    if (day < asked.fromDay || day > asked.toDay) continue;
    for (const [name, row] of kinds.get(asked.by) ?? []) {
      let sum = sums.get(name);
      if (!sum) sums.set(name, (sum = zero()));
      addTotals(sum, row);
      addTotals(total, row);
    }
  }
  const rows = [...sums].map(([name, sum]) => ({ name, ...sum }));
  const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
  rows.sort((a, b) => (asked.by === 'day' ? byName(a, b) : b.costNanoUsd - a.costNanoUsd || byName(a, b)));
  return { rows, total, keptSince: [...state.usageDays.keys()].toSorted()[0] ?? '' };
}

/** The sums as a snapshot holds them. */
export const plainUsageDays = ({ usageDays }: Pick<LedgerState, 'usageDays'>): PlainUsageDay[] =>
  [...usageDays].map(([day, kinds]) => [day, [...kinds].map(([kind, rows]) => [kind, [...rows]])]);

/** Sums of a snapshot; of one that has none, those of the records that it lists. */
export function readUsageDays(plain: readonly PlainUsageDay[] | undefined, listed: readonly TimedUsage[]): Days {
  if (plain) return new Map(plain.map(([day, kinds]) => [day, new Map(kinds.map(([kind, rows]) => [kind, new Map(rows)]))]));
  const days: Days = new Map();
  for (const record of listed) addUsage({ usageDays: days }, record, { usageRowsMax: Infinity, usageNamesMax: Infinity });
  return days;
}
