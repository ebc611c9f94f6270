import type { Problem } from './inputs.ts';

export interface AnalyzedCluster {
  readonly id: number;
  readonly count: number;
  /** Of all records. */
  readonly share: number;
  readonly template: string;
  /** Its first record, without control characters, at most 1,000 characters. */
  readonly example: string;
  /** Milliseconds since 1970; undefined where no time is known. */
  readonly firstSeenMs?: number;
  readonly lastSeenMs?: number;
  /** Records in each bucket of the analysis' trend. */
  readonly trend: readonly number[];
  readonly isCatchAll: boolean;
}

/** What should make a reader doubt the clusters. */
export interface Doubts {
  /** Share of records that found no room among the templates. */
  readonly catchAllShare: number;
  /** Clusters whose template has no word, or next to none: they may hold different events. */
  readonly broad: readonly number[];
  readonly broadShare: number;
  /** Sets of clusters whose templates differ in one word: they may be one event. */
  readonly split: readonly (readonly number[])[];
  /** Share of records with bytes that no text has. */
  readonly nonTextShare: number;
  /** Lines longer than a mebibyte, whose rest was not read. */
  readonly cutLines: number;
  /** Whether there were so many forms that most unknown lines were no longer looked at. */
  readonly isSampled: boolean;
}

export interface Analysis {
  readonly lines: number;
  readonly records: number;
  readonly bytes: number;
  readonly clusters: readonly AnalyzedCluster[];
  /** What the buckets of trends are over, where the first begins, and their width: milliseconds since 1970, or bytes of the input. */
  readonly trend: { readonly over: 'time' | 'input'; readonly start: number; readonly width: number };
  readonly doubts: Doubts;
  readonly problems: readonly Problem[];
}

const WORD = /\p{L}{2,}/u;
const WORDS_MIN = 1;
const TOKENS_BROAD_MIN = 4;
const SPLIT_MIN = 3;
const COMPARED_MAX = 5_000;
const COMPARED_TOKENS_MAX = 40;

/** Whether a template of some length consists of slots and punctuation alone. */
export function isBroad(template: string): boolean {
  const tokens = template.split(' ').filter((token) => token !== '');
  const words = tokens.filter((token) => WORD.test(token)).length;
  return tokens.includes('<*>') && (words < WORDS_MIN || (tokens.length >= TOKENS_BROAD_MIN && words * 8 < tokens.length));
}

/** Sets of at least three clusters whose templates are equal but for one word; the 5,000 largest clusters are compared. */
export function likelySplit(clusters: readonly AnalyzedCluster[]): number[][] {
  const byRest = new Map<string, number[]>();
  for (const { id, template, isCatchAll } of clusters.slice(0, COMPARED_MAX)) {
    const tokens = template.split(' ');
    if (isCatchAll || tokens.length < SPLIT_MIN || tokens.length > COMPARED_TOKENS_MAX) continue;
    for (const [at, token] of tokens.entries()) {
      if (!WORD.test(token)) continue;
      const rest = `${at} ${tokens.toSpliced(at, 1).join(' ')}`;
      byRest.set(rest, [...(byRest.get(rest) ?? []), id]);
    }
  }
  const sets = [...byRest.values()].filter((ids) => ids.length >= SPLIT_MIN);
  return sets.toSorted((a, b) => b.length - a.length).slice(0, 100);
}
